"""The large files of the archive, which hardly ever change: listed with checksums, and copied once."""

import os
from collections.abc import Iterable, Sequence
from hashlib import file_digest, sha256
from pathlib import Path

from vigia.backups.manifest import Part
from vigia.backups.packing import draft_of, full_disk_told, mark_alive, remove_drafts
from vigia.disk import sync
from vigia.errors import WarehouseUnusable

_CHUNK = 1 << 20


def listed(paths: Iterable[Path], known: Iterable[Part]) -> list[Part]:
    """Return the files with their sizes and checksums.

    A file is read unless ``known`` has one of the same name, size and time of change: a year of pages
    is not to be read for every backup.
    """
    checksums = {(part.name, part.bytes, part.modified_ns): part.sha256 for part in known}
    return [_part(path, checksums) for path in paths]


def _part(path: Path, checksums: dict[tuple[str, int, int], str]) -> Part:
    state = path.stat()
    key = (path.name, state.st_size, state.st_mtime_ns)
    if key not in checksums:
        with path.open("rb") as file:
            checksums[key] = file_digest(file, "sha256").hexdigest()
    return Part(path.name, state.st_size, checksums[key], state.st_mtime_ns)


def copy_missing(parts: Sequence[Part], source: Path, target: Path) -> int:
    """Copy the listed files that a folder has not got, or has as they were before; return how many.

    Each is there whole or not at all. Raises DiskFull, and WarehouseUnusable for a file whose content
    is not what the list says.
    """
    target.mkdir(parents=True, exist_ok=True)
    remove_drafts(target)
    missing = [part for part in parts if not _is_there(target / part.name, part)]
    for part in missing:
        _copy(part, source / part.name, target / part.name)
    if missing:
        sync(target)
    return len(missing)


def _is_there(path: Path, part: Part) -> bool:
    state = path.stat() if path.exists() else None
    return state is not None and (state.st_size, state.st_mtime_ns) == (part.bytes, part.modified_ns)


def _copy(part: Part, source: Path, target: Path) -> None:
    draft = draft_of(target)
    digest = sha256()
    try:
        with full_disk_told(target), source.open("rb") as reader, draft.open("wb") as writer:
            mark_alive(writer)
            while chunk := reader.read(_CHUNK):
                digest.update(chunk)
                writer.write(chunk)
        if digest.hexdigest() != part.sha256:
            raise WarehouseUnusable(
                f"{source}: its checksum is {digest.hexdigest()[:16]}…, the backup says {part.sha256[:16]}…; "
                "it was not copied: take it from another backup, or do without it"
            )
        os.utime(draft, ns=(part.modified_ns, part.modified_ns))
        sync(draft)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
