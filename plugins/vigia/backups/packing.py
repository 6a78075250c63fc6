"""Making a backup: a tar of what is kept, then a manifest with the size and checksum of each part.

The manifest comes last, so that each part is read once; its own checksum follows it. Any program that
reads tar files gets the parts out.
"""

import errno
import fcntl
import io
import json
import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from hashlib import sha256
from pathlib import Path
from typing import IO

from vigia.backups.manifest import CHECKSUM, MANIFEST, Manifest, Part
from vigia.disk import sync
from vigia.errors import DiskFull, InputError

_DRAFT = ".draft"
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class Packer:
    """Writes parts into a backup; made by ``packing``."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        """Take the tar file to fill."""
        self._tar = tar
        self._parts: list[Part] = []

    def add(self, name: str, path: Path) -> None:
        """Add a file; nobody may write to it meanwhile."""
        with path.open("rb") as source:
            hashing = _Hashing(source)
            size = path.stat().st_size
            self._tar.addfile(_private(name, size), hashing)  # type: ignore[arg-type]  # is only read
        self._parts.append(Part(name, size, hashing.digest.hexdigest()))

    def finish(self, manifest: Manifest) -> Manifest:
        """Write the manifest with the parts that were added, and return it."""
        manifest = replace(manifest, parts=tuple(self._parts))
        text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()
        for name, content in ((MANIFEST, text), (CHECKSUM, sha256(text).hexdigest().encode())):
            self._tar.addfile(_private(name, len(content)), io.BytesIO(content))
        return manifest


class _Hashing:
    """A file that is hashed while it is read."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self.digest = sha256()

    def read(self, size: int) -> bytes:
        chunk = self._source.read(size)
        self.digest.update(chunk)
        return chunk


def _private(name: str, size: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info


@contextmanager
def packing(target: Path) -> Iterator[Packer]:
    """Open a backup to be filled; it has its name when the block has ended and all is on the disk.

    What killed processes left unfinished beside it is removed. Raises InputError when the name is
    taken, DiskFull when the disk has no room.
    """
    if target.exists():
        raise InputError(f"{target} is there already, and a backup replaces none: give another name")
    target.parent.mkdir(parents=True, exist_ok=True)
    remove_drafts(target.parent)
    draft = draft_of(target)
    try:
        with full_disk_told(target), draft.open("xb") as file:
            mark_alive(file)
            draft.chmod(0o600)  # it holds what is private
            with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
                yield Packer(tar)
            file.flush()
            os.fsync(file.fileno())
            draft.replace(target)
        sync(target.parent)
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def full_disk_told(target: Path) -> Iterator[None]:
    """Turn the error of a full disk, or of a file that may not grow, into DiskFull."""
    try:
        yield
    except OSError as error:
        if error.errno not in _FULL:
            raise
        raise DiskFull(
            f"{target} could not be written: {error.strerror}. Nothing was left under that name; free some "
            "space, or give a folder of another disk"
        ) from error


def draft_of(target: Path) -> Path:
    """Return the name that a file has until it is whole."""
    return target.with_name(f".{target.name}.{os.getpid()}{_DRAFT}")


def mark_alive(draft: IO[bytes]) -> None:
    """Tell others that the process which writes the draft lives, for as long as it is open."""
    fcntl.flock(draft, fcntl.LOCK_EX)


def remove_drafts(folder: Path) -> None:
    """Remove the drafts that killed processes left in a folder."""
    for draft in folder.glob(f".*{_DRAFT}"):
        with suppress(FileNotFoundError, BlockingIOError), draft.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # fails while its process lives
            draft.unlink()
