"""``vigia publish``: a snapshot of the warehouse for readers."""

import click

from vigia.cli.clock import now
from vigia.settings import read_settings
from vigia.stages.publish import publish
from vigia.warehouse import published_file


@click.command()
def command() -> None:
    """Publish a snapshot of the warehouse and print the path that readers open."""
    settings = read_settings()
    publish(settings, now())
    click.echo(published_file(settings.home))
