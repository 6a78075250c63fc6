"""Publishing: an atomic snapshot of the private database, or of the lake, for everyone who reads.

``published/current`` is a link that is switched to ``published/snapshots/<stamp>`` when everything in
that folder is complete and on disk: ``vigia.duckdb``, and what is published beside it. The names that
readers use, such as ``published/vigia.duckdb``, go through that link, so that they change together.
Whoever has an old snapshot open keeps reading it.
"""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path

from pydantic import SecretStr

from vigia.disk import sync
from vigia.errors import WarehouseUnusable
from vigia.settings import Lake
from vigia.warehouse.copying import copy_lake
from vigia.warehouse.lake import READER
from vigia.warehouse.lake_lock import PUBLISHING, lake_lock
from vigia.warehouse.writer import CATALOG, lake_connection, writer, writer_lock

_FICLONE = 0x40049409  # linux/fs.h: share the blocks where the file system can


# Makes something beside the copy of the database: given the folder with that copy, and the folder of the
# snapshot before, whose files it may share; None the first time.
Beside = Callable[[Path, Path | None], None]


def published_file(home: Path) -> Path:
    """Return the path that readers open."""
    return home / "published" / f"{CATALOG}.duckdb"


def publish(
    home: Path,
    stamp: str,
    wait_seconds: float,
    kept: int,
    beside: Sequence[Beside] = (),
    lake: Lake | None = None,
    key: SecretStr | None = None,
) -> Path:
    """Publish the lake, or else the private file, under a stamp and return the path that readers open.

    ``stamp`` orders the snapshots; ``beside`` is made before anyone sees the new one. Raises
    WarehouseBusy, and WarehouseUnusable when the disk has less than twice the file free.
    """
    folder = home / "published" / "snapshots"
    folder.mkdir(parents=True, exist_ok=True)
    with _lake_copy(home, lake, wait_seconds) if lake else _file_copy(home, wait_seconds, key) as make_copy:
        draft = folder / f".{stamp}.{os.getpid()}"
        draft.mkdir()
        make_copy(draft / f"{CATALOG}.duckdb")
        newest = published_file(home).resolve().parent if published_file(home).exists() else None
        for make in beside:
            make(draft, newest)
        target = folder / stamp
        if target.exists():  # the same run again: same stamp, newer content
            target = _numbered(target)
        draft.replace(target)
        _switch(folder.parent, target)
        _prune(folder, target, kept)
    return published_file(home)


@contextmanager
def _file_copy(home: Path, wait_seconds: float, key: SecretStr | None) -> Iterator[Callable[[Path], None]]:
    """Hold the writer lock and yield what copies the private file, its schema up to date."""
    with writer(home, wait_seconds, key=key) as connection:
        connection.execute("checkpoint")
    with writer_lock(home, wait_seconds) as source:
        _sweep(home / "published" / "snapshots")
        _require_space(source, home / "published")
        yield partial(_copy, source)


@contextmanager
def _lake_copy(home: Path, lake: Lake, wait_seconds: float) -> Iterator[Callable[[Path], None]]:
    """Hold the publishers' lock, while loaders go on, and yield what copies the lake."""
    with (
        lake_lock(lake, wait_seconds, PUBLISHING),
        closing(lake_connection(home, lake, READER)) as connection,
    ):
        _sweep(home / "published" / "snapshots")
        if published_file(home).exists():  # the lake has no file; the last snapshot tells its size
            _require_space(published_file(home), home / "published")

        def make(target: Path) -> None:
            copy_lake(connection, target)
            sync(target)
            target.chmod(0o444)

        yield make


def _require_space(source: Path, folder: Path) -> None:
    free, needed = shutil.disk_usage(folder).free, 2 * source.stat().st_size
    if free < needed:
        raise WarehouseUnusable(
            f"{folder}: {free:,} bytes are free, publishing needs {needed:,} (twice the database); "
            "free some space or lower VIGIA_SNAPSHOTS_KEPT"
        )


def _copy(source: Path, target: Path) -> None:
    # Only while no DuckDB connection of this process has the source open: closing a second
    # descriptor on it would silently drop DuckDB's own lock.
    with source.open("rb") as reader, target.open("wb") as draft:
        try:
            fcntl.ioctl(draft.fileno(), _FICLONE, reader.fileno())
        except OSError:  # no reflinks on this file system
            shutil.copyfileobj(reader, draft, 1 << 20)
        draft.flush()
        os.fsync(draft.fileno())
    target.chmod(0o444)


def _numbered(target: Path) -> Path:
    number = 1
    while (candidate := target.with_name(f"{target.name}.{number}")).exists():
        number += 1
    return candidate


def _switch(published: Path, target: Path) -> None:
    _point(published / "current", target)
    for path in target.iterdir():
        _point(published / path.name, published / "current" / path.name)
    for link in published.iterdir():  # what is no longer published
        if link.is_symlink() and not link.exists():
            link.unlink()
    sync(published)


def _point(link: Path, target: Path) -> None:
    draft = link.with_name(f".{link.name}.{os.getpid()}")
    with suppress(FileNotFoundError):
        draft.unlink()
    draft.symlink_to(target.relative_to(link.parent))
    draft.replace(link)


def _prune(folder: Path, newest: Path, kept: int) -> None:
    snapshots = sorted(
        (path for path in folder.iterdir() if not path.name.startswith(".")),
        key=lambda path: path.stat().st_mtime_ns,
    )
    for path in snapshots[:-kept]:
        if path != newest:
            shutil.rmtree(path)


def _sweep(folder: Path) -> None:
    """Remove the drafts of a publisher that was killed: we hold the lock.

    First of all, since they take up space, and since the next publisher may well have the same stamp and,
    in a container, the same process id.
    """
    for path in folder.glob(".*"):
        shutil.rmtree(path)
    for path in folder.parent.glob(".*"):
        if path.is_symlink():
            path.unlink()
