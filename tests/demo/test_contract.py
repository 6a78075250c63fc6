"""The published database keeps its promises, on the demo's newsroom."""

import itertools
from typing import Any

import pytest

from demo_run import DemoRun
from vigia.model import Disposition

pytestmark = [pytest.mark.slow, pytest.mark.airflow]

COLUMNS = {
    "outlets": "outlet_id name country_code owner_class language_code time_zone publisher_family",
    "feeds": "feed_id outlet_id url",
    "polls": "run_id feed_id polled_at outcome",
    "entries": "entry_id feed_id url title summary published_at first_seen_at disposition note article_id",
    "articles": "article_id url canonical_url outlet_id title summary body authors language_code "
    "published_at published_source first_seen_at relevance score story_id duplicate_of rules_hash",
    "matches": "article_id url title story_id",
    "match_topics": "article_id topic score",
    "article_actors": "article_id actor_id hits",
    "evidence": "article_id field start end surface entity_id side rule weight dropped_because",
    "topics": "topic",
    "actors": "actor_id name side",
    "stories": "story_id title first_seen_at last_seen_at article_count outlet_count languages topics",
    "alerts": "alert_id story_id channel reason created_at sent_at status attempts error",
    "daily_topics": "report_date topic",
    "daily_outlets": "report_date outlet_id",
    "daily_actors": "report_date actor_id",
    "daily_languages": "report_date language_code",
    "daily_coverage": "report_date",
    "daily_feed_health": "report_date feed_id",
    "item_life": "url event happened_at",
    "runs": "run_id",
}


@pytest.mark.parametrize("table", COLUMNS)
def test_every_promised_table_and_column_is_there(demo_run: DemoRun, table: str) -> None:
    """Other programs rely on these names."""
    found = {
        row[0]
        for row in demo_run.rows(f"select column_name from duckdb_columns() where table_name = '{table}'")
    }
    assert set(COLUMNS[table].split()) <= found
    assert demo_run.rows(f"select count(*) > 0 from {table}") == [(True,)]


def test_everything_published_is_explained(demo_run: DemoRun) -> None:
    """Each table and column has a comment."""
    bare = demo_run.rows(
        """
        select schema_name, table_name, column_name from duckdb_columns()
        where coalesce(comment, '') = '' and not internal and database_name = 'vigia'
        union all
        select schema_name, table_name, '' from duckdb_tables()
        where coalesce(comment, '') = '' and not internal and database_name = 'vigia'
        """
    )
    assert bare == []


def test_every_entry_has_exactly_one_final_disposition(demo_run: DemoRun) -> None:
    """Of the closed list, and none is still queued."""
    assert demo_run.rows("select entry_id from entries group by all having count(*) > 1") == []
    found = {row[0] for row in demo_run.rows("select distinct disposition from entries")}
    assert found <= {disposition.value for disposition in Disposition} - {Disposition.QUEUED.value}


@pytest.mark.parametrize("column", ["article_id", "canonical_url"])
def test_no_article_is_twice(demo_run: DemoRun, column: str) -> None:
    """One article for each canonical URL."""
    assert demo_run.rows(f"select {column} from articles group by all having count(*) > 1") == []


def test_every_match_has_evidence_of_both_sides_that_slices_back(demo_run: DemoRun) -> None:
    """``text[start:end] == surface`` for each hit, and no match without hits of both sides."""
    texts: dict[str, dict[str, Any]] = {
        row[0]: {"title": row[1], "summary": row[2], "body": row[3]}
        for row in demo_run.rows("select article_id, title, summary, body from articles")
    }
    for article_id, field, start, end, surface in demo_run.rows(
        'select article_id, field, "start", "end", surface from evidence'
    ):
        assert texts[article_id][field][start:end] == surface
    lacking = demo_run.rows(
        """
        select article_id from matches anti join (
            select article_id from evidence where dropped_because is null
            group by article_id having count(distinct side) = 2
        ) using (article_id)
        """
    )
    assert lacking == []


def test_every_match_is_in_one_story_and_every_story_has_matches(demo_run: DemoRun) -> None:
    """Stories are counted from their articles."""
    assert demo_run.rows("select article_id from matches where story_id is null") == []
    off = demo_run.rows(
        """
        select story_id from stories
        left join (select story_id, count(*) as n from matches group by all) using (story_id)
        where article_count is distinct from n
        """
    )
    assert off == []


def test_the_copies_and_translations_of_a_wire_are_one_story_and_nothing_else_is(demo_run: DemoRun) -> None:
    """Pairwise, over the four wires of the newsroom in up to five languages."""
    wires = demo_run.wires()
    stories = demo_run.rows("select canonical_url, story_id from matches")
    same = meant = right = 0
    for (one, one_story), (other, other_story) in itertools.combinations(stories, 2):
        of_one_wire = wires.get(one) is not None and wires.get(one) == wires.get(other)
        same += one_story == other_story
        meant += of_one_wire
        right += of_one_wire and one_story == other_story
    assert right / meant >= 0.95
    assert right / same >= 0.9
    assert demo_run.rows("select max(len(languages)) >= 3, max(outlet_count) >= 3 from stories") == [
        (True, True)
    ]
    assert demo_run.rows("select count(*) > 0 from articles where duplicate_of is not null") == [(True,)]


def test_an_edit_keeps_the_old_text_and_a_vanished_page_its_headline(demo_run: DemoRun) -> None:
    """Both happen in the newsroom."""
    assert demo_run.rows("select count(*) >= 1 from article_versions") == [(True,)]
    assert demo_run.rows(
        "select count(*) >= 1 from entries join articles using (article_id) where disposition = 'vanished'"
    ) == [(True,)]


def test_every_alert_was_sent_once(demo_run: DemoRun) -> None:
    """With its reason, and none for what the first visit found."""
    assert demo_run.rows("select distinct status, attempts from alerts") == [("sent", 1)]
    assert demo_run.rows("select story_id, channel from alerts group by all having count(*) > 1") == []
    assert (
        demo_run.rows("select 1 from alerts join articles using (article_id) where articles.is_backlog") == []
    )


def test_the_tagger_says_what_the_newsroom_meant(demo_run: DemoRun) -> None:
    """At least nine of ten articles with a label are tagged as their authors meant them."""
    meant = demo_run.labels()
    found = dict(demo_run.rows("select canonical_url, relevance from articles where body_source <> 'none'"))
    shared = meant.keys() & found.keys()
    assert len(shared) >= 80
    right = sum(meant[url] == found[url] for url in shared)
    assert right / len(shared) >= 0.9
