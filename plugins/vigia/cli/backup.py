"""``vigia backup``: what cannot be made again, in one file."""

import json
from dataclasses import asdict

import click

from vigia.cli.clock import now
from vigia.settings import read_settings
from vigia.stages.backup import ARCHIVE, Backup, backup


@click.command()
@click.argument("place", required=False)
@click.option(
    "--archive", "with_archive", is_flag=True, help="Copy the archived pages too, those not copied before."
)
@click.option("--json", "as_json", is_flag=True, help="The manifest, with the path, as one JSON object.")
def command(place: str | None, with_archive: bool, as_json: bool) -> None:
    r"""Back up the warehouse into a file in the folder PLACE, or named PLACE, and print its path.

    \b
    In it: the private database (articles, tags, stories, alerts, polls, runs) and the seeds.
    Listed in it by name, size and checksum: the archived pages; --archive copies them beside it.
    Not in it: what is made again (published snapshots, reports, search index), runs under way,
    logs, the settings, and the database of Airflow.

    A run may be going on: the backup waits for its load, and later loads wait for the copy.
    """
    made = backup(read_settings(), now(), place, with_archive)
    if as_json:
        click.echo(json.dumps({"path": str(made.path), **asdict(made.manifest)}, ensure_ascii=False))
        return
    click.echo(_told(made), err=True)
    click.echo(made.path)


def _told(made: Backup) -> str:
    manifest = made.manifest
    rows, size = sum(manifest.tables.values()), made.path.stat().st_size
    pages = sum(part.bytes for part in manifest.archive)
    return (
        f"{len(manifest.tables)} tables with {rows:,} rows, {size:,} bytes, schema version "
        f"{manifest.schema_version}; {len(manifest.archive)} archive files of {pages:,} bytes listed, "
        f"{made.archive_copied} copied to {made.path.parent / ARCHIVE}"
    )
