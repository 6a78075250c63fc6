"""``vigia import-warc``: the pages of WARC files, as if they had been fetched."""

from collections import Counter
from pathlib import Path

import click

from vigia.cli.clock import now
from vigia.cli.run import read_pages
from vigia.model import StageReport
from vigia.settings import Settings, read_settings
from vigia.stages.build import build
from vigia.stages.import_warc import import_warc
from vigia.stages.load import load
from vigia.stages.publish import publish
from vigia.warehouse import published_file

_STEP = 0.05  # of a file, between two lines of progress


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--publish", "is_published", is_flag=True, help="Build the models and publish afterwards.")
def command(files: tuple[Path, ...], is_published: bool) -> None:
    """Bring in the pages of WARC FILEs: our own, or those of other crawlers such as CC-NEWS.

    They go the way of fetched pages: gate, extract, tag, load; what is damaged is told and passed over.
    Nobody is alerted. The same file again changes nothing. Progress goes to stderr, counts to stdout.
    """
    settings, instant = read_settings(), now()
    for path in files:
        run_id, shards, brought = import_warc(settings, path, instant, _Progress(path))
        click.echo(f"{path}: {_listed(brought)}")
        for reason in brought.failures:
            click.echo(f"  {reason}", err=True)
        click.echo(f"{path}: {_listed(_take_up(settings, run_id, shards))}")
    if is_published:
        build(settings)
        publish(settings, instant)
        click.echo(published_file(settings.home), err=True)


def _take_up(settings: Settings, run_id: str, shards: int) -> StageReport:
    for shard in range(shards):
        read_pages(settings, run_id, shard)
    return load(settings, run_id, now())


def _listed(done: StageReport) -> str:
    return ", ".join(f"{count} {name}" for name, count in sorted(done.counts.items()) if count) or "nothing"


class _Progress:
    """Says now and then how far a file is read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._size = path.stat().st_size if path.is_file() else 0
        self._told = 0.0

    def __call__(self, position: int, counts: Counter[str]) -> None:
        if self._size and position / self._size >= self._told + _STEP:
            self._told = position / self._size
            click.echo(f"{self._path}: {self._told:.0%} read, {counts['pages']} pages", err=True)
