"""What dbt needs to find the lake: ``sql/profiles.yml`` names this module as a plugin of dbt-duckdb."""

from typing import Any

from dbt.adapters.duckdb.plugins import BasePlugin

from vigia.errors import WarehouseUnusable
from vigia.settings import read_settings
from vigia.warehouse.lake import WRITER, attach_lake
from vigia.warehouse.writer import CATALOG


class Plugin(BasePlugin):
    """Attaches the lake of the settings to dbt's connection, whose lock the caller holds."""

    def configure_connection(self, conn: Any) -> None:
        """Attach the lake once for all threads."""
        lake = read_settings().lake
        if lake is None:
            raise WarehouseUnusable("set VIGIA_LAKE_CATALOG and VIGIA_LAKE_DATA to build the lake")
        attach_lake(conn, lake, CATALOG, WRITER)
