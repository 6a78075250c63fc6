"""Part ``polling``: thousands of feeds over real sockets, and what each of them costs."""

import csv
import resource
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.children import Meter, measured
from bench.feed_server import FeedServer
from bench.tables import Column, Table
from vigia.model import Feed, Outlet
from vigia.runs import run_folder
from vigia.settings import Settings
from vigia.stages.plan import plan
from vigia.stages.poll import poll
from vigia.warehouse import load_run, writer

SIZES = (1_000, 10_000)
HOSTS = 200
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
_COLUMNS = (
    Column("feeds", "count"), Column("poll"), Column("requests / feed", "seconds"),
    Column("kB / feed", "seconds"), Column("CPU ms / feed", "seconds"), Column("wall s", "seconds"),
    Column("start MB", "mb"), Column("peak MB", "mb"),
)  # fmt: skip


def run() -> Iterator[Table]:
    """Poll each number of feeds twice: whole, and an hour later with conditions that are met."""
    rows = [row for size in SIZES for row in _rows(size)]
    notes = (
        f"Feeds of 20 entries on {HOSTS} hosts, all at one loopback server in a process of its own; "
        "one shard, no delay.",
        "CPU with that of the parser; requests with robots.txt. Memory is of the polling process.",
    )
    yield Table("polling: feeds on loopback", _COLUMNS, rows, notes)


def _rows(size: int) -> Iterator[tuple[str | float, ...]]:
    with FeedServer() as server, tempfile.TemporaryDirectory() as home:
        _write_catalog(Path(home), size)
        values = {"home": home, "catalog": home, "connect_to": {".example": f"127.0.0.1:{server.port}"}}
        for name, now in (("whole", NOW), ("not modified", NOW + timedelta(hours=1))):
            settings = _settings(values)
            run_id = f"bench-{now:%H}"
            plan(settings, run_id, now, all_feeds=True)
            before = server.counts()
            (outcomes, parser_seconds), cost = measured(_poll, values, run_id, now)
            requests, sent = (after - was for after, was in zip(server.counts(), before, strict=True))
            assert sum(outcomes.values()) == size, outcomes
            cpu_seconds = cost.cpu_seconds + parser_seconds
            yield (
                size, name, requests / size, sent / size / 1e3, 1e3 * cpu_seconds / size, cost.wall_seconds,
                cost.start_mb, cost.peak_mb,
            )  # fmt: skip
            with writer(settings.home, 5) as connection:
                load_run(connection, run_folder(settings.home, run_id), run_id, now, "UTC")


def _poll(meter: Meter, values: dict[str, Any], run_id: str, now: datetime) -> tuple[dict[str, int], float]:
    with meter:
        done = poll(_settings(values), run_id, 0, now)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return done.counts, used.ru_utime + used.ru_stime


def _settings(values: dict[str, Any]) -> Settings:
    return Settings(**values, host_delay_seconds=0, poll_shards=1)


def _write_catalog(folder: Path, size: int) -> None:
    outlets = [
        Outlet(
            f"o{number}", f"Outlet {number}", f"http://o{number}.example/", "CU", "independent", "es",
            "America/Havana", f"o{number}", "unknown",
        )
        for number in range(HOSTS)
    ]  # fmt: skip
    feeds = [
        Feed(
            f"f{number}", f"o{number % HOSTS}", f"http://o{number % HOSTS}.example/feed/{number}", "es",
            "news", "high", True, "",
        )
        for number in range(size)
    ]  # fmt: skip
    _write_rows(folder / "outlets.csv", outlets)
    _write_rows(folder / "feeds.csv", feeds)


def _write_rows(path: Path, records: Sequence[Any]) -> None:
    rows = [asdict(record) for record in records]
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, list(rows[0]))
        table.writeheader()
        table.writerows(
            {name: str(value).lower() if isinstance(value, bool) else value for name, value in row.items()}
            for row in rows
        )
