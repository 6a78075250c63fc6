"""The warehouse: the only door to DuckDB.

``writer`` opens the private file, or the lake, one process at a time; ``publish`` gives everyone else
an atomic snapshot, opened by ``reader``.
"""

from vigia.warehouse.backing_up import held, put_back, require_free
from vigia.warehouse.days import (
    built_otherwise,
    find_days,
    last_change,
    mark_article_days,
    mark_every_day,
    mark_watching_days,
    record_tests,
    untested_since,
)
from vigia.warehouse.encryption import WHEEL
from vigia.warehouse.examining import examined
from vigia.warehouse.grouping import assign_stories, group_window, queue_alerts, window_start
from vigia.warehouse.known import KnownEntry, KnownTitle, KnownUrl, known_entries, known_titles, known_urls
from vigia.warehouse.lake import EXTENSIONS, lake_name
from vigia.warehouse.loading import is_recorded, load_run, load_runs_again, record_run, run_counts
from vigia.warehouse.outbox import DueAlert, claim_alert, due_alerts, record_delivery
from vigia.warehouse.parquet import write_tables
from vigia.warehouse.publishing import Beside, publish, published_file
from vigia.warehouse.reading import add_table, query, reader, snapshot_reader, write_parquet
from vigia.warehouse.reference import load_catalog, rows_of
from vigia.warehouse.remembered import (
    backfills_to_retry,
    entries_to_retry,
    entries_to_revisit,
    feed_states,
    has_entries_of,
    reservations_asked,
)
from vigia.warehouse.retagging import articles_of_other_rules, count_without_body, replace_tags
from vigia.warehouse.retention import note_removed_archives, remove_bodies
from vigia.warehouse.schema import migrations, schema_version
from vigia.warehouse.texts import INDEXED, texts_since
from vigia.warehouse.upkeep import keep_lake
from vigia.warehouse.writer import Connection, warehouse_file, writer, writer_lock

__all__ = [
    "EXTENSIONS",
    "INDEXED",
    "WHEEL",
    "Beside",
    "Connection",
    "DueAlert",
    "KnownEntry",
    "KnownTitle",
    "KnownUrl",
    "add_table",
    "articles_of_other_rules",
    "assign_stories",
    "backfills_to_retry",
    "built_otherwise",
    "claim_alert",
    "count_without_body",
    "due_alerts",
    "entries_to_retry",
    "entries_to_revisit",
    "examined",
    "feed_states",
    "find_days",
    "group_window",
    "has_entries_of",
    "held",
    "is_recorded",
    "keep_lake",
    "known_entries",
    "known_titles",
    "known_urls",
    "lake_name",
    "last_change",
    "load_catalog",
    "load_run",
    "load_runs_again",
    "mark_article_days",
    "mark_every_day",
    "mark_watching_days",
    "migrations",
    "note_removed_archives",
    "publish",
    "published_file",
    "put_back",
    "query",
    "queue_alerts",
    "reader",
    "record_delivery",
    "record_run",
    "record_tests",
    "remove_bodies",
    "replace_tags",
    "require_free",
    "reservations_asked",
    "rows_of",
    "run_counts",
    "schema_version",
    "snapshot_reader",
    "texts_since",
    "untested_since",
    "warehouse_file",
    "window_start",
    "write_parquet",
    "write_tables",
    "writer",
    "writer_lock",
]
