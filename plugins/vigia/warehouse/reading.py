"""Reading the published snapshot; never the private file."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from vigia.errors import InputError, WarehouseUnusable
from vigia.warehouse.publishing import published_file


@contextmanager
def reader(home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the newest snapshot to read; it can reach nothing outside itself.

    Raises WarehouseUnusable when nothing was published yet.
    """
    path = published_file(home)
    if not path.exists():
        raise WarehouseUnusable(
            f"{path} is not there: nothing was published yet. "
            "Run `vigia run` or `make demo`, or set VIGIA_HOME."
        )
    connection = duckdb.connect(str(path), read_only=True, config={"autoinstall_known_extensions": False})
    try:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute("set enable_external_access = false")
        connection.execute("set lock_configuration = true")
        yield connection
    finally:
        connection.close()


def query(
    connection: duckdb.DuckDBPyConnection, sql: str, parameters: Sequence[Any] = ()
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Run one statement and return its column names and rows.

    Raises InputError with DuckDB's own words when the statement is wrong.
    """
    try:
        result = connection.execute(sql, list(parameters) or None)
        names = [column[0] for column in result.description or ()]
        return names, result.fetchall()
    except duckdb.Error as error:
        raise InputError(f"the query failed: {error}") from error
