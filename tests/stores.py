"""The three places the tables can be in: a file, a lake in a folder, a lake on S3."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import duckdb
import pg8000.dbapi

from loads import write_small_catalog
from vigia.settings import Settings
from vigia.warehouse import publish, published_file, reader

# A clock writes them.
OF_THE_CLOCK = ("schema_versions", "url_spellings", "built_models")


def postgres_address(database: str) -> str:
    """Return the address of a database on the PostgreSQL of the tests, as settings take it."""
    user, host = os.environ.get("PGUSER", "postgres"), os.environ.get("PGHOST", "127.0.0.1")
    return f"postgresql://{user}:sesame@{host}:{os.environ.get('PGPORT', '5432')}/{database}"


def on_postgres(address: str, sql: str) -> list[Any]:
    """Run one statement on PostgreSQL and return its rows."""
    url = urlsplit(address)
    connection = pg8000.dbapi.connect(
        user=url.username, password=url.password, host=url.hostname, port=url.port, database=url.path[1:]
    )
    connection.autocommit = True
    try:
        cursor = connection.cursor()
        cursor.execute(sql)
        return list(cursor.fetchall()) if cursor.description else []
    finally:
        connection.close()


def file_settings(folder: Path) -> Settings:
    """Return settings of a home whose tables are in a file."""
    return Settings(home=folder / "file", catalog=write_small_catalog(folder / "catalog"), least_free_bytes=0)


@dataclass(frozen=True)
class Contents:
    """Everything a reader of a published snapshot can tell."""

    columns: list[tuple[Any, ...]]  # of tables and views, with their comments
    comments: list[tuple[Any, ...]]
    rows: dict[str, list[tuple[Any, ...]]]


def contents(home: Path) -> Contents:
    """Read what is published."""
    with reader(home) as connection:
        return Contents(
            connection.execute(
                "select schema_name, table_name, column_name, data_type, is_nullable, comment "
                "from duckdb_columns() where not internal order by all"
            ).fetchall(),
            connection.execute(
                "select schema_name, table_name, comment from duckdb_tables() union all "
                "select schema_name, view_name, comment from duckdb_views() where not internal order by all"
            ).fetchall(),
            rows_of_all(connection),
        )


def rows_of_all(connection: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[Any, ...]]]:
    """Return table or view of the schema main → its rows, in order."""
    names = connection.execute(
        "select table_name from information_schema.tables "
        "where table_schema = 'main' and table_catalog = current_database() order by 1"
    ).fetchall()
    return {
        name: connection.execute(f"from {name} order by all").fetchall()
        for (name,) in names
        if name not in OF_THE_CLOCK
    }


def publish_all(settings: Settings, stamp: str) -> Path:
    """Publish the database alone."""
    publish(settings.home, stamp, 30, kept=2, lake=settings.lake)
    return published_file(settings.home)
