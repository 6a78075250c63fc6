"""Looking at the private database without changing it: whatever version it has stays."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import duckdb
from pydantic import SecretStr

from vigia.errors import WarehouseBusy, WarehouseUnusable
from vigia.settings import Lake
from vigia.warehouse.encryption import opened
from vigia.warehouse.lake import READER
from vigia.warehouse.writer import CATALOG, Connection, lake_connection, writer_lock


@contextmanager
def examined(
    home: Path, wait_seconds: float, lake: Lake | None = None, key: SecretStr | None = None
) -> Iterator[Connection]:
    """Open the lake, or else the private file holding its writer lock, to read; nothing is migrated.

    Raises WarehouseBusy while another program has it, WarehouseUnusable when it cannot be opened.
    """
    if lake:
        with closing(lake_connection(home, lake, READER)) as connection:
            yield connection
        return
    with writer_lock(home, wait_seconds) as path, closing(_opened(path, key)) as connection:
        yield connection


def _opened(path: Path, key: SecretStr | None) -> Connection:
    try:
        return opened(path, CATALOG, key)
    except duckdb.IOException as error:
        if "Could not set lock" in str(error):
            raise WarehouseBusy(f"{path} is opened by another program: {error}") from error
        raise WarehouseUnusable(f"{path} cannot be opened: {error}. Restore a backup.") from error
