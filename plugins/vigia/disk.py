"""The disk: what would fill it stops before it does, and what must be on it is."""

import os
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


def sync(path: Path) -> None:
    """Return when a file, or the names in a folder, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
