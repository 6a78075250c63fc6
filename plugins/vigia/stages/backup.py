"""backup: the private warehouse and the seeds as one file; the archive listed, or copied beside it."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from vigia import __version__
from vigia.backups import (
    DATABASE,
    SEEDS,
    Manifest,
    Part,
    copy_missing,
    listed,
    packing,
    read_manifest,
)
from vigia.disk import free_bytes
from vigia.errors import DiskFull, InputError, VigiaError
from vigia.settings import Settings
from vigia.tagging.tagger import read_tagger
from vigia.warehouse import held

ARCHIVE = "archive"


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made."""

    path: Path
    manifest: Manifest
    archive_copied: int  # files that were not beside it before


def backup_file(settings: Settings, now: datetime, place: str | None = None) -> Path:
    """Return where a backup goes: into ``backups`` of the home, into a folder, or under a name.

    A place is a folder when it is one, ends in ``/`` or has no suffix.
    """
    given = Path(place).expanduser().absolute() if place else settings.home / "backups"
    is_folder = given.is_dir() or not given.suffix or (place or "").endswith("/")
    return given / f"vigia-{now:%Y%m%dT%H%M%SZ}.tar" if is_folder else given


def refuse_lake(settings: Settings) -> None:
    """Raise InputError when the tables are in a lake: it is backed up by other means."""
    if settings.lake:
        raise InputError(
            "the tables are in a lake and not in a file: back up its PostgreSQL database and its Parquet "
            'files, as docs/operators.md says under "Scaling out"; without VIGIA_LAKE_CATALOG the file of '
            "the home is meant"
        )


def backup(settings: Settings, now: datetime, place: str | None = None, with_archive: bool = False) -> Backup:
    """Back up the private warehouse, with the seeds that its tags are made by.

    The lock is held while the file is copied. The files of the archive are listed with their checksums;
    ``with_archive`` copies those that are not there yet into ``archive`` beside the backup. Raises
    InputError, WarehouseBusy, WarehouseUnusable and DiskFull; then no backup is left.
    """
    refuse_lake(settings)
    target = backup_file(settings, now, place)
    rules_hash = read_tagger(settings.seeds).rules_hash  # seconds of work, before anybody has to wait
    with packing(target) as packer:
        with held(settings.home, settings.lock_seconds, settings.encryption_key) as holding:
            _require_space(target, holding.path)
            packer.add(DATABASE, holding.path)
        for path in _seed_files(settings):
            packer.add(SEEDS + path.name, path)
        # Listed after the copy: a page that the copy knows is in a file that was finished before.
        archive = _archive_list(settings.home / ARCHIVE, target.parent)
        copied = (
            copy_missing(archive, settings.home / ARCHIVE, target.parent / ARCHIVE) if with_archive else 0
        )
        manifest = packer.finish(
            Manifest(
                made_at=now.isoformat(),
                version=__version__,
                duckdb=holding.duckdb,
                schema_version=holding.schema_version,
                rules_hash=rules_hash,
                is_encrypted=settings.encryption_key is not None,
                tables=holding.tables,
                archive=tuple(archive),
            )
        )
    return Backup(target, manifest, copied)


def _seed_files(settings: Settings) -> list[Path]:
    """Return the seed files; what the catalog folder has goes before the seeds folder."""
    folders = (settings.seeds, settings.catalog_folder)
    found = {path.name: path for folder in folders for path in folder.glob("*.csv")}
    return [found[name] for name in sorted(found)]


def _require_space(target: Path, source: Path) -> None:
    free, needed = free_bytes(target), source.stat().st_size
    if free < needed:
        raise DiskFull(
            f"{target}: {free:,} bytes are free, the database alone has {needed:,}: free some space, or give "
            "a folder of another disk"
        )


def _archive_list(archive: Path, backups: Path) -> list[Part]:
    return listed(sorted(archive.glob("*.warc.gz")), _known(backups))


def _known(backups: Path) -> list[Part]:
    """Return the archive files of the last backup in a folder whose list can be read."""
    for path in sorted(backups.glob("*.tar"), key=lambda path: path.stat().st_mtime_ns, reverse=True):
        try:
            return list(read_manifest(path).archive)
        except VigiaError:  # another file that ends in .tar, or a damaged one: its checksums are not needed
            continue
    return []
