"""Readers in processes of their own, who look whether each snapshot is whole."""

import os
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from builders import NOW
from faults.forking import Child, ForkServer
from loads import write_run
from vigia.settings import Settings
from vigia.stages.build import build
from vigia.stages.load import load
from vigia.stages.publish import publish
from vigia.warehouse import query, reader

A_RUN = 20  # articles, each second a match
# What must return no row; the second only where the models were built.
HALF_A_RUN = f"""
    select run_id, count(*) as number from entries group by run_id having number <> {A_RUN}
    union all
    select run_id, count(*) from articles group by run_id having count(*) <> {A_RUN}
    union all
    select run_id, count(distinct article_id) as number from articles semi join evidence using (article_id)
    group by run_id having number <> {A_RUN}
    union all
    select run_id, count(*) as number from articles where relevance = 'match'
    group by run_id having number <> {A_RUN // 2}
    union all
    select run_id, 0 from runs anti join articles using (run_id)
    union all
    select run_id, 0 from articles anti join runs using (run_id)
"""
HALF_A_DAY = """
    select report_date, loaded.articles, counted.articles
    from (
        select report_date, count(*) as articles, count(*) filter (where relevance = 'match') as matches
        from articles group by report_date
    ) as loaded
    full join daily_coverage as counted using (report_date)
    left join (
        select report_date, count(*) as matches from matches group by report_date
    ) as listed using (report_date)
    where
        coalesce(loaded.articles, 0) <> coalesce(counted.articles, 0)
        or coalesce(counted.articles, 0) <> coalesce(counted.matches + counted.mentions + counted.nones, 0)
        or coalesce(loaded.matches, 0) <> coalesce(listed.matches, 0)
"""


def run_of(home: Path, number: int) -> tuple[str, datetime]:
    """Write a run of twenty articles of its own, some days apart, and return it with its time."""
    at = NOW + timedelta(minutes=number)
    numbers = range(A_RUN * number, A_RUN * (number + 1))
    return write_run(home, f"run-{number:02}", numbers, at, at - timedelta(days=number % 3)), at


def load_all(settings: Settings, runs: Sequence[tuple[str, datetime]], publishes: bool = False) -> None:
    """Load runs one after the other, and publish after each if asked for."""
    for run_id, at in runs:
        load(settings, run_id, at)
        if publishes:
            publish(settings, at)


def publish_at(settings: Settings, at: datetime) -> None:
    """Publish."""
    publish(settings, at)


def build_some(settings: Settings, models: str | None, whole: bool = False) -> None:
    """Build models."""
    build(settings, models, whole)


def read_on(home: Path, stop: Path, pause: float, sql: str) -> None:
    """Open the newest snapshot again and again until a file appears; print how often, and what was wrong."""
    os.nice(19)  # twenty that never pause would leave the writer a tenth of a processor
    reads = newest = 0
    while not stop.exists():
        with reader(home) as connection:
            assert query(connection, sql)[1] == [], "half of something was published"
            runs = query(connection, "select count(*) from runs")[1][0][0]
        assert runs >= newest, "an older snapshot was published"
        reads, newest = reads + 1, runs
        time.sleep(pause)
    print(f"read {reads} times, {newest} runs at last")


class Readers:
    """Some processes that read until they are told to stop."""

    def __init__(self, server: ForkServer, home: Path, count: int, pause: float, sql: str) -> None:
        """Start them."""
        self._stop = home / "stop"
        self._children = [server.start(read_on, home, self._stop, pause, sql) for _ in range(count)]

    def stop(self) -> list[str]:
        """Stop them and return what those said that failed, or that never read; none is good."""
        self._stop.touch()
        return [
            child.text() for child in self._children if child.wait() != 0 or "read 0 times" in child.text()
        ]


def finished(server: ForkServer, call: Callable[..., Any], *values: Any) -> float:
    """Call a function in a process, undisturbed, and return the seconds that took."""
    begun = time.monotonic()
    child: Child = server.start(call, *values)
    assert child.wait() == 0, child.text()
    return time.monotonic() - begun
