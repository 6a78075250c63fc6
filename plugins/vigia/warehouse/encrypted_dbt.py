"""What dbt needs to open an encrypted file: ``sql/profiles.yml`` names this module as a plugin of dbt-duckdb.

dbt itself never learns the key: it would keep it in its own files.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dbt.adapters.duckdb.plugins import BasePlugin
from pydantic import SecretStr

from vigia.settings import read_settings
from vigia.warehouse.encryption import attach
from vigia.warehouse.literals import literal
from vigia.warehouse.writer import CATALOG

TARGET = "encrypted"
_given: list[SecretStr] = []


@contextmanager
def opening_with(key: SecretStr | None) -> Iterator[list[str]]:
    """Let the dbt of this process open the file with a key; yield the options of dbt that this takes."""
    if key is None:
        yield []
        return
    _given.append(key)
    try:
        yield ["--target", TARGET]
    finally:
        _given.clear()


class Plugin(BasePlugin):
    """Attaches the file VIGIA_WAREHOUSE to dbt's connection; whoever runs dbt holds its lock."""

    def configure_connection(self, conn: Any) -> None:
        """Attach the file once for all threads."""
        path = Path(os.environ["VIGIA_WAREHOUSE"])
        conn.execute(f"set temp_directory = {literal(path.parent / 'spill')}")
        attach(conn, path, CATALOG, _given[-1] if _given else read_settings().encryption_key)
