"""Run files as tables: JSON Lines read by DuckDB with the column types of the schema."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

from vigia.warehouse.literals import literal

# A line holds at most one article; bodies are bounded by VIGIA_PAGE_MAX_BYTES, JSON may escape them.
MAX_LINE_BYTES = 256_000_000


def batch(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    paths: Sequence[Path],
    columns: Mapping[str, str],
) -> None:
    """Make the temporary table ``name`` of the given columns and types from run files.

    With no file, or only empty ones, the table is empty but there.
    """
    typed = ", ".join(f"'{column}': '{kind}'" for column, kind in columns.items())
    filled = [path for path in paths if path.stat().st_size]
    if filled:
        files = ", ".join(map(literal, filled))
        source = (
            f"read_json([{files}], columns = {{{typed}}}, format = 'newline_delimited', "
            f"maximum_object_size = {MAX_LINE_BYTES})"
        )
        connection.execute(f"create or replace temp table {name} as select * from {source}")
    else:
        defined = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
        connection.execute(f"create or replace temp table {name} ({defined})")


def columns_of(connection: duckdb.DuckDBPyConnection, table: str, *without: str) -> dict[str, str]:
    """Return column → type of a table of the warehouse, in order."""
    rows = connection.execute(
        """
        select column_name, data_type
        from duckdb_columns()
        where table_name = ? and database_name = current_database() and schema_name = 'main'
        order by column_index
        """,
        [table],
    ).fetchall()
    return {name: kind for name, kind in rows if name not in without}
