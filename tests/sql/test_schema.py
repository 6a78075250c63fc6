"""What holds for every table and column of the warehouse."""

import re
from collections.abc import Callable
from typing import Any

Query = Callable[..., list[dict[str, Any]]]

PUBLISHED = {
    "outlets": {"outlet_id"},
    "feeds": {"feed_id"},
    "polls": {"feed_id"},
    "entries": set(
        "entry_id feed_id url title summary published_at first_seen_at disposition note article_id".split()
    ),
    "articles": set(
        "article_id url canonical_url outlet_id title summary body authors language_code published_at "
        "published_source first_seen_at relevance score story_id duplicate_of rules_hash".split()
    ),
    "matches": {"article_id", "url", "canonical_url", "report_date", "sentence", "story_id", "duplicate_of"},
    "match_topics": {"article_id", "topic", "score"},
    "article_actors": {"article_id", "actor_id", "hits"},
    "evidence": set("field start end surface entity_id side rule weight dropped_because".split()),
    "topics": {"topic"},
    "actors": {"actor_id"},
    "stories": set(
        "story_id title first_seen_at last_seen_at article_count outlet_count languages topics".split()
    ),
    "alerts": set("alert_id story_id channel reason created_at sent_at status attempts error".split()),
    "daily_topics": {"report_date", "topic", "matches"},
    "daily_outlets": {"report_date", "outlet_id", "matches"},
    "daily_actors": {"report_date", "actor_id", "matches"},
    "daily_languages": {"report_date", "language_code", "matches"},
    "daily_coverage": {"report_date", "feeds_expected", "feeds_healthy", "matches", "gaps"},
    "daily_feed_health": {"report_date", "feed_id", "is_gap", "note", "newest_entry_at", "moved_to"},
    "daily_feed_silence": {"report_date", "feed_id", "expected", "odds", "is_silent"},
    "item_life": {"url", "canonical_url", "entry_id", "article_id", "event", "happened_at", "detail"},
    "runs": {"run_id"},
}


def test_every_table_and_view_is_explained(built: Query) -> None:
    """Each table and view has a comment whose first sentence says what a row is."""
    found = built(
        "select table_name as name, comment from duckdb_tables() "
        "union all select view_name, comment from duckdb_views() where not internal"
    )
    assert [row["name"] for row in found if not re.match(r"One row per [^.]+\.", row["comment"] or "")] == []


def test_every_column_is_explained(built: Query) -> None:
    """Each column of each table and view has a comment that is a sentence."""
    found = built(
        "select table_name || '.' || column_name as name, comment from duckdb_columns() where not internal"
    )
    assert [row["name"] for row in found if not (row["comment"] or "").endswith(".")] == []


def test_staging_says_what_its_table_says(built: Query) -> None:
    """A staging column means what the column of its table means, in the same words."""
    differing = built(
        """
        select staged.table_name, staged.column_name
        from duckdb_columns() as staged
        join duckdb_columns() as loaded
            on staged.table_name = 'stg_' || loaded.table_name and staged.column_name = loaded.column_name
        where loaded.schema_name = 'main' and staged.comment is distinct from loaded.comment
            and staged.schema_name = 'staging'
        """
    )
    assert differing == []


def test_published_names_are_kept(built: Query) -> None:
    """The tables and columns that analysts rely on are there under their names."""
    columns: dict[str, set[str]] = {}
    for row in built("select table_name, column_name from duckdb_columns() where schema_name = 'main'"):
        columns.setdefault(row["table_name"], set()).add(row["column_name"])
    missing = {table: names - columns.get(table, set()) for table, names in PUBLISHED.items()}
    assert {table: names for table, names in missing.items() if names} == {}


def test_report_tables_have_day_and_place(built: Query) -> None:
    """Each report table is keyed by report_date and ordered by ordinal."""
    found = built(
        "select table_name, list(column_name) as columns from duckdb_columns() "
        "where starts_with(table_name, 'report_daily_') group by all"
    )
    assert len(found) == 11
    assert [row["table_name"] for row in found if not {"report_date", "ordinal"} <= set(row["columns"])] == []


def test_nothing_is_stored_twice(built: Query) -> None:
    """Staging holds views only; the life of an item is a view too, since it repeats what is stored."""
    tables = built("select distinct schema_name from duckdb_tables()")
    views = built("select view_name from duckdb_views() where not internal and schema_name = 'main'")
    assert [row["schema_name"] for row in tables] == ["main"]
    assert "item_life" in [row["view_name"] for row in views]
