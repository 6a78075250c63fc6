"""Stories and alerts in the warehouse."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import builders
from builders import NOW
from vigia.model import Relevance, TaggedArticle
from vigia.runs import run_folder, write_records
from vigia.stages.group import form_stories
from vigia.warehouse import (
    claim_alert,
    due_alerts,
    load_catalog,
    load_run,
    queue_alerts,
    record_delivery,
    rows_of,
    writer,
)
from vigia.warehouse.outbox import MOST_ATTEMPTS


def load(
    home: Path,
    articles: Sequence[Any],
    tags: Sequence[TaggedArticle],
    run_id: str = "run-1",
    channels: Sequence[str] = ("mail",),
) -> tuple[list[str], int]:
    """Load articles with their stories and alerts; return the new stories and alerts."""
    folder = run_folder(home, run_id)
    write_records(folder, "articles", articles, 0)
    write_records(folder, "tags", tags, 0)
    with writer(home, 5) as connection:
        connection.execute("begin")
        load_catalog(connection, {"outlets": ("outlet_id", rows_of([builders.outlet()]))})
        load_run(connection, folder, run_id, NOW, "UTC")
        stories = form_stories(connection)
        count = queue_alerts(connection, stories, list(channels), NOW, NOW - timedelta(hours=72))
        connection.execute("commit")
    return stories, count


def alerts(
    home: Path, sql: str = "select story_id, channel, status, attempts from alerts order by all"
) -> list[Any]:
    """Return the alerts as they are stored."""
    with writer(home, 5) as connection:
        return connection.execute(sql).fetchall()


def test_a_new_story_alerts_once_in_each_channel(home: Path) -> None:
    """Two articles of one event give one alert a channel, saying why it matched."""
    stories, count = load(
        home,
        [builders.article(1), builders.article(2)],
        [builders.tagged(1), builders.tagged(2)],
        channels=["a", "b"],
    )
    assert stories == ["sa1"]
    assert count == 2
    assert alerts(home, "select distinct reason from alerts") == [("Cuba y Rusia firmaron el acuerdo.",)]


def test_a_later_article_of_the_story_is_no_news(home: Path) -> None:
    """One alert per story, however many copies follow."""
    load(home, [builders.article(1)], [builders.tagged(1)])
    stories, count = load(home, [builders.article(2)], [builders.tagged(2)], "run-2")
    assert (stories, count) == ([], 0)
    assert alerts(home, "select story_id, article_count from stories") == [("sa1", 2)]


def test_loading_again_alerts_no_second_time(home: Path) -> None:
    """Across retries and restarts."""
    for _ in range(2):
        load(home, [builders.article(1)], [builders.tagged(1)])
    assert alerts(home) == [("sa1", "mail", "pending", 0)]


def test_backlog_and_old_matches_never_alert(home: Path) -> None:
    """A feed's first poll and what is older than 72 hours are no news."""
    old = NOW - timedelta(hours=73)
    load(
        home,
        [builders.article(1, is_backlog=True), builders.article(2, published_at=old, body="otra cosa")],
        [builders.tagged(1), builders.tagged(2, evidence=(), topics=())],
    )
    assert alerts(home) == []
    assert alerts(home, "select count(*) from stories") == [(2,)]


def test_only_matches_are_in_stories(home: Path) -> None:
    """A mention has no story and no alert."""
    load(home, [builders.article(1)], [builders.tagged(1, Relevance.MENTION)])
    assert alerts(home, "select count(*) from stories") == [(0,)]


def test_an_edit_that_takes_the_match_away_empties_the_story(home: Path) -> None:
    """The story goes with its last article."""
    load(home, [builders.article(1)], [builders.tagged(1)])
    edited = builders.article(1, body="otro asunto", run_id="run-2")
    load(home, [edited], [builders.tagged(1, Relevance.NONE, "run-2")], "run-2")
    assert alerts(home, "select count(*) from stories") == [(0,)]
    assert alerts(home, "select story_id from articles") == [(None,)]


def test_a_copy_names_its_original(home: Path) -> None:
    """The wire copy of another outlet is a duplicate in the same story."""
    text = " ".join(f"palabra{number}" for number in range(50))
    first = builders.article(1, body=text)
    second = replace(
        builders.article(2, body=f"Con la agencia. {text}"), published_at=NOW + timedelta(hours=1)
    )
    load(home, [first, second], [builders.tagged(1), builders.tagged(2)])
    assert alerts(home, "select article_id, duplicate_of, story_id from articles order by all") == [
        ("a1", None, "sa1"),
        ("a2", "a1", "sa1"),
    ]


def test_an_alert_is_claimed_by_one_process_only(home: Path) -> None:
    """Whoever comes second does not send it."""
    load(home, [builders.article(1)], [builders.tagged(1)])
    with writer(home, 5) as connection:
        (due,) = due_alerts(connection, ["mail"])
        assert due.outlets == ("El Muelle",)
        assert claim_alert(connection, due.alert_id)
        assert not claim_alert(connection, due.alert_id)
        assert due_alerts(connection, ["mail"]) == []
        assert len(due_alerts(connection, ["mail"], again=True)) == 1


def test_a_failed_delivery_is_tried_again_and_given_up_in_the_end(home: Path) -> None:
    """Its error is kept."""
    load(home, [builders.article(1)], [builders.tagged(1)])
    with writer(home, 5) as connection:
        for _ in range(MOST_ATTEMPTS):
            (due,) = due_alerts(connection, ["mail"])
            claim_alert(connection, due.alert_id)
            record_delivery(connection, due.alert_id, NOW, "no route")
        assert due_alerts(connection, ["mail"]) == []
    assert alerts(home, "select status, attempts, error from alerts") == [
        ("failed", MOST_ATTEMPTS, "no route")
    ]


def test_a_delivery_is_recorded_with_its_time(home: Path) -> None:
    """Sent is sent."""
    load(home, [builders.article(1)], [builders.tagged(1)])
    with writer(home, 5) as connection:
        (due,) = due_alerts(connection, ["mail"])
        claim_alert(connection, due.alert_id)
        record_delivery(connection, due.alert_id, NOW, None)
    assert alerts(home, "select status, sent_at from alerts") == [("sent", NOW)]
