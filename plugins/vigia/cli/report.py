"""``vigia report``: the document of a day."""

from datetime import datetime

import click

from vigia.cli.clock import yesterday
from vigia.settings import read_settings
from vigia.stages.report import report


@click.command()
@click.argument("day", metavar="[DATE]", required=False, type=click.DateTime(["%Y-%m-%d"]))
def command(day: datetime | None) -> None:
    """Write the report of DATE (YYYY-MM-DD; yesterday if not given) and print where it is."""
    settings = read_settings()
    date = day.date() if day else yesterday(settings.zone)
    report(settings, date)
    click.echo(settings.home / "reports" / date.isoformat() / "index.html")
