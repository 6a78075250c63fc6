"""``vigia run``: the whole way of the data once, in one process, without Airflow."""

import sys
from datetime import datetime

import click
import structlog

from vigia.cli.clock import now
from vigia.model import StageReport
from vigia.runs import sole_run
from vigia.settings import Settings, read_settings
from vigia.stages.alert import alert
from vigia.stages.build import OF_ALERTS, build
from vigia.stages.extract import extract
from vigia.stages.fetch import fetch
from vigia.stages.gate import gate
from vigia.stages.load import load
from vigia.stages.plan import plan
from vigia.stages.poll import poll
from vigia.stages.publish import publish
from vigia.stages.queue import queue
from vigia.stages.report import report
from vigia.stages.tag import tag
from vigia.stages.tidy import tidy


@click.command()
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="Also write the report of this day.")
@click.option("--all-feeds", is_flag=True, help="Poll every enabled feed, due or not.")
@click.option("--now", "at", type=click.DateTime(["%Y-%m-%dT%H:%M:%SZ"]), help="Run as if it were this time.")
def command(day: datetime | None, all_feeds: bool, at: datetime | None) -> None:
    """Poll what is due, fetch, tag, load, build, publish and send the alerts.

    A run that meets another of its home waits for it, at most VIGIA_LOCK_SECONDS. What each stage did
    goes to stderr; the path of the report, if one was asked for, to stdout.
    """
    settings = read_settings()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    with sole_run(settings.home, settings.lock_seconds):
        instant = at.replace(tzinfo=now().tzinfo) if at else now()  # only now: it may have waited
        run_once(settings, f"run-{instant:%Y%m%dT%H%M%SZ}", instant, all_feeds)
    if day:
        report(settings, day.date())
        click.echo(settings.home / "reports" / day.date().isoformat() / "index.html")


def run_once(settings: Settings, run_id: str, instant: datetime, all_feeds: bool) -> None:
    """Run every stage in order on every shard."""
    bring_in(settings, run_id, instant, all_feeds)
    tell(build(settings))
    tell(publish(settings, instant))
    tell(tidy(settings, instant))
    if settings.alert_urls:
        tell(alert(settings, instant))
        tell(build(settings, OF_ALERTS))
        tell(publish(settings, instant))


def bring_in(settings: Settings, run_id: str, instant: datetime, all_feeds: bool) -> None:
    """Run the stages from plan to load."""
    for shard in range(plan(settings, run_id, instant, all_feeds)):
        tell(poll(settings, run_id, shard, instant))
    for shard in range(queue(settings, run_id, instant)):
        tell(fetch(settings, run_id, shard, instant))
        read_pages(settings, run_id, shard)
    tell(load(settings, run_id, instant))


def read_pages(settings: Settings, run_id: str, shard: int) -> None:
    """Run the stages that make tagged articles of a shard's pages, fetched or archived."""
    tell(gate(settings, run_id, shard))
    tell(extract(settings, run_id, shard))
    tell(tag(settings, run_id, shard))


def tell(done: StageReport) -> None:
    """Log what a stage did, and what failed there."""
    log = structlog.get_logger()
    log.info(done.stage, **done.counts)
    for failure in done.failures:
        log.warning("failed", stage=done.stage, reason=failure)
