"""A newsroom that misbehaves in hundreds of named ways goes the whole way, and harms nothing."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from builders import NOW
from faults.fault_table import FAULTS, Fault
from faults.listing import listing
from faults.newsroom import (
    FEED_FAULTS,
    GOOD_FEED,
    LIST,
    Newsroom,
    disposition_of,
    fault_newsroom,
    feeds,
    outcome_of,
    pages,
    write_feeds,
)
from faults.page_faults import LARGEST, PAGE_FAULTS, PageFault
from faults.spoilt import FeedFault
from faults.tls_faults import GOOD, TLS_FAULTS, TlsFault
from vigia.cli.run import bring_in
from vigia.settings import ROOT, Settings
from vigia.warehouse import query, reader, writer

pytestmark = pytest.mark.slow

LATER = NOW + timedelta(hours=25)
PEAK_KB = 1_600_000  # a load alone takes up to 1.5 GB, as it comes: docs/bench.md
Row = dict[str, Any]
GOOD_COLUMNS = {
    "entries": "*",
    "articles": "article_id, url, canonical_url, title, body, language_code, published_at, relevance, score",
    "evidence": 'article_id, field, "start", "end", surface, entity_id, rule, weight',
}
GOOD_ROWS = """
    select {columns} from {table}
    where article_id in (select article_id from entries where feed_id = 'el-muelle-es')
    order by all
"""


@dataclass
class Ingested:
    """What a run over the fault newsroom left, and how the run went."""

    settings: Settings
    newsroom: Newsroom
    peak_kb: int  # of any process of the run
    printed: str
    polls: dict[str, Row]
    entries: list[Row]


def settings_for(newsroom: Newsroom, folder: Path, home: str, names: Sequence[str] | None = None) -> Settings:
    """Return settings under which the fault newsroom is read, with short limits."""
    catalog = folder / f"catalog-{home}"
    write_feeds(catalog, names)
    return Settings(
        home=folder / home,
        catalog=catalog,
        connect_to=newsroom.connect_to,
        host_delay_seconds=0,
        concurrency=48,
        connect_seconds=8,
        read_seconds=8,
        total_seconds=16,
        feed_max_bytes=LARGEST,
        page_max_bytes=LARGEST,
        poll_shards=1,
        page_shards=1,
    )


def environment(settings: Settings, newsroom: Newsroom) -> dict[str, str]:
    """Return the settings as a person would set them."""
    given = settings.model_dump(mode="json", exclude_defaults=True)
    named = {f"VIGIA_{name.upper()}": value for name, value in given.items()}
    texts = {name: value if isinstance(value, str) else json.dumps(value) for name, value in named.items()}
    return {**os.environ, **texts, "SSL_CERT_FILE": str(newsroom.root_file)}


def rows(settings: Settings, sql: str) -> list[Row]:
    """Query what was published."""
    with reader(settings.home) as connection:
        names, found = query(connection, sql)[:2]
    return [dict(zip(names, row, strict=True)) for row in found]


@pytest.fixture(scope="module")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ingested]:
    """One ``vigia run`` over every fault."""
    folder = tmp_path_factory.mktemp("faults")
    with fault_newsroom(folder) as newsroom:
        settings = settings_for(newsroom, folder, "all")
        code, peak_kb, printed = vigia_run(settings, newsroom, folder)
        assert code == 0, printed[-5_000:]
        polls = {row["feed_id"]: row for row in rows(settings, "from polls")}
        yield Ingested(settings, newsroom, peak_kb, printed, polls, rows(settings, "from entries"))


def vigia_run(settings: Settings, newsroom: Newsroom, folder: Path) -> tuple[int, int, str]:
    """Run ``vigia run`` as a person does; return its exit code, peak memory and what it printed."""
    command = [sys.executable, "-m", "vigia", "run", "--all-feeds", "--now", f"{NOW:%Y-%m-%dT%H:%M:%SZ}"]
    with (folder / "printed").open("w+b") as printed:
        process = subprocess.Popen(
            command, env=environment(settings, newsroom), stdout=printed, stderr=subprocess.STDOUT
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, usage.ru_maxrss, (folder / "printed").read_text(errors="replace")


def entries_of(ingested: Ingested, feed_id: str) -> Counter[str]:
    """Count the dispositions of a feed's entries."""
    return Counter(row["disposition"] for row in ingested.entries if row["feed_id"] == feed_id)


def entry_of(ingested: Ingested, name: str) -> Row:
    """Return the entry of the page with a fault."""
    (found,) = (row for row in ingested.entries if row["feed_id"] == LIST and row["url"] == pages()[name])
    return found


@pytest.mark.parametrize("fault", FEED_FAULTS, ids=lambda fault: fault.name)
def test_a_spoilt_feed_has_its_outcome(fault: FeedFault, ingested: Ingested) -> None:
    """Its poll ends as the table says, and each of its entries is disposed of."""
    poll = ingested.polls[fault.name]
    assert (poll["outcome"], entries_of(ingested, fault.name)) == (fault.outcome, fault.entries), poll[
        "error"
    ]
    assert fault.says in (poll["error"] or "")


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_host_that_misbehaves_has_its_outcome(fault: Fault, ingested: Ingested) -> None:
    """Its feed and its page end as the same fault, each in its own words, with a reason."""
    poll, entry = ingested.polls[fault.name], entry_of(ingested, fault.name)
    assert (poll["outcome"], entry["disposition"]) == (outcome_of(fault), disposition_of(fault)), entry[
        "note"
    ]
    assert poll["error"]
    assert entry["note"] or entry["disposition"] == "tagged"


@pytest.mark.parametrize("fault", TLS_FAULTS, ids=lambda fault: fault.name)
def test_a_host_that_fails_at_tls_is_unreachable(fault: TlsFault, ingested: Ingested) -> None:
    """Nothing is read without a sound TLS, and the reason is told."""
    poll, entry = ingested.polls[fault.name], entry_of(ingested, fault.name)
    assert (poll["outcome"], entry["disposition"]) == ("unreachable", "unreachable")
    assert fault.says in poll["error"]
    assert fault.says in entry["note"]


@pytest.mark.parametrize("fault", PAGE_FAULTS, ids=lambda fault: fault.name)
def test_a_spoilt_page_has_its_disposition(fault: PageFault, ingested: Ingested) -> None:
    """Its entry is what the table says, for the reason that the table names."""
    entry = entry_of(ingested, fault.name)
    assert entry["disposition"] == fault.disposition, entry["note"]
    assert fault.says in (entry["note"] or "")


def test_sound_tls_is_read(ingested: Ingested) -> None:
    """The authority is trusted: what fails beside it fails for its own reason."""
    assert entry_of(ingested, GOOD)["disposition"] == "tagged"


def test_every_feed_is_polled_and_every_entry_disposed(ingested: Ingested) -> None:
    """None is missing, none is there twice, none waits."""
    assert set(ingested.polls) == {*feeds(), LIST, GOOD_FEED}
    assert entries_of(ingested, LIST).total() == len(pages())
    assert len({row["entry_id"] for row in ingested.entries}) == len(ingested.entries)
    assert "queued" not in {row["disposition"] for row in ingested.entries}


def test_a_good_feed_among_them_is_unharmed(ingested: Ingested) -> None:
    """It leaves the same entries, articles and evidence as a run of it alone."""
    folder = ingested.settings.home.parent
    alone = settings_for(ingested.newsroom, folder, "alone", names=[])
    bring_in(alone, f"run-{NOW:%Y%m%dT%H%M%SZ}", NOW, all_feeds=True)
    for table, columns in GOOD_COLUMNS.items():
        sql = GOOD_ROWS.format(table=table, columns=columns)
        with writer(alone.home, 1) as connection:
            expected = connection.execute(sql).fetchall()
        assert [tuple(row.values()) for row in rows(ingested.settings, sql)] == expected
        assert expected


def test_nothing_of_ours_is_read_or_asked_for(ingested: Ingested) -> None:
    """No file of this machine comes into a text, and no feed makes us ask another address."""
    assert not [head for head in ingested.newsroom.asked() if b"Host: xxe.example" in head]
    texts = rows(ingested.settings, "select title, summary, body from articles")
    assert not [row for row in texts if "root:" in "".join(row.values())]


def test_the_run_stays_small_and_calm(ingested: Ingested) -> None:
    """No process of it, parsers among them, takes more than its share of memory; nothing blows up."""
    assert ingested.peak_kb < PEAK_KB
    assert "Traceback" not in ingested.printed


def test_feeds_that_change_bring_nothing_twice(ingested: Ingested) -> None:
    """A day later GUIDs have flipped, feeds are empty or pages, and still no entry is new."""
    settings = ingested.settings
    kept = {fault.name: fault for fault in FEED_FAULTS if callable(fault.body)}
    write_feeds(settings.catalog_folder, names=list(kept))
    bring_in(settings, "run-2", LATER, all_feeds=True)
    with writer(settings.home, 1) as connection:
        again = dict(
            connection.execute("select feed_id, outcome from polls where run_id = 'run-2'").fetchall()
        )
        found = connection.execute("select feed_id, count(*) from entries group by all").fetchall()
    assert again == {name: fault.again for name, fault in kept.items()} | {GOOD_FEED: "unchanged"}
    assert {name: count for name, count in found if name in kept} == dict.fromkeys(kept, 3)


def test_names_are_unique_and_many() -> None:
    """Each fault has a name of its own."""
    names = [fault.name for table in (FAULTS, FEED_FAULTS, PAGE_FAULTS, TLS_FAULTS) for fault in table]
    assert len(names) == len(set(names)) >= 60


def test_the_documentation_lists_every_fault() -> None:
    """``docs/faults.md`` is what the tables say; its last line tells how to write it anew."""
    assert (ROOT / "docs" / "faults.md").read_text(encoding="utf-8") == listing()
