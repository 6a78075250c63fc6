"""Loading a run."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import builders
from builders import NOW
from vigia.model import Disposition, Relevance
from vigia.runs import run_folder, write_records
from vigia.warehouse import load_run, run_counts, writer

TABLES = (
    "polls feed_states entries pages articles article_versions match_topics article_actors evidence".split()
)


def write_run(home: Path, run_id: str = "run-1", **files: Sequence[Any]) -> Path:
    """Write the files of a run as the stages do."""
    folder = run_folder(home, run_id)
    for name, records in files.items():
        write_records(folder, name, records, None if name == "entries" else 0)
    return folder


def one_match(home: Path) -> Path:
    """Write a run with one match."""
    return write_run(
        home,
        polls=[builders.poll()],
        entries=[builders.entry()],
        pages=[builders.page()],
        articles=[builders.article()],
        tags=[builders.tagged()],
    )


def load(home: Path, folder: Path, **changes: Any) -> tuple[list[str], dict[str, int]]:
    """Load a folder and commit."""
    with writer(home, 5) as connection:
        connection.execute("begin")
        touched = load_run(
            connection, folder, folder.name, changes.get("now", NOW), changes.get("zone", "America/Havana")
        )
        counts = run_counts(connection)
        connection.execute("commit")
    return touched, counts


def rows(home: Path, sql: str) -> list[tuple[Any, ...]]:
    """Query the private database."""
    with writer(home, 5) as connection:
        return connection.execute(sql).fetchall()


def snapshot(home: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table, ordered."""
    with writer(home, 5) as connection:
        return {table: connection.execute(f"from {table} order by all").fetchall() for table in TABLES}


def test_a_run_brings_each_record_once(home: Path) -> None:
    """Everything of a run is in its table."""
    touched, counts = load(home, one_match(home))
    assert touched == ["a1"]
    assert counts["entries_new"] == counts["articles_new"] == counts["matches_new"] == 1
    assert rows(home, "select entry_id, disposition, article_id, attempts from entries") == [
        ("e1", "tagged", "a1", 1)
    ]
    assert rows(home, 'select surface, "start", "end" from evidence') == [("Cuba", 0, 4)]


def test_loading_a_run_again_changes_no_row(home: Path) -> None:
    """load ∘ load = load."""
    folder = one_match(home)
    load(home, folder)
    before = snapshot(home)
    touched, counts = load(home, folder, now=NOW + timedelta(hours=1))
    assert touched == []
    assert counts["entries_new"] == 0
    assert snapshot(home) == before


def test_an_empty_run_is_no_error(home: Path) -> None:
    """A run that found nothing loads nothing."""
    assert load(home, run_folder(home, "run-0"))[0] == []


def test_an_interrupted_load_leaves_nothing(home: Path) -> None:
    """What was not committed is rolled back."""
    folder = one_match(home)
    with pytest.raises(RuntimeError), writer(home, 5) as connection:
        connection.execute("begin")
        load_run(connection, folder, "run-1", NOW, "UTC")
        raise RuntimeError
    assert rows(home, "select count(*) from entries") == [(0,)]


def test_two_entries_of_one_article_make_one_article(home: Path) -> None:
    """The second entry is a duplicate that names the article."""
    folder = write_run(
        home,
        entries=[builders.entry(1), builders.entry(2)],
        pages=[builders.page(1), builders.page(2)],
        articles=[builders.article(1), replace(builders.article(1), entry_id="e2")],
        tags=[builders.tagged(1), replace(builders.tagged(1), entry_id="e2")],
    )
    load(home, folder)
    assert rows(home, "select count(*) from articles") == [(1,)]
    assert rows(home, "select entry_id, disposition, article_id from entries order by all") == [
        ("e1", "tagged", "a1"),
        ("e2", "duplicate", "a1"),
    ]


def test_a_known_entry_follows_the_one_that_fetched_its_url(home: Path) -> None:
    """Two feeds showing one URL in one run share its article."""
    known = builders.entry(
        2, canonical_url="http://el-muelle.example/1", disposition=Disposition.KNOWN, article_id=None
    )
    folder = write_run(
        home,
        entries=[builders.entry(1), known],
        pages=[builders.page(1)],
        articles=[builders.article(1)],
        tags=[builders.tagged(1)],
    )
    load(home, folder)
    assert rows(home, "select disposition, article_id, attempts from entries where entry_id = 'e2'") == [
        ("known", "a1", 0)
    ]


def edited_run(home: Path, **changes: Any) -> Path:
    """Write a second run in which article 1 has another body."""
    text = {"body": "Cuba y Rusia rompieron el acuerdo.", "run_id": "run-2"} | changes
    return write_run(
        home,
        "run-2",
        entries=[builders.entry(1, run_id="run-2", attempts=1, content_hash="other")],
        pages=[builders.page(1, run_id="run-2")],
        articles=[builders.article(1, **text)],
        tags=[builders.tagged(1, Relevance.NONE, "run-2", evidence=(), actors=())],
    )


def test_an_edited_article_keeps_its_old_version(home: Path) -> None:
    """The new text replaces the old one, which is kept with the time it stood."""
    load(home, one_match(home))
    touched, counts = load(home, edited_run(home), now=NOW + timedelta(hours=2))
    assert touched == ["a1"]
    assert counts["articles_changed"] == 1
    assert rows(home, "select version, relevance from articles") == [(2, "none")]
    assert rows(home, "select body, seen_until - seen_from from article_versions") == [
        ("Cuba y Rusia firmaron el acuerdo número 1.", timedelta(hours=2))
    ]
    assert rows(home, "select count(*) from evidence") == [(0,)]
    assert rows(home, "select attempts, content_hash from entries") == [(2, "other")]


def test_the_text_of_a_feed_does_not_replace_that_of_a_page(home: Path) -> None:
    """A later failure leaves the fuller article as it is."""
    load(home, one_match(home))
    assert load(home, edited_run(home, body="", body_source="none"))[0] == []
    assert rows(home, "select body_source, version from articles") == [("page", 1)]


def test_the_report_day_is_a_day_of_the_configured_zone(home: Path) -> None:
    """03:00 UTC is the day before in Havana; a future date counts when it was first seen."""
    early = NOW.replace(hour=3)
    folder = write_run(
        home,
        entries=[builders.entry(1), builders.entry(2)],
        pages=[builders.page(1), builders.page(2)],
        articles=[
            builders.article(1, published_at=early),
            builders.article(2, published_at=NOW + timedelta(days=30)),
        ],
        tags=[builders.tagged(1), builders.tagged(2)],
    )
    load(home, folder)
    assert rows(home, "select article_id, report_date::varchar from articles order by all") == [
        ("a1", "2026-11-19"),
        ("a2", "2026-11-20"),
    ]


def test_an_older_poll_does_not_turn_back_the_feed_state(home: Path) -> None:
    """The state of a feed only moves forward."""
    state = builders.poll().state
    newer = replace(state, last_polled_at=NOW + timedelta(hours=1), etag='"new"')
    load(home, write_run(home, "run-2", polls=[builders.poll(run_id="run-2", state=newer)]))
    load(home, write_run(home, "run-1", polls=[builders.poll()]))
    assert rows(home, "select etag from feed_states") == [('"new"',)]
    assert rows(home, "select count(*) from polls") == [(2,)]
