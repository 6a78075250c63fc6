"""The disk guard: what would fill the disk stops before it does."""

import shutil
from pathlib import Path

from vigia.errors import DiskFull


def free_bytes(path: Path) -> int:
    """Return what is free where a path is or will be, in bytes."""
    there = next(folder for folder in (path, *path.absolute().parents) if folder.exists())
    return shutil.disk_usage(there).free


def require_space(path: Path, least: int) -> None:
    """Raise DiskFull where fewer than ``least`` bytes are free."""
    free = free_bytes(path)
    if free < least:
        raise DiskFull(
            f"{path}: {free:,} bytes are free, at least {least:,} are to stay so: nothing more is written. "
            "Free some space, or lower VIGIA_LEAST_FREE_BYTES"
        )
