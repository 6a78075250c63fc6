"""Write ``docs/faults.md`` from the tables of faults: ``python -m faults.listing``."""

from collections.abc import Iterable, Iterator, Sequence

from faults import entry_faults as entry
from faults import fault_table as web
from faults import feed_faults as feed
from faults import page_faults as page
from faults.fault_table import FAULTS, Fault
from faults.newsroom import FEED_FAULTS, disposition_of, outcome_of
from faults.page_faults import PAGE_FAULTS, PageFault
from faults.spoilt import FeedFault
from faults.tls_faults import TLS_FAULTS
from vigia.settings import ROOT

_WEB = {
    "Framing of answers": web.FRAMING,
    "Heads": web.HEADS,
    "Slowness": web.SLOWNESS,
    "Packing": web.PACKING,
    "Statuses": web.STATUSES,
    "Redirects": web.REDIRECTS,
    "robots.txt": web.ROBOTS,
}
_FEEDS = {
    "Feeds that are none": feed.NO_FEEDS,
    "Damaged feeds": feed.DAMAGED,
    "Encodings of feeds": feed.ENCODINGS,
    "Traps in feeds": feed.TRAPS,
    "Links in feeds": entry.LINKS,
    "Identity of entries": entry.IDENTITY,
    "Texts of entries": entry.TEXTS,
    "Dates of entries": entry.DATES,
    "Feeds that change": entry.CHANGES,
}
_PAGES = {
    "Pages that refuse": page.REFUSALS,
    "Pages that are none": page.NO_PAGES,
    "Hostile pages": page.HOSTILE,
    "Encodings of pages": page.ENCODINGS,
    "Schemes": page.SCHEMES,
}


_INTRODUCTION = """\
The fault newsroom (`tests/faults`) is a real server that misbehaves in {count} named ways at once, over
real sockets. One `vigia run` reads all of it; the tests hold every poll to its outcome and every entry to
its disposition, as listed here, and compare a good feed of the same run with a run of it alone. What a
disposition means is told in `seeds/dispositions.csv`.
"""


def listing() -> str:
    """Return the document that lists every fault and what comes of it."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    count = len(FAULTS) + len(TLS_FAULTS) + len(FEED_FAULTS) + len(PAGE_FAULTS)
    yield "# Faults that Vigía survives\n"
    yield _INTRODUCTION.format(count=count)
    yield "## Servers\n\nEach is asked for a feed and for a page.\n"
    for title, faults in _WEB.items():
        yield from _table(title, ("fault", "poll", "entry"), map(_web_row, faults))
    tls = ((fault.name, fault.what, "unreachable", "unreachable") for fault in TLS_FAULTS)
    yield from _table("TLS", ("fault", "what it is", "poll", "entry"), tls)
    yield "## Feeds\n"
    for title, feeds in _FEEDS.items():
        yield from _table(title, ("fault", "what it is", "poll", "entries"), map(_feed_row, feeds))
    yield "## Pages\n"
    for title, pages in _PAGES.items():
        yield from _table(title, ("fault", "what it is", "entry"), map(_page_row, pages))
    yield "Written from the tables by `PYTHONPATH=plugins:tests .venv/bin/python -m faults.listing`."


def _table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"### {title}\n"
    for row in (columns, ["---"] * len(columns), *rows):
        yield f"| {' | '.join(row)} |"
    yield ""


def _web_row(fault: Fault) -> tuple[str, ...]:
    return fault.name, outcome_of(fault), disposition_of(fault)


def _feed_row(fault: FeedFault) -> tuple[str, ...]:
    entries = ", ".join(f"{count:,} {disposition}" for disposition, count in fault.entries.items())
    outcome = fault.outcome if fault.again is None else f"{fault.outcome}, then {fault.again}"
    return fault.name, fault.what, outcome, entries


def _page_row(fault: PageFault) -> tuple[str, ...]:
    return fault.name, fault.what, fault.disposition


if __name__ == "__main__":
    (ROOT / "docs" / "faults.md").write_text(listing(), encoding="utf-8")
