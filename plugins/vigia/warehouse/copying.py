"""The lake as a file of its own: what is published is the same, wherever the tables are."""

from collections.abc import Iterator
from pathlib import Path

from vigia.warehouse.literals import literal
from vigia.warehouse.schema import ZSTD
from vigia.warehouse.writer import CATALOG, STORAGE_VERSION, Connection

_COPY = "snapshot"
_LONG = ("body",)  # compressed as in the private file


def copy_lake(connection: Connection, target: Path) -> None:
    """Write the tables, views and comments of the attached lake, as of one instant, into a new file."""
    connection.execute(f"attach {literal(target)} as {_COPY} (storage_version '{STORAGE_VERSION}')")
    connection.execute("begin")
    for statement in (*_tables(connection), *_views(connection)):
        connection.execute(statement)
    connection.execute("commit")
    connection.execute(f"detach {_COPY}")


def _tables(connection: Connection) -> Iterator[str]:
    schemas = connection.execute(
        "select schema_name from duckdb_schemas() where database_name = ? and schema_name <> 'main'",
        [CATALOG],
    ).fetchall()
    yield from (f'create schema {_COPY}."{schema}"' for (schema,) in schemas)
    tables = connection.execute(
        "select schema_name, table_name, comment from duckdb_tables() where database_name = ? order by all",
        [CATALOG],
    ).fetchall()
    for schema, table, comment in tables:
        name = f'"{schema}"."{table}"'
        columns = _columns(connection, schema, table)
        yield f"create table {_COPY}.{name} ({', '.join(_defined(*column) for column in columns)})"
        yield f"insert into {_COPY}.{name} select * from {CATALOG}.{name}"
        yield from _comments("table", name, comment, columns)


def _views(connection: Connection) -> Iterator[str]:
    views = connection.execute(
        "select schema_name, view_name, sql, comment from duckdb_views() "
        "where database_name = ? and not internal order by all",
        [CATALOG],
    ).fetchall()
    for schema, view, sql, comment in views:
        name = f'"{schema}"."{view}"'
        # The query names its tables with their catalogue, which is called alike in the file.
        yield f"create view {_COPY}.{name} as {sql.partition(' AS ')[2]}"
        # Columns of a view bear no comments in a lake: see sql/macros/view_comments.sql.
        words, *lines = (comment or "").split("\n")
        of_column = dict(line.partition(": ")[::2] for line in lines)
        columns = [
            (column, kind, is_nullable, of_column.get(column))
            for column, kind, is_nullable, _ in _columns(connection, schema, view)
        ]
        yield from _comments("view", name, words, columns)


_Column = tuple[str, str, bool, str | None]


def _columns(connection: Connection, schema: str, table: str) -> list[_Column]:
    return connection.execute(
        """
        select column_name, data_type, is_nullable, comment
        from duckdb_columns()
        where database_name = ? and schema_name = ? and table_name = ?
        order by column_index
        """,
        [CATALOG, schema, table],
    ).fetchall()


def _defined(column: str, kind: str, is_nullable: bool, _: str | None) -> str:
    return f'"{column}" {kind}{"" if is_nullable else " not null"}{ZSTD if column in _LONG else ""}'


def _comments(kind: str, name: str, comment: str | None, columns: list[_Column]) -> Iterator[str]:
    if comment:
        yield f"comment on {kind} {_COPY}.{name} is {literal(comment)}"
    for column, _, _, words in columns:
        if words:
            yield f'comment on column {_COPY}.{name}."{column}" is {literal(words)}'
