"""restore: a backup becomes the private warehouse, is built and published."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from pydantic import SecretStr

from vigia.backups import DATABASE, SEEDS, Manifest, Part, copy_missing, read_manifest, unpack, verify
from vigia.errors import InputError, WarehouseUnusable
from vigia.settings import Settings
from vigia.stages.backup import ARCHIVE, refuse_lake
from vigia.stages.build import build
from vigia.stages.publish import publish
from vigia.warehouse import migrations, put_back, require_free


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did."""

    manifest: Manifest
    seeds: Path  # the folder in which the seeds of the backup were put
    set_aside: Path | None  # the warehouse that was there before
    archive_copied: int
    archive_missing: tuple[str, ...]  # files of the archive that the backup lists and the home has not


def restore(
    settings: Settings, now: datetime, path: Path, is_forced: bool = False, with_archive: bool = False
) -> Restored:
    """Put a backup in place of the private warehouse, bring it up to date, build and publish it.

    Everything in the backup is verified before anything is touched. The seeds of the backup go into a
    folder of their own: which rules tag from now on is for a person to say. The warehouse is encrypted with
    ``encryption_key``, or is not, whatever the backup was. ``with_archive`` takes the
    files of the archive that are missing from beside the backup. Raises InputError when there is a
    warehouse and ``is_forced`` is not given, WarehouseUnusable for a file that is no whole backup, or
    is of a newer release.
    """
    refuse_lake(settings)
    manifest = read_manifest(path)
    _require_known(path, manifest)
    if not is_forced:
        require_free(settings.home)
    former_key = _key_of(settings, path, manifest)
    verify(path, manifest)
    stamp = f"{now:%Y%m%dT%H%M%SZ}"
    fill = partial(unpack, path, manifest.part(DATABASE))
    aside = put_back(
        settings.home,
        fill,
        manifest.tables,
        stamp,
        settings.lock_seconds,
        is_forced=is_forced,
        key=settings.encryption_key,
        former_key=former_key,
    )
    seeds = settings.home / "restored" / stamp
    seeds.mkdir(parents=True, exist_ok=True)
    for part in manifest.parts:
        if part.name.startswith(SEEDS):
            unpack(path, part, seeds / Path(part.name).name)
    archive = settings.home / ARCHIVE
    copied = copy_missing(manifest.archive, path.absolute().parent / ARCHIVE, archive) if with_archive else 0
    build(settings)
    # Of a home that was encrypted meanwhile, or is no more, no earlier snapshot can be read, nor is to stay.
    is_other = former_key != settings.encryption_key
    publish(settings.model_copy(update={"snapshots_kept": 1}) if is_other else settings, now)
    return Restored(manifest, seeds, aside, copied, _missing(manifest.archive, archive))


def _key_of(settings: Settings, path: Path, manifest: Manifest) -> SecretStr | None:
    if not manifest.is_encrypted:
        return None
    key = settings.backup_key or settings.encryption_key
    if key is None:
        raise InputError(
            f"{path} is encrypted: set VIGIA_ENCRYPTION_KEY to its key, or VIGIA_BACKUP_KEY where the home "
            "is to have another key, or none"
        )
    return key


def _require_known(path: Path, manifest: Manifest) -> None:
    newest = migrations()[-1][0]
    if manifest.schema_version > newest:
        raise WarehouseUnusable(
            f"{path} was made by Vigía {manifest.version} and has schema version {manifest.schema_version}, "
            f"this release knows up to {newest}: update Vigía"
        )


def _missing(parts: Sequence[Part], archive: Path) -> tuple[str, ...]:
    return tuple(part.name for part in parts if not (archive / part.name).exists())
