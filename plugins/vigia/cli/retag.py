"""``vigia retag``: what is stored, tagged by the rules of today."""

import json

import click

from vigia.cli.clock import now
from vigia.settings import read_settings
from vigia.stages.build import build
from vigia.stages.publish import publish
from vigia.stages.retag import retag
from vigia.warehouse import published_file


@click.command()
@click.option("--publish", "is_published", is_flag=True, help="Build the models and publish afterwards.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object of counts.")
def command(is_published: bool, as_json: bool) -> None:
    """Tag again every stored article that was tagged by other rules than those of today.

    Nobody is alerted. What had been said of each article stays in the table article_tags_history.
    """
    settings, instant = read_settings(), now()
    counts = retag(settings, instant).counts
    if as_json:
        click.echo(json.dumps(counts, ensure_ascii=False))
    else:
        click.echo(f"{counts['read']} articles were tagged again, {counts['changed']} have other tags now")
        for name, articles in counts.items():
            if "→" in name:
                click.echo(f"  {name}: {articles}")
        if kept := counts.get("body_removed"):
            click.echo(f"{kept} keep the tags of earlier rules: their bodies were removed by retention")
    if is_published:
        build(settings)
        publish(settings, instant)
        click.echo(published_file(settings.home), err=as_json)
    elif counts["changed"]:
        click.echo("Readers see this after the next run, or after `vigia retag --publish`.", err=True)
