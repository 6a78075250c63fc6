"""The examination of an installation."""

import fcntl
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import builders
from builders import NOW
from press import write_catalog
from vigia.model import Feed, FeedState
from vigia.runs import run_folder, write_records
from vigia.settings import Settings
from vigia.stages.doctor import examine
from vigia.stages.finding import Finding
from vigia.warehouse import feed_states, load_run, publish, record_run, writer, writer_lock


@pytest.fixture
def settings(home: Path, tmp_path: Path) -> Settings:
    """A home with one feed in its catalog."""
    feed = Feed("el-muelle-es", "el-muelle", "http://el-muelle.example/feed", "es", "news", "high", True, "")
    write_catalog(tmp_path / "catalog", [builders.outlet()], [feed])
    return Settings(home=home, catalog=tmp_path / "catalog")


def finding(settings: Settings, subject: str) -> Finding:
    """Return the finding on a subject."""
    return next(found for found in examine(settings, NOW) if found.subject == subject)


def run_at(home: Path, **changes: Any) -> None:
    """Record and publish a run."""
    counts = dict.fromkeys(
        (
            "feeds_polled polls_failed entries_seen entries_new pages_fetched articles_new articles_changed "
            "matches_new stories_new alerts_new"
        ).split(),
        0,
    )
    row = {"run_id": "run-1", "started_at": NOW, "loaded_at": NOW, "rules_hash": "r", **counts} | changes
    with writer(home, 5) as connection:
        record_run(connection, row)
    publish(home, "1", 5, kept=2)


def test_a_new_installation_is_not_wrong(settings: Settings) -> None:
    """What is not there yet is a warning that says how to get it."""
    findings = examine(settings, NOW)
    assert [found for found in findings if found.state == "wrong"] == []
    assert finding(settings, "warehouse").mend
    assert finding(settings, "published database").mend


def test_every_faulty_seed_row_is_shown(settings: Settings, tmp_path: Path) -> None:
    """With file and line, and the other subjects are examined all the same."""
    path = tmp_path / "catalog" / "feeds.csv"
    path.write_text(path.read_text() + "x,nobody,ftp://x,es,news,high,maybe,\n")
    found = finding(settings, "seeds")
    assert found.state == "wrong"
    assert "feeds.csv:3" in found.seen
    assert finding(settings, "disk").state == "ok"


def test_a_held_lock_is_told_with_its_holder(settings: Settings) -> None:
    """Somebody is writing."""
    run_at(settings.home)
    with writer_lock(settings.home, 1) as path:
        found = finding(settings, "warehouse")
    assert found.state == "warning"
    assert str(path) in found.seen


@pytest.mark.parametrize(
    ("started", "subject", "state"),
    [
        (NOW, "last run", "ok"),
        (NOW - timedelta(days=2), "last run", "warning"),
        (NOW + timedelta(hours=1), "clock", "warning"),
    ],
)
def test_a_stale_run_and_a_wrong_clock_are_told(
    settings: Settings, started: Any, subject: str, state: str
) -> None:
    """The newest run is a day old at most, and not of tomorrow."""
    run_at(settings.home, started_at=started)
    assert finding(settings, subject).state == state


def test_feeds_that_were_never_read_are_named(settings: Settings) -> None:
    """Silence is not health."""
    run_at(settings.home)
    found = finding(settings, "feeds never read")
    assert "el-muelle-es" in found.seen


def test_the_local_airflow_is_told_by_its_lock(settings: Settings) -> None:
    """Running, or not running although it was."""
    folder = settings.home / "airflow"
    folder.mkdir(parents=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert finding(settings, "local Airflow").seen == "running"
    assert finding(settings, "local Airflow").state == "warning"


STATE = FeedState("el-muelle-es", last_polled_at=NOW, last_success_at=NOW, title="El Muelle")


@pytest.mark.parametrize(
    ("state", "has_gap", "subject", "seen"),
    [
        (replace(STATE, dormant_at=NOW), False, "feeds dormant", "el-muelle-es since 2026-11-20"),
        (
            replace(
                STATE, moved_to="http://muelle.example/rss", moved_at=NOW - timedelta(days=7), moved_polls=3,
                moved_title="El Muelle",
            ),
            False, "feeds moved", "el-muelle-es → http://muelle.example/rss",
        ),
        (
            replace(
                STATE, moved_to="http://casino.example/", moved_at=NOW - timedelta(days=9), moved_polls=4,
                moved_title="Casino",
            ),
            False, "feeds moved", "http://casino.example/, where it is called Casino",
        ),
        (STATE, True, "feeds with gaps", "el-muelle-es 1×"),
    ],
)  # fmt: skip
def test_feeds_that_need_a_person_are_named(
    settings: Settings, state: FeedState, has_gap: bool, subject: str, seen: str
) -> None:
    """Dormant, moved or outrun: with what is known and what to do."""
    folder = run_folder(settings.home, "run-1")
    write_records(folder, "polls", [builders.poll(state=state, is_gap=has_gap)], 0)
    with writer(settings.home, 5) as connection:
        load_run(connection, folder, "run-1", NOW, "America/Havana")
        assert feed_states(connection) == {"el-muelle-es": state}
    publish(settings.home, "1", 5, kept=2)
    found = finding(settings, subject)
    assert seen in found.seen
    assert found.mend
