"""Keeping the lake small: many loads leave many small files, and what was replaced stays for a while."""

from datetime import datetime, timedelta
from pathlib import Path

from vigia.settings import Lake
from vigia.warehouse.writer import CATALOG, Connection, writer

# What nothing refers to any more: nobody reads a snapshot of the lake for longer than this.
GRACE = timedelta(days=1)
REWRITTEN = 0.1  # share of the rows of a file that must be gone; files with such rows are not merged


def keep_lake(home: Path, wait_seconds: float, lake: Lake, now: datetime, days: int) -> dict[str, int]:
    """Merge the small files of the lake and remove what was replaced more than ``days`` ago.

    Also removes the files of loaders that were killed. Returns how many files the tables had and have,
    and how many were removed. Raises WarehouseBusy and WarehouseUnusable.
    """
    with writer(home, wait_seconds, lake) as connection:
        before = _files(connection)
        _call(connection, "flush_inlined_data")  # rows that were too few for a file
        _call(connection, "expire_snapshots", older_than=now - timedelta(days=days))
        _call(connection, "rewrite_data_files", delete_threshold=REWRITTEN)
        _call(connection, "merge_adjacent_files")
        removed = _call(connection, "cleanup_old_files", older_than=now - GRACE)
        removed += _call(connection, "delete_orphaned_files", older_than=now - GRACE)
        return {
            "lake_files_before": before, "lake_files_after": _files(connection), "lake_files_removed": removed
        }  # fmt: skip


def _call(connection: Connection, function: str, **options: datetime | float) -> int:
    given = "".join(f", {name} => {_value(value)}" for name, value in options.items())
    return len(connection.execute(f"call ducklake_{function}('{CATALOG}'{given})").fetchall())


def _value(value: datetime | float) -> str:
    return f"timestamptz '{value:%Y-%m-%d %H:%M:%S%z}'" if isinstance(value, datetime) else str(value)


def _files(connection: Connection) -> int:
    row = connection.execute(
        f"select coalesce(sum(file_count), 0)::bigint from ducklake_table_info('{CATALOG}')"
    ).fetchone()
    return int(row[0]) if row else 0
