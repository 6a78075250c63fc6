"""Keeping the lake small, and looking at it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from builders import NOW
from loads import write_run
from stores import rows_of_all
from vigia.settings import Settings
from vigia.stages.doctor import examine
from vigia.stages.load import load
from vigia.stages.tidy import tidy
from vigia.warehouse import writer

pytestmark = [pytest.mark.slow, pytest.mark.service]

# DuckLake's own clock tells when a file was replaced.
MUCH_LATER = datetime.now(UTC) + timedelta(days=30)


def _files(settings: Settings) -> dict[str, int]:
    with writer(settings.home, 30, settings.lake) as connection:
        rows = connection.execute(
            "select table_name, file_count from ducklake_table_info('vigia')"
        ).fetchall()
    return dict(rows)


def test_tidying_merges_the_files_and_changes_no_row(s3_store: Settings) -> None:
    """Three loads leave three files a table; then there is one, and the replaced ones go, also on S3."""
    for hour in range(3):
        at = NOW + timedelta(hours=hour)
        numbers = range(20 * hour, 20 * hour + 20)
        load(s3_store, write_run(s3_store.home, f"run-{hour}", numbers, at=at), at)
    with writer(s3_store.home, 30, s3_store.lake) as connection:
        before = rows_of_all(connection)
    assert _files(s3_store)["pages"] == 3
    counts = tidy(s3_store, MUCH_LATER).counts
    assert counts["lake_files_removed"] > 0
    with writer(s3_store.home, 30, s3_store.lake) as connection:
        assert rows_of_all(connection) == before
    files = _files(s3_store)
    assert [files[table] for table in ("pages", "entries", "evidence", "articles")] == [1, 1, 1, 1]


def test_what_a_killed_loader_wrote_is_removed(folder_store: Settings) -> None:
    """A file that no table knows goes after a day, and not before."""
    load(folder_store, write_run(folder_store.home, "run-1", range(20)), NOW)
    orphan = Path(str(folder_store.lake_data)) / "main" / "articles" / "orphan.parquet"
    orphan.write_bytes(b"half a file")
    tidy(folder_store, datetime.now(UTC))
    assert orphan.exists()
    tidy(folder_store, MUCH_LATER)
    assert not orphan.exists()


def test_the_doctor_examines_the_lake(folder_store: Settings) -> None:
    """It tells where the lake is, its schema, and the versions of what reads it."""
    load(folder_store, write_run(folder_store.home, "run-1", range(2)), NOW)
    seen = {finding.subject: (finding.state, finding.seen) for finding in examine(folder_store, NOW)}
    state, words = seen["warehouse"]
    assert state == "ok"
    assert str(folder_store.lake_data) in words
    assert "sesame" not in words
    assert seen["version of duckdb-extension-ducklake"] == ("ok", "1.5.5")
