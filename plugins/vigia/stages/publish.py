"""publish: the warehouse as an atomic snapshot for everyone who reads."""

from datetime import datetime

from vigia import warehouse
from vigia.model import StageReport
from vigia.settings import Settings


def publish(settings: Settings, now: datetime) -> StageReport:
    """Publish a snapshot stamped with the time. Raises WarehouseBusy and WarehouseUnusable."""
    path = warehouse.publish(
        settings.home, f"{now:%Y%m%dT%H%M%S}", settings.lock_seconds, settings.snapshots_kept
    )
    return StageReport("publish", "", {"bytes": path.stat().st_size})
