"""publish: the warehouse as an atomic snapshot for everyone who reads."""

from datetime import datetime
from functools import partial
from pathlib import Path

from vigia import warehouse
from vigia.model import StageReport
from vigia.settings import Settings
from vigia.stages.search import add_index

PARQUET = "parquet"


def publish(settings: Settings, now: datetime) -> StageReport:
    """Publish a snapshot stamped with the time: the database, the search index and Parquet files.

    Raises WarehouseBusy and WarehouseUnusable.
    """
    path = warehouse.publish(
        settings.home,
        f"{now:%Y%m%dT%H%M%S}",
        settings.lock_seconds,
        settings.snapshots_kept,
        beside=[add_index, *([partial(_add_parquet, settings.time_zone)] if settings.parquet else [])],
        lake=settings.lake,
    )
    return StageReport("publish", "", {"bytes": path.stat().st_size})


def _add_parquet(zone: str, draft: Path, previous: Path | None) -> None:
    warehouse.write_tables(
        draft / warehouse.published_file(draft).name, draft / PARQUET, previous and previous / PARQUET, zone
    )
