"""Whatever a feed does to GUIDs, URLs and titles, an article is ingested once, and an old one never."""

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import builders
from builders import NOW
from press import write_catalog
from vigia.feeds.identity import entry_keys
from vigia.model import Disposition, Entry, Feed, FeedDocument, FeedEntry
from vigia.runs import read_records, run_folder, write_records
from vigia.settings import Settings
from vigia.stages.poll import entry_of
from vigia.stages.queue import queue
from vigia.warehouse import load_run, writer

FEEDS = [
    Feed(f"el-muelle-{name}", "el-muelle", f"http://el-muelle.example/{name}", "es", "news", "high", True, "")
    for name in ("todo", "cuba")
]
ARTICLES = 8
OLD = (0, 1)  # published before the oldest day that is fetched
HOST = "el-muelle.example"
STEP = timedelta(hours=2)
URLS = (
    "https://{host}/2026/nota-{number}",
    "http://www.{host}/2026/nota-{number}?utm_source=rss&utm_medium=feed",
    "https://m.{host}/2026/nota-{number}#comentarios",
    "https://{host}/2026/nota-{number}/amp?fbclid=1",
)

# How a document writes an article: its GUID, the form of its URL, its title; a flip is new each time.
LOOKS = st.tuples(st.sampled_from(["own", "flip", "none", "link", "same"]), st.integers(0, 4), st.booleans())
DOCUMENTS = st.tuples(
    st.sampled_from(FEEDS),
    st.lists(st.tuples(st.integers(0, ARTICLES - 1), LOOKS), unique_by=lambda it: it[0]),
)
POLLS = st.lists(st.lists(DOCUMENTS, max_size=2, unique_by=lambda it: it[0].feed_id), min_size=2, max_size=6)


def item(number: int, look: tuple[str, int, bool], moment: int) -> FeedEntry:
    """Write an article as a document shows it; its URL moves only where its title stays."""
    guid_kind, url_kind, is_edited = look
    is_moved = url_kind == len(URLS)
    form = URLS[0].replace("nota", "cambio") if is_moved and number % 2 else URLS[url_kind % len(URLS)]
    url = form.format(host=HOST, number=number)
    guids = {"own": f"g{number}", "flip": f"{moment}-{number}", "link": url, "same": "fijo", "none": None}
    title = f"Rusia y Cuba acuerdan el punto número {number}"
    return FeedEntry(
        guid=guids[guid_kind],
        url=url,
        title=f"{title}: versión {moment}" if is_edited and not number % 2 else title,
        summary=f"Resumen {number}",
        content="",
        authors=(),
        published_at=NOW - timedelta(days=90 if number in OLD else 1, hours=number),
        published_is_day=False,
        updated_at=None,
        language_code="es",
    )


def entries(run_id: str, feed: Feed, shown: Any, moment: int) -> Iterator[Entry]:
    """Give the entries of a document as poll does."""
    items = tuple(item(number, look, moment) for number, look in shown)
    keys = entry_keys(FeedDocument("rss", "utf-8", "", None, None, items))
    for key, entry in zip(keys, items, strict=True):
        yield entry_of(feed, run_id, key, entry, NOW + moment * STEP, is_backlog=False)


def load(home: Path, run_id: str, moment: int) -> None:
    """Load a run whose pages all said what their feed said."""
    folder = run_folder(home, run_id)
    queued = list(read_records(folder, "queue", Entry))
    pages = [
        replace(
            builders.page(),
            entry_id=entry.entry_id,
            run_id=run_id,
            article_id=entry.article_id,
            url=entry.url,
        )
        for entry in queued
    ]
    articles = [
        builders.article(
            entry_id=entry.entry_id, run_id=run_id, article_id=entry.article_id, url=entry.url,
            canonical_url=entry.canonical_url, title=entry.title, body=entry.title,
        )
        for entry in queued
    ]  # fmt: skip
    tags = [
        replace(builders.tagged(), run_id=run_id, article_id=entry.article_id, entry_id=entry.entry_id)
        for entry in queued
    ]
    for name, records in (("pages", pages), ("articles", articles), ("tags", tags)):
        write_records(folder, name, records, 0)
    with writer(home, 5) as connection:
        load_run(connection, folder, run_id, NOW + moment * STEP, "UTC")


# An example is seven runs on a real warehouse: shrinking one would take minutes.
@settings(max_examples=15, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(POLLS)
def test_no_entry_is_ingested_twice_and_no_old_one_as_new(polls: Any) -> None:
    """One article and one entry that brought it for each article shown; none for an old one."""
    with tempfile.TemporaryDirectory() as folder:
        home, catalog = Path(folder) / "home", Path(folder) / "catalog"
        write_catalog(catalog, [builders.outlet()], FEEDS)
        chosen = Settings(home=home, catalog=catalog)
        shown = set()
        for moment, documents in enumerate([*polls, []]):
            run_id = f"run-{moment}"
            seen = [entry for feed, items in documents for entry in entries(run_id, feed, items, moment)]
            shown |= {number for _, items in documents for number, _ in items}
            write_records(run_folder(home, run_id), "seen", seen, 0)
            queue(chosen, run_id, NOW + moment * STEP)
            load(home, run_id, moment)
        with writer(home, 5) as connection:
            found = connection.execute(
                "select regexp_extract(url, '-(\\d+)', 1)::int, disposition from entries"
            ).fetchall()
            articles = connection.execute(
                "select regexp_extract(url, '-(\\d+)', 1)::int from articles"
            ).fetchall()
    brought = [number for number, disposition in found if disposition == Disposition.TAGGED]
    assert sorted(brought) == sorted(number for (number,) in articles) == sorted(shown - set(OLD))
    assert {disposition for number, disposition in found if number in OLD} <= {"too_old", "known"}
