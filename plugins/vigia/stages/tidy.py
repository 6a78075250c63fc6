"""tidy: what is left behind is cleared away: old runs, archives of killed ones, old bodies, lake files."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from vigia.archive import drafts_left, salvage
from vigia.model import StageReport
from vigia.settings import Settings
from vigia.stages.retention import remove_old
from vigia.warehouse import keep_lake


def tidy(settings: Settings, now: datetime) -> StageReport:
    """Remove the run folders that nobody touched for ``run_days``, and keep what killed runs archived.

    A run that is still going writes into its folder, so its folder is young. The archive needs no run
    folder: a replay takes everything from it. Bodies and archived pages go where an installation keeps
    them only for so long. The small files of a lake are merged, and those that it replaced more than
    ``lake_days`` ago go. Raises WarehouseBusy and WarehouseUnusable.
    """
    oldest = now - timedelta(days=settings.run_days)
    counts = {"runs_removed": 0, "archives_salvaged": 0}
    for folder in _folders(settings.home / "runs"):
        if _touched_at(folder) < oldest:
            shutil.rmtree(folder)
            counts["runs_removed"] += 1
    for draft in drafts_left(settings.home / "archive"):
        if _modified_at(draft) < now - timedelta(days=1):  # a retry of the run may yet take it up
            counts["archives_salvaged"] += salvage(draft) is not None
    counts |= remove_old(settings, now)
    if settings.lake:
        counts |= keep_lake(settings.home, settings.lock_seconds, settings.lake, now, settings.lake_days)
    return StageReport("tidy", "", counts)


def _folders(runs: Path) -> Iterator[Path]:
    if runs.is_dir():
        yield from (path for path in sorted(runs.iterdir()) if path.is_dir() and not path.is_symlink())


def _touched_at(folder: Path) -> datetime:
    return max(_modified_at(path) for path in (folder, *folder.rglob("*")))


def _modified_at(path: Path) -> datetime:
    return datetime.fromtimestamp(path.lstat().st_mtime, UTC)
