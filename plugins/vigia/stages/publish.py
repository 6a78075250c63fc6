"""publish: the warehouse as an atomic snapshot for everyone who reads."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import Path

from vigia import warehouse
from vigia.model import StageReport
from vigia.settings import Settings
from vigia.stages.search import add_index

PARQUET = "parquet"


def publish(settings: Settings, now: datetime) -> StageReport:
    """Publish a snapshot stamped with the time: the database, and beside it the search index and Parquet
    files, where they are wanted.

    Raises WarehouseBusy and WarehouseUnusable.
    """
    path = warehouse.publish(
        settings.home,
        f"{now:%Y%m%dT%H%M%S}",
        settings.lock_seconds,
        settings.snapshots_kept,
        beside=list(_beside(settings)),
        lake=settings.lake,
        key=settings.encryption_key,
    )
    return StageReport("publish", "", {"bytes": path.stat().st_size})


def _beside(settings: Settings) -> Iterator[warehouse.Beside]:
    if settings.publishes_index:
        yield partial(add_index, settings.encryption_key)
    if settings.publishes_parquet:
        yield partial(_add_parquet, settings)


def _add_parquet(settings: Settings, draft: Path, previous: Path | None) -> None:
    warehouse.write_tables(
        draft / warehouse.published_file(draft).name,
        draft / PARQUET,
        previous and previous / PARQUET,
        settings.time_zone,
        settings.encryption_key,
    )
