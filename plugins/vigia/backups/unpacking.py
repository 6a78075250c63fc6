"""Reading a backup: first what it says of itself, then whether that is true, then its parts."""

import json
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from vigia.backups.manifest import CHECKSUM, FORMAT, MANIFEST, Manifest, Part
from vigia.backups.packing import full_disk_told
from vigia.disk import sync
from vigia.errors import InputError, WarehouseUnusable

_CHUNK = 1 << 20


def read_manifest(path: Path) -> Manifest:
    """Read what a backup says of itself.

    Raises InputError when there is no such file, WarehouseUnusable for one that is no whole backup.
    """
    with _opened(path) as tar:
        names = tar.getnames()
        if MANIFEST not in names or CHECKSUM not in names:
            raise WarehouseUnusable(
                f"{path} is no whole backup of Vigía: it holds {', '.join(names[:5]) or 'nothing'} "
                f"and no whole {MANIFEST}; take another backup"
            )
        text, told = _content(tar, MANIFEST), _content(tar, CHECKSUM)
    if sha256(text).hexdigest().encode() != told:
        raise _damaged(path, MANIFEST, "its checksum is another")
    return _manifest(path, text)


def _manifest(path: Path, text: bytes) -> Manifest:
    values: dict[str, Any] = json.loads(text)
    if values.get("format") != FORMAT:
        raise WarehouseUnusable(
            f"{path} has format {values.get('format')}, this release reads {FORMAT}: update Vigía"
        )
    parts, archive = (tuple(Part(**part) for part in values.pop(name)) for name in ("parts", "archive"))
    return Manifest(**values, parts=parts, archive=archive)


def verify(path: Path, manifest: Manifest) -> None:
    """Read every part of a backup. Raises WarehouseUnusable naming the one that is not what it was."""
    with _opened(path) as tar:
        for part in manifest.parts:
            digest = sha256()
            for chunk in _chunks(tar, path, part):
                digest.update(chunk)
            if digest.hexdigest() != part.sha256:
                seen = f"its checksum is {digest.hexdigest()[:16]}…, not {part.sha256[:16]}…"
                raise _damaged(path, part.name, seen)


def unpack(path: Path, part: Part, target: Path) -> None:
    """Write one part of a backup that was verified to a file, on the disk. Raises DiskFull."""
    with _opened(path) as tar, full_disk_told(target), target.open("wb") as file:
        for chunk in _chunks(tar, path, part):
            file.write(chunk)
    sync(target)


@contextmanager
def _opened(path: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(path, "r:") as tar:
            yield tar
    except FileNotFoundError:
        raise InputError(f"{path} is not there; expected a file made by `vigia backup`") from None
    except IsADirectoryError:
        raise InputError(f"{path} is a folder; name the file in it that `vigia backup` made") from None
    except tarfile.TarError as error:
        raise WarehouseUnusable(
            f"{path} is no whole backup of Vigía: it cannot be read as a tar file ({error}); "
            "take another backup"
        ) from error


def _chunks(tar: tarfile.TarFile, path: Path, part: Part) -> Iterator[bytes]:
    try:
        info = tar.getmember(part.name)
        member = tar.extractfile(info)
    except KeyError:
        raise _damaged(path, part.name, "it is missing") from None
    if member is None or info.size != part.bytes:
        raise _damaged(path, part.name, f"it has {info.size:,} bytes, not {part.bytes:,}")
    while chunk := member.read(_CHUNK):
        yield chunk


def _content(tar: tarfile.TarFile, name: str) -> bytes:
    member: IO[bytes] | None = tar.extractfile(name)
    return member.read() if member else b""


def _damaged(path: Path, name: str, reason: str) -> WarehouseUnusable:
    return WarehouseUnusable(f"{path} is damaged in {name}: {reason}. Take another backup")
