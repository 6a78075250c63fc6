"""What is kept only for so long: bodies and archived pages, where an installation says how long."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from vigia.archive import index_of
from vigia.settings import Settings
from vigia.warehouse import note_removed_archives, remove_bodies, warehouse_file, writer


def remove_old(settings: Settings, now: datetime) -> dict[str, int]:
    """Remove bodies older than ``keep_bodies_days`` and archive files older than ``keep_archive_days``.

    Nothing is removed unless its setting is given. Readers see it with the next snapshot. A second time
    changes nothing. Raises WarehouseBusy.
    """
    counts: dict[str, int] = {}
    if settings.keep_bodies_days is not None and _has_warehouse(settings):
        oldest = now - timedelta(days=settings.keep_bodies_days)
        with writer(*settings.warehouse) as connection:
            counts |= remove_bodies(connection, oldest, now)
    if settings.keep_archive_days is not None:
        oldest = now - timedelta(days=settings.keep_archive_days)
        counts["archives_removed"] = _remove_archives(settings, oldest, now)
    return counts


def _remove_archives(settings: Settings, oldest: datetime, now: datetime) -> int:
    """Remove the files whose last page is older, and return how many.

    The warehouse says so first: when we are killed in between, the next time removes the files.
    """
    paths = [path for path in sorted((settings.home / "archive").glob("*.warc.gz")) if _ended(path) < oldest]
    if paths and _has_warehouse(settings):
        with writer(*settings.warehouse) as connection:
            note_removed_archives(connection, [path.name for path in paths], now)
    for path in paths:
        index_of(path).unlink(missing_ok=True)
        path.unlink()
    return len(paths)


def _has_warehouse(settings: Settings) -> bool:
    return settings.lake is not None or warehouse_file(settings.home).exists()


def _ended(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)
