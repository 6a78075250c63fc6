"""Holding the private file still to be backed up, and putting the file of a backup in its place."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from pydantic import SecretStr

from vigia.disk import sync
from vigia.errors import InputError, WarehouseUnusable
from vigia.warehouse.encryption import READ_ONLY, attach
from vigia.warehouse.schema import migrate, schema_version
from vigia.warehouse.writer import (
    CATALOG,
    STORAGE_VERSION,
    Connection,
    attached,
    detach,
    warehouse_file,
    writer_lock,
)


@dataclass(frozen=True, slots=True)
class Holding:
    """The private file while nobody may write to it, and what is in it."""

    path: Path
    schema_version: int
    tables: dict[str, int]  # rows of each
    duckdb: str = duckdb.__version__


@contextmanager
def held(home: Path, wait_seconds: float, key: SecretStr | None = None) -> Iterator[Holding]:
    """Hold the writer lock and yield the private file, with everything in it and nothing in a log.

    Its schema is left as it is. Raises InputError when there is none, WarehouseBusy and
    WarehouseUnusable.
    """
    if not warehouse_file(home).exists():
        raise InputError(f"{warehouse_file(home)} is not there: there is nothing to back up; see VIGIA_HOME")
    with writer_lock(home, wait_seconds) as path:
        with closing(attached(path, wait_seconds, key)) as connection:
            version, tables = schema_version(connection), table_rows(connection)
            detach(connection)
        yield Holding(path, version, tables)


def table_rows(connection: Connection) -> dict[str, int]:
    """Return how many rows each table has."""
    names = connection.execute(
        """
        select table_name from duckdb_tables()
        where schema_name = 'main' and database_name = current_database()
        order by table_name
        """
    ).fetchall()
    return {name: _count(connection, name) for (name,) in names}


def _count(connection: Connection, table: str) -> int:
    row = connection.execute(f'select count(*) from "{table}"').fetchone()
    return int(row[0]) if row else 0


def require_free(home: Path) -> None:
    """Raise InputError when the home has a warehouse."""
    if warehouse_file(home).exists():
        raise InputError(
            f"{warehouse_file(home)} is there already: set VIGIA_HOME to another folder, or give --force, "
            "which puts it aside and deletes nothing"
        )


def put_back(
    home: Path,
    fill: Callable[[Path], None],
    tables: Mapping[str, int],
    stamp: str,
    wait_seconds: float,
    is_forced: bool = False,
    key: SecretStr | None = None,
    former_key: SecretStr | None = None,
) -> Path | None:
    """Put a database in place of the private file, its schema brought up to date.

    ``fill`` writes it to a path, ``tables`` says how many rows it must have. A warehouse that is there is
    replaced only when forced; where it was put is returned. What was encrypted with ``former_key``, or was
    not, is written anew for ``key`` where these differ. Until the last step, which is a rename,
    everything is as it was. Raises InputError, WarehouseBusy, and WarehouseUnusable for a database that
    is not what was said or of a newer release.
    """
    with writer_lock(home, wait_seconds) as path:
        if not is_forced:
            require_free(home)
        folder = path.with_name(".restored")
        shutil.rmtree(folder, ignore_errors=True)  # of one that was killed: we hold the lock
        folder.mkdir()
        try:
            draft = folder / path.name
            fill(draft)
            if key != former_key:
                _rewrite(draft, former_key, key)
            _bring_up(draft, tables, wait_seconds, key)
            aside = _put_aside(path, home / "set-aside" / stamp) if path.exists() else None
            draft.replace(path)
            sync(path.parent)
        finally:
            shutil.rmtree(folder)
    return aside


def _rewrite(draft: Path, former_key: SecretStr | None, key: SecretStr | None) -> None:
    """Write a file anew with another key, or with none: everything is read and compressed again."""
    former = draft.with_name("former.duckdb")
    draft.replace(former)
    config: dict[str, Any] = {
        "autoinstall_known_extensions": False,
        "temp_directory": str(draft.parent / "spill"),
    }
    with closing(duckdb.connect(config=config)) as connection:
        attach(connection, former, "former", former_key, READ_ONLY)
        attach(connection, draft, CATALOG, key, f"storage_version '{STORAGE_VERSION}'")
        connection.execute(f"copy from database former to {CATALOG}")
        connection.execute(f"detach {CATALOG}")
    sync(draft)
    former.unlink()


def _bring_up(draft: Path, tables: Mapping[str, int], wait_seconds: float, key: SecretStr | None) -> None:
    with closing(attached(draft, wait_seconds, key)) as connection:
        found = table_rows(connection)
        if found != tables:
            other = sorted({name for name, _ in found.items() ^ tables.items()})
            raise WarehouseUnusable(
                f"the database of the backup has other rows than its manifest says, in {', '.join(other)}: "
                "take another backup"
            )
        migrate(connection)
        detach(connection)


def _put_aside(path: Path, folder: Path) -> Path:
    """Give the file a second name in a folder: it keeps its own until another file takes that."""
    folder.mkdir(parents=True, exist_ok=True)
    aside = folder / path.name
    aside.hardlink_to(path)
    log = path.with_name(path.name + ".wal")
    if log.exists():  # of a killed writer: it belongs to that file, and would be replayed into the new one
        log.replace(aside.with_name(aside.name + ".wal"))
    sync(folder)
    return aside
