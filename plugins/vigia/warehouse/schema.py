"""The schema on disk: numbered migrations, each applied once and in order, and the comments."""

from importlib.resources import files

import duckdb

from vigia.errors import WarehouseUnusable
from vigia.warehouse.respelling import respell

ZSTD = " using compression zstd"  # of a long column, in a file


def migrations() -> list[tuple[int, str]]:
    """Return (version, SQL) of every migration that this release knows, in order."""
    folder = files("vigia.warehouse") / "migrations"
    named = sorted((entry.name, entry) for entry in folder.iterdir() if entry.name.endswith(".sql"))
    return [(int(name.partition("_")[0]), entry.read_text(encoding="utf-8")) for name, entry in named]


def schema_version(connection: duckdb.DuckDBPyConnection) -> int:
    """Return the version of the schema on disk, 0 for a new file."""
    row = connection.execute(
        "select max(version) from schema_versions"
        if _has_table(connection, "schema_versions")
        else "select 0"
    ).fetchone()
    return int(row[0] or 0) if row else 0


def migrate(connection: duckdb.DuckDBPyConnection, is_lake: bool = False) -> None:
    """Bring the schema up to the newest version, each step in a transaction of its own, then the URLs.

    A lake compresses as its files do, and not by the column. Raises WarehouseUnusable when the file was
    written by a newer release.
    """
    known = migrations()
    on_disk = schema_version(connection)
    if on_disk > known[-1][0]:
        raise WarehouseUnusable(
            f"the warehouse has schema version {on_disk}, this release knows up to {known[-1][0]}: "
            "update Vigía, or restore a backup made by this release"
        )
    for version, sql in known:
        if version > on_disk:
            step = sql.replace(ZSTD, "") if is_lake else sql
            _apply(connection, version, step, is_last=version == known[-1][0])
    respell(connection)


def _apply(connection: duckdb.DuckDBPyConnection, version: int, sql: str, is_last: bool) -> None:
    connection.execute("begin")
    connection.execute(
        """
        create table if not exists schema_versions (
            version integer not null,
            migrated_at timestamptz not null
        )
        """
    )
    connection.execute(sql)
    if is_last:  # the comments speak of the newest schema
        connection.execute((files("vigia.warehouse") / "comments.sql").read_text(encoding="utf-8"))
    connection.execute("insert into schema_versions values (?, now())", [version])
    connection.execute("commit")


def _has_table(connection: duckdb.DuckDBPyConnection, name: str) -> bool:
    found = connection.execute(
        "select count(*) from duckdb_tables() where table_name = ? and database_name = current_database()",
        [name],
    ).fetchone()
    return bool(found and found[0])
