"""Part ``feeds``: feed documents a CPU second, against feedparser with its defaults."""

import io
import warnings
from collections.abc import Callable, Iterator
from zoneinfo import ZoneInfo

import feedparser

from bench.children import Meter, measured
from bench.data import FEEDS, absent, own_items, real_feeds
from bench.newsprint import rss
from bench.tables import COST_COLUMNS, Column, Table, cost_cells
from vigia.errors import FeedUnreadable
from vigia.feeds.parsing import parse_feed

PLACE = "https://news.example/feed"
PASSES = 2
ENTRIES_PER_FEED = 40
Counted = tuple[int, int]  # entries, and those of them with a title or a link
_COLUMNS = (
    Column("documents"), Column("parser"), Column("count", "count"), Column("documents / CPU s", "count"),
    Column("ratio", "ratio"), Column("entries", "count"), Column("titled or linked", "count"),
    *COST_COLUMNS,
)  # fmt: skip


def run() -> Iterator[Table]:
    """Measure on feeds made of our own items, and on real ones where they are."""
    sets = ["made of our own items"]
    notes = [
        "Ratio of documents a CPU second against feedparser.parse(file) with its defaults. "
        f"Cheapest of {PASSES} passes.",
        "Both turn dates into times and sanitize; vigia.feeds also makes texts plain and URLs absolute.",
        "Many test cases are entries of one odd field alone, which vigia.feeds does not count as entries.",
    ]
    if FEEDS.is_dir():
        sets += ["real, live", "real, test cases"]
    else:
        notes.append(absent(FEEDS, "real feed documents"))
    yield Table("feeds: parsing", _COLUMNS, [row for name in sets for row in _rows(name)], tuple(notes))


def _rows(name: str) -> Iterator[tuple[str | float, ...]]:
    (count, entries, told), cost = measured(_parse, name, False)
    (_, peer_entries, peer_told), peer = measured(_parse, name, True)
    ratio = peer.cpu_seconds / cost.cpu_seconds
    yield name, "vigia.feeds", count, count / cost.cpu_seconds, ratio, entries, told, *cost_cells(cost)
    yield (
        name, "feedparser", count, count / peer.cpu_seconds, 1.0, peer_entries, peer_told,
        *cost_cells(peer),
    )  # fmt: skip


def _parse(meter: Meter, name: str, with_peer: bool) -> tuple[int, int, int]:
    documents = _documents(name)
    count_entries: Callable[[bytes], Counted] = _peer_entries if with_peer else _own_entries
    count_entries(documents[0])
    for _ in range(PASSES):
        with meter:
            counts = [count_entries(document) for document in documents]
    return len(documents), sum(found for found, _ in counts), sum(told for _, told in counts)


def _documents(name: str) -> list[bytes]:
    if name.startswith("real"):
        is_live = name.endswith("live")
        return [body for key, body in real_feeds().items() if key.startswith("live__") is is_live]
    items = [one.item for one in own_items()]
    parts = [items[at : at + ENTRIES_PER_FEED] for at in range(0, len(items), ENTRIES_PER_FEED)]
    return [rss(part, f"https://news.example/{number}") for number, part in enumerate(parts)]


def _own_entries(document: bytes) -> Counted:
    try:
        entries = parse_feed(document, PLACE, None, ZoneInfo("Europe/Moscow")).entries
    except FeedUnreadable:
        return 0, 0
    return len(entries), sum(bool(entry.title or entry.url) for entry in entries)


def _peer_entries(document: bytes) -> Counted:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        entries = feedparser.parse(io.BytesIO(document)).entries
    return len(entries), sum(bool(entry.get("title") or entry.get("link")) for entry in entries)
