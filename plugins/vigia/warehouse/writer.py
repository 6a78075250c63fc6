"""One writer at a time: a lock with a bounded wait, then the private DuckDB file, or the lake.

The lock is a file beside the database, so that dbt, which opens the database itself, queues with
everyone else. DuckDB has no wait for its own lock: an analyst who opened the private file by
mistake would make the writer fail at once; hence the second, inner wait.
"""

import os
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import duckdb
from pydantic import SecretStr

from vigia.errors import WarehouseBusy, WarehouseUnusable
from vigia.locks import WAIT_SECONDS, locked
from vigia.settings import Lake
from vigia.warehouse.encryption import attach
from vigia.warehouse.lake import MOST_THREADS, WRITER, attach_lake
from vigia.warehouse.lake_lock import lake_lock
from vigia.warehouse.schema import migrate

# Both measured: an eighth of the CPU and no bloat against the 16 MB default with small batches; and a
# format that DuckDB 1.5 and 2.x read and write and that honours zstd for bodies.
CHECKPOINT_THRESHOLD = "256MB"
STORAGE_VERSION = "v1.5.0"

Connection = duckdb.DuckDBPyConnection

CATALOG = "vigia"


def warehouse_file(home: Path) -> Path:
    """Return the private database; its stem is the catalog name in every view."""
    return home / "warehouse" / f"{CATALOG}.duckdb"


@contextmanager
def writer_lock(home: Path, wait_seconds: float, lake: Lake | None = None) -> Iterator[Path]:
    """Hold the lock of whoever writes to the lake, or else to the private file, whose path it yields.

    Raises WarehouseBusy when the lock is not free within the wait; it names the holder.
    """
    path = warehouse_file(home)

    def busy(holder: str) -> WarehouseBusy:
        return WarehouseBusy(
            f"{path} is being written by process {holder}; waited {wait_seconds:g} s. "
            "Try again later, raise VIGIA_LOCK_SECONDS, or run `vigia doctor`."
        )

    with (
        lake_lock(lake, wait_seconds)
        if lake
        else locked(path.with_name(path.name + ".lock"), wait_seconds, busy)
    ):
        yield path


@contextmanager
def writer(
    home: Path, wait_seconds: float, lake: Lake | None = None, key: SecretStr | None = None
) -> Iterator[Connection]:
    """Open the lake, or else the private file, for writing, with its schema up to date.

    ``key`` is that of a file that is encrypted. What is left uncommitted when the block fails is rolled
    back. Raises WarehouseBusy and WarehouseUnusable.
    """
    with (
        writer_lock(home, wait_seconds, lake) as path,
        closing(lake_connection(home, lake) if lake else attached(path, wait_seconds, key)) as connection,
    ):
        migrate(connection, is_lake=lake is not None)
        try:
            yield connection
        except BaseException:
            _roll_back(connection)
            raise
        finally:
            detach(connection)


def detach(connection: Connection) -> None:
    """Let go of the catalog: this checkpoints and removes the log; only then may the file be copied."""
    connection.execute("use memory")
    connection.execute(f"detach {CATALOG}")


def attached(path: Path, wait_seconds: float, key: SecretStr | None = None) -> Connection:
    """Open a database file as the catalog, to write; whoever calls holds its lock.

    Raises WarehouseBusy and WarehouseUnusable.
    """
    connection = _connection(path.parent)
    deadline = time.monotonic() + wait_seconds
    while True:
        try:
            attach(connection, path, CATALOG, key, f"storage_version '{STORAGE_VERSION}'")
            break
        except WarehouseUnusable:
            connection.close()
            raise
        except duckdb.IOException as error:
            if "Could not set lock" not in str(error):
                connection.close()
                raise WarehouseUnusable(f"{path} cannot be opened: {error}. Run `vigia doctor`.") from error
            if time.monotonic() >= deadline:
                connection.close()
                raise WarehouseBusy(
                    f"{path} is opened by another program: {error}. Close it; readers should open "
                    "published/vigia.duckdb."
                ) from error
            time.sleep(WAIT_SECONDS)
    _use(connection)
    return connection


def lake_connection(home: Path, lake: Lake, role: str = WRITER) -> Connection:
    """Open the lake as the catalog; a writer holds its lock, a reader changes nothing.

    Raises WarehouseUnusable.
    """
    connection = _connection(warehouse_file(home).parent)
    try:
        connection.execute(f"set threads = {min(MOST_THREADS, os.cpu_count() or 1)}")
        attach_lake(connection, lake, CATALOG, role)
        _use(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _connection(folder: Path) -> Connection:
    return duckdb.connect(
        config={
            "checkpoint_threshold": CHECKPOINT_THRESHOLD,
            "autoinstall_known_extensions": False,
            "temp_directory": str(folder / "spill"),
        }
    )


def _use(connection: Connection) -> None:
    connection.execute(f"use {CATALOG}")
    connection.execute("set TimeZone = 'UTC'")


def _roll_back(connection: Connection) -> None:
    with suppress(duckdb.TransactionException):  # none was open: nothing to undo
        connection.execute("rollback")
