"""Files of older releases."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from vigia.settings import Settings
from vigia.stages.doctor import examine
from vigia.warehouse import Connection, examined, migrations, schema_version, warehouse_file, writer

NOW = datetime(2026, 11, 25, tzinfo=UTC)
NEWEST = migrations()[-1][0]
ROWS = 3

# A value for the row ``i`` in a column of the type.
VALUES = {
    "VARCHAR": "'text ' || i",
    "VARCHAR[]": "['one', 'item ' || i]",
    "BOOLEAN": "i % 2 = 0",
    "INTEGER": "i::integer",
    "BIGINT": "i::bigint",
    "DOUBLE": "i / 4",
    "DATE": "date '2026-11-20' + i::integer",
    "TIMESTAMP WITH TIME ZONE": "timestamptz '2026-11-20 12:00:00+00' + interval 1 hour * i",
}

Tables = dict[str, tuple[list[str], list[Any]]]


def make_file(home: Path, version: int) -> None:
    """Leave the warehouse that the release of a schema version would have left, every table with rows."""
    path = warehouse_file(home)
    path.parent.mkdir(parents=True)
    with duckdb.connect(str(path), config={"storage_compatibility_version": "v1.5.0"}) as connection:
        connection.execute(
            "create table schema_versions (version integer not null, migrated_at timestamptz not null)"
        )
        for number, sql in migrations()[:version]:
            connection.execute(sql)
            connection.execute("insert into schema_versions values (?, now())", [number])
        for table, columns in columns_of(connection).items():
            listed = ", ".join(f"{VALUES[kind]} as {name}" for name, kind in columns.items())
            connection.execute(f"insert into {table} by name select {listed} from range({ROWS}) as n(i)")


def columns_of(connection: Connection) -> dict[str, dict[str, str]]:
    """Return table → column → type of what holds data."""
    found: dict[str, dict[str, str]] = {}
    for table, column, kind in connection.execute(
        """
        select table_name, '"' || column_name || '"', data_type from duckdb_columns()
        where schema_name = 'main' and not internal and table_name <> 'schema_versions'
            and database_name = current_database()
        order by all
        """
    ).fetchall():
        found.setdefault(table, {})[column] = kind
    return found


def content(connection: Connection, tables: dict[str, dict[str, str]]) -> dict[str, list[Any]]:
    """Return the rows of the given columns."""
    return {
        table: connection.execute(f"select {', '.join(columns)} from {table} order by all").fetchall()
        for table, columns in tables.items()
    }


@pytest.mark.parametrize("version", range(1, NEWEST + 1))
def test_a_file_of_every_release_becomes_the_newest_and_keeps_its_rows(home: Path, version: int) -> None:
    """Each column of each table, and the file ends as a new one does."""
    make_file(home, version)
    with examined(home, 5) as connection:
        tables = columns_of(connection)
        before = content(connection, tables)
    with writer(home, 5) as connection:
        assert schema_version(connection) == NEWEST
        assert content(connection, tables) == before
        assert all(len(rows) == ROWS for rows in before.values())
        migrated = columns_of(connection)
    with writer(home / "new", 5) as connection:
        assert columns_of(connection) == migrated


@pytest.mark.parametrize(
    ("version", "state", "words"),
    [(1, "ok", f"version 1 of {NEWEST}; the next run"), (NEWEST, "ok", f"version {NEWEST} of {NEWEST}")],
)
def test_doctor_tells_the_version_on_disk_and_leaves_it(
    home: Path, version: int, state: str, words: str
) -> None:
    """It looks and does not migrate."""
    make_file(home, version)
    found = [finding for finding in examine(Settings(home=home), NOW) if finding.subject == "warehouse"]
    assert [finding.state for finding in found] == [state]
    assert words in found[0].seen
    with examined(home, 5) as connection:
        assert schema_version(connection) == version


def test_doctor_says_what_to_do_with_the_file_of_a_newer_release(home: Path) -> None:
    """It is wrong, and the mend says why."""
    make_file(home, NEWEST)
    with duckdb.connect(str(warehouse_file(home))) as connection:
        connection.execute("insert into schema_versions values (999, now())")
    found = [finding for finding in examine(Settings(home=home), NOW) if finding.subject == "warehouse"]
    assert [(finding.state, "newer release" in finding.mend) for finding in found] == [("wrong", True)]
