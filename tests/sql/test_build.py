"""dbt on the warehouse: it builds, builds on nothing, and its tests fail on damage."""

from collections.abc import Callable
from typing import Any

from small_warehouse import PROJECT

Rebuild = Callable[..., list[str]]


def test_every_model_and_test_is_run(built: Callable[..., Any], build_result: Any) -> None:
    """A build makes every model of the project and skips no test."""
    kinds = [str(node.node.resource_type) for node in build_result.result]
    assert kinds.count("model") == len(list((PROJECT / "models").rglob("*.sql")))
    assert kinds.count("test") > 200
    assert kinds.count("unit_test") == 6


def test_a_warehouse_without_rows_builds(rebuild: Rebuild) -> None:
    """A fresh home has no rows yet; that is no failure."""
    tables = (
        "alerts evidence match_topics article_actors article_versions articles pages entries stories polls "
        "feed_states feeds outlets runs article_tags_history"
    )
    assert rebuild("".join(f"delete from {table};" for table in tables.split()), "build", "--full-refresh") == []


DAMAGE_BY_TEST = {
    "unique_stg_entries_entry_id": "insert into entries select * from entries limit 1",
    "relationships_stg_entries_disposition": "update entries set disposition = 'no' where entry_id = 'e-x1'",
    "matches_have_evidence": "delete from evidence where article_id = 'a9'",
    "evidence_is_where_it_says": 'update evidence set start = start + 1, "end" = "end" + 1',
    "topics_only_on_matches": "insert into match_topics values ('a6', 'trade', 1)",
    "dates_are_not_in_the_future": "update articles set report_date = '2026-12-01' where article_id = 'a7'",
    "unique_stg_articles_canonical_url": "update articles set canonical_url = 'x' where outlet_id = 'faro'",
    "relationships_stg_articles_story_id": "update articles set story_id = 'gone' where article_id = 'a1'",
    "one_row_per_stg_alerts": "insert into alerts select * replace ('alert-2' as alert_id) from alerts",
    "alerts_tell_of_stories": "update alerts set story_id = 'gone' where story_id = 's1'",
    "reports_agree_with_days": "update report_daily_figures set value = value + 1 where figure = 'stories'",
    "sums_to_report_daily_stories_article_count": "delete from report_daily_stories where story_id = 's2'",
    "adds_up_daily_coverage_matches": "update daily_coverage set mentions = mentions + 1",
    "ordinals_count_up_report_daily_topics": "update report_daily_topics set ordinal = ordinal + 1",
    "lives_are_whole": "alter view item_life rename to whole_life; create view item_life as from whole_life "
    "where not (event = 'disposed' and entry_id = 'e-x2')",
    "days_hold_everything": "delete from daily_coverage where report_date = '2026-11-21'",
}


def test_damage_is_found(rebuild: Rebuild) -> None:
    """Each promise about the data has a test that fails when it is broken."""
    failed = rebuild(";".join(DAMAGE_BY_TEST.values()), "test", "--select", "test_type:data")
    assert [test for test in DAMAGE_BY_TEST if not any(name.startswith(test) for name in failed)] == []
