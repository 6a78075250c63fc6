"""``vigia query``: SQL on the published database."""

import sys
from pathlib import Path

import click

from vigia.cli.output import print_rows, shape_options
from vigia.errors import InputError
from vigia.settings import read_settings
from vigia.warehouse import query, reader, write_parquet


@click.command()
@click.argument("sql")
@shape_options
@click.option(
    "--parquet",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the rows to this Parquet file and print how many there are.",
)
def command(sql: str, shape: str | None, as_json: bool, parquet: Path | None) -> None:
    r"""Run SQL on the published database ('-' reads it from stdin); nothing can be changed there.

    \b
    vigia query "from stories select title, outlet_count order by weight desc limit 10"
    vigia query --parquet matches.parquet "from matches"
    """
    text = sys.stdin.read() if sql == "-" else sql
    if not text.strip():
        raise InputError('no SQL given; try: vigia query "from matches select title limit 5"')
    if parquet and (shape or as_json):
        raise click.UsageError("--parquet writes a file; leave --format and --json out.")
    settings = read_settings()
    with reader(settings.home, settings.encryption_key) as connection:
        if parquet:
            click.echo(write_parquet(connection, text, parquet))
            return
        names, rows = query(connection, text)
    print_rows(names, rows, shape, as_json)
