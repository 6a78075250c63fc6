"""``vigia restore``: a backup becomes the warehouse."""

from pathlib import Path

import click

from vigia.cli.clock import now
from vigia.settings import read_settings
from vigia.stages.restore import Restored, restore
from vigia.warehouse import published_file


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", "is_forced", is_flag=True, help="Put a warehouse that is there aside first.")
@click.option("--archive", "with_archive", is_flag=True, help="Take missing archive files from beside FILE.")
def command(file: Path, is_forced: bool, with_archive: bool) -> None:
    """Put the backup FILE in place, bring it up to date, build, publish and print what readers open.

    FILE is verified before anything is touched. What was there before is put aside, never deleted.
    """
    settings = read_settings()
    restored = restore(settings, now(), file.absolute(), is_forced, with_archive)
    for line in _told(restored):
        click.echo(line, err=True)
    click.echo(published_file(settings.home))


def _told(restored: Restored) -> list[str]:
    manifest = restored.manifest
    lines = [
        f"restored the warehouse of {manifest.made_at}, {sum(manifest.tables.values()):,} rows, "
        f"made by Vigía {manifest.version}",
        f"its seeds are in {restored.seeds}; rules {manifest.rules_hash[:16]}",
    ]
    if restored.set_aside:
        lines.append(f"what was there before is {restored.set_aside}; delete it when it is not needed")
    if restored.archive_copied:
        lines.append(f"{restored.archive_copied} archive files were copied")
    if restored.archive_missing:
        lines.append(
            f"{len(restored.archive_missing)} archive files of the backup are missing, such as "
            f"{restored.archive_missing[0]}: --archive takes them from beside it"
        )
    return lines
