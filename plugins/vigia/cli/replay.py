"""``vigia replay``: archived pages read again by the code of today."""

from datetime import datetime

import click

from vigia.cli.clock import now
from vigia.cli.run import read_pages, tell
from vigia.settings import Settings, read_settings
from vigia.stages.build import build
from vigia.stages.load import load
from vigia.stages.publish import publish
from vigia.stages.replay import replay
from vigia.stages.retag import retag
from vigia.warehouse import published_file

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.option("--from", "first", type=_DAY, help="First day on which the pages were fetched.")
@click.option("--to", "last", type=_DAY, help="Last day.")
@click.option("--url", help="Only the pages of this URL.")
@click.option("--all", "is_all", is_flag=True, help="The whole archive.")
@click.option("--publish", "is_published", is_flag=True, help="Build the models and publish afterwards.")
def command(
    first: datetime | None, last: datetime | None, url: str | None, is_all: bool, is_published: bool
) -> None:
    """Extract and tag archived pages again, by the code and rules of today, and load what differs.

    With the code and rules that they were loaded by no row changes. Articles that are missing come back,
    those that are read better now keep their earlier version, and nobody is alerted.
    """
    if not (first or last or url or is_all):
        raise click.UsageError("say which pages: --from and --to, --url, or --all")
    settings, instant = read_settings(), now()
    run_id = f"replay-{instant:%Y%m%dT%H%M%SZ}"
    shards = replay(settings, run_id, first and first.date(), last and last.date(), url)
    take_up(settings, run_id, shards, instant)
    if is_published:
        build(settings)
        publish(settings, instant)
        click.echo(published_file(settings.home), err=True)


def take_up(settings: Settings, run_id: str, shards: int, instant: datetime) -> None:
    """Do with pages of the archive what a run does with those it fetched."""
    for shard in range(shards):
        read_pages(settings, run_id, shard)
    loaded = load(settings, run_id, instant, is_replay=True)
    tell(loaded)
    retagged = retag(settings, instant)
    tell(retagged)
    new, changed = (loaded.counts.get(f"articles_{name}", 0) for name in ("new", "changed"))
    click.echo(
        f"{loaded.counts['runs']} runs read again: {new} articles came back, {changed} read otherwise now, "
        f"{retagged.counts['changed']} more tagged otherwise"
    )
