"""Looking at the private database without changing it: whatever version it has stays."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import duckdb

from vigia.errors import WarehouseBusy, WarehouseUnusable
from vigia.warehouse.writer import Connection, writer_lock


@contextmanager
def examined(home: Path, wait_seconds: float) -> Iterator[Connection]:
    """Open the private database to read, holding the writer lock; nothing is migrated.

    Raises WarehouseBusy while another program has it, WarehouseUnusable when it cannot be opened.
    """
    with writer_lock(home, wait_seconds) as path, closing(_opened(path)) as connection:
        yield connection


def _opened(path: Path) -> Connection:
    try:
        return duckdb.connect(str(path), read_only=True)
    except duckdb.IOException as error:
        if "Could not set lock" in str(error):
            raise WarehouseBusy(f"{path} is opened by another program: {error}") from error
        raise WarehouseUnusable(f"{path} cannot be opened: {error}. Restore a backup.") from error
