"""Reading the published snapshot; never the private file."""

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import SecretStr

from vigia.errors import InputError, WarehouseUnusable
from vigia.warehouse.encryption import opened
from vigia.warehouse.publishing import published_file
from vigia.warehouse.writer import CATALOG

ROWS_A_BATCH = 100_000  # streamed into a Parquet file: bounds the memory, makes row groups of good size


@contextmanager
def reader(home: Path, key: SecretStr | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the newest snapshot to read; it can reach nothing outside itself.

    Raises WarehouseUnusable when nothing was published yet, or for a wrong key.
    """
    with snapshot_reader(published_file(home), key) as connection:
        yield connection


@contextmanager
def snapshot_reader(path: Path, key: SecretStr | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open one snapshot, as ``reader`` does."""
    if not path.exists():
        raise WarehouseUnusable(
            f"{path} is not there: nothing was published yet. "
            "Run `vigia run` or `make demo`, or set VIGIA_HOME."
        )
    connection = opened(path, CATALOG, key)
    try:
        connection.execute("set enable_external_access = false")
        connection.execute("set lock_configuration = true")
        yield connection
    finally:
        connection.close()


def add_table(
    connection: duckdb.DuckDBPyConnection, name: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Let queries of this connection read rows of ours as a table.

    Through Arrow: 50,000 rows bound as parameters cost 25 CPU seconds.
    """
    values = zip(*rows, strict=True) if rows else ([] for _ in columns)
    connection.register(name, pa.table(dict(zip(columns, map(list, values), strict=True))))


def query(
    connection: duckdb.DuckDBPyConnection, sql: str, parameters: Sequence[Any] = ()
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Run one statement and return its column names and rows.

    Raises InputError with DuckDB's own words, and what to do, when the statement is wrong.
    """
    try:
        result = _run(connection, sql, parameters)
        names = [column[0] for column in result.description or ()]
        return names, result.fetchall()
    except duckdb.Error as error:
        raise _explained(error, connection) from error


def write_parquet(connection: duckdb.DuckDBPyConnection, sql: str, path: Path) -> int:
    """Write what one statement returns to a Parquet file and return the number of rows.

    The rows are streamed, and the file appears only when it is whole. Raises InputError when the
    statement is wrong, a column has a type that Parquet lacks, or the file cannot be written.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        batches = _run(connection, sql).to_arrow_reader(ROWS_A_BATCH)
        with pq.ParquetWriter(draft, batches.schema, compression="zstd") as file:
            count = sum(_written(file, batch) for batch in batches)
        draft.replace(path)
    except duckdb.Error as error:
        raise _explained(error, connection) from error
    except (pa.ArrowException, OSError) as error:
        raise InputError(
            f"{path} cannot be written: {error}. Choose another file, or cast the column that Parquet "
            "cannot hold to varchar."
        ) from error
    finally:
        draft.unlink(missing_ok=True)
    return count


def _run(
    connection: duckdb.DuckDBPyConnection, sql: str, parameters: Sequence[Any] = ()
) -> duckdb.DuckDBPyConnection:
    result: duckdb.DuckDBPyConnection | None = connection.execute(sql, list(parameters) or None)
    if result is None:  # what DuckDB gives for a text of comments only
        raise InputError("there is no statement in this SQL")
    return result


def _written(file: pq.ParquetWriter, batch: pa.RecordBatch) -> int:
    file.write_batch(batch)
    return int(batch.num_rows)


def _explained(error: duckdb.Error, connection: duckdb.DuckDBPyConnection) -> InputError:
    return InputError(f"the query failed: {error}{_advice(str(error), connection)}")


def _advice(words: str, connection: duckdb.DuckDBPyConnection) -> str:
    if re.search("Table with name .* does not exist", words):
        found = connection.execute(
            "select string_agg(table_name, ', ' order by table_name) from duckdb_tables() "
            "where schema_name = 'main'"
        ).fetchone()
        return f"\nThe tables are: {found[0] if found else 'none'}. docs/dictionary.md explains them."
    if "read-only mode" in words or "file system operations are disabled" in words:
        return "\nThe published database can only be read; copy the file if you want to change it."
    return ""
