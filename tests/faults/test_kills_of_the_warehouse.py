"""Load, publish and build are killed, and read meanwhile: nothing lost, nothing twice, nobody sees half."""

import random
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from builders import NOW
from faults.forking import ForkServer, fork_server
from faults.killed import rows
from faults.readers import (
    A_RUN,
    HALF_A_DAY,
    HALF_A_RUN,
    Readers,
    build_some,
    finished,
    load_all,
    publish_at,
    run_of,
)
from loads import write_small_catalog
from soak import times
from vigia.settings import Settings
from vigia.warehouse import published_file, query, reader, warehouse_file

pytestmark = pytest.mark.slow

SEED = 20261120
LOADS, PUBLICATIONS, BUILDS, READERS = times(30, 9), times(10, 3), times(10, 1), 20
PAUSE_SECONDS = 0.5
EARLY = 0.9  # of the time that it takes: a kill should not come after the end
TABLES = (
    "entries articles article_versions article_actors match_topics evidence stories pages polls feed_states "
    "runs"
).split()
MODELS = "matches daily_topics daily_actors daily_languages"
COMPARED = "matches daily_topics daily_actors daily_languages daily_outlets daily_coverage".split()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ForkServer]:
    """What forks the processes that are killed."""
    with fork_server(tmp_path_factory.mktemp("logs")) as found:
        yield found


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A home."""
    return settings_of(tmp_path, "home")


def settings_of(folder: Path, name: str) -> Settings:
    """Return the settings of a home in a folder."""
    catalog = write_small_catalog(folder / "catalog")
    return Settings(home=folder / name, catalog=catalog, least_free_bytes=0, lock_seconds=60)


def killed(server: ForkServer, home: Path, seconds: float, call: Callable[..., Any], *values: Any) -> bool:
    """Kill a process some seconds after it took the lock of the warehouse; say whether it was in time."""
    child = server.start(call, *values)
    lock = warehouse_file(home).with_name(f"{warehouse_file(home).name}.lock")
    while not (lock.exists() and lock.read_text() == str(child.pid)):
        assert not child.has_ended(0.001), child.text()
    time.sleep(seconds)
    return child.kill()


def everything(home: Path, tables: list[str]) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of some tables."""
    return {table: rows(home, f"from {table} order by all") for table in tables}


def load_with_kills(
    server: ForkServer, settings: Settings, lots: random.Random, seconds: float, number: int
) -> tuple[datetime, bool]:
    """Load a run that is killed and loaded again; return its time and whether the kill was in time."""
    run_id, at = run_of(settings.home, number)
    was_killed = killed(
        server, settings.home, lots.uniform(0, EARLY * seconds), load_all, settings, [(run_id, at)]
    )
    count = rows(settings.home, "select count(*) from articles where run_id = $run", run=run_id)
    assert count == rows(settings.home, "select count(*) from entries where run_id = $run", run=run_id)
    assert count in ([(0,)], [(A_RUN,)]), "a load is there whole or not at all"
    finished(server, load_all, settings, [(run_id, at)])
    return at, was_killed


def test_loads_and_publications_are_killed_and_a_reader_never_sees_half(
    server: ForkServer, settings: Settings, tmp_path: Path
) -> None:
    """Thirty loads and ten publications; each is done again, and all tables end as if nobody was killed."""
    lots = random.Random(SEED)
    calm = settings_of(tmp_path, "calm")
    load_seconds = finished(server, load_all, calm, [run_of(calm.home, n) for n in range(LOADS)]) / LOADS
    publish_seconds = finished(server, publish_at, calm, NOW)
    finished(server, publish_at, settings, NOW)
    readers = Readers(server, settings.home, 1, PAUSE_SECONDS, HALF_A_RUN)
    loads = publications = 0
    for number in range(LOADS):
        at, was_killed = load_with_kills(server, settings, lots, load_seconds, number)
        loads += was_killed
        if number % (LOADS // PUBLICATIONS) == 0:
            moment = lots.uniform(0, EARLY * publish_seconds)
            publications += killed(server, settings.home, moment, publish_at, settings, at)
            finished(server, publish_at, settings, at)
    finished(server, publish_at, settings, at)
    assert min(loads / LOADS, publications / PUBLICATIONS) > 1 / 2, "most kills came in time"
    assert readers.stop() == []
    assert everything(settings.home, TABLES) == everything(calm.home, TABLES)
    published = published_file(settings.home).parent
    left = [*published.glob(".*"), *(published / "snapshots").glob(".*")]
    assert left == [], "what a killed publisher left is removed"


def test_twenty_readers_and_a_writer_do_not_disturb_each_other(
    server: ForkServer, settings: Settings
) -> None:
    """They query without pause, in processes of their own, while runs are loaded and published."""
    finished(server, load_all, settings, [run_of(settings.home, 0)], True)
    readers = Readers(server, settings.home, READERS, 0, HALF_A_RUN)
    finished(server, load_all, settings, [run_of(settings.home, number) for number in range(1, 4)], True)
    assert readers.stop() == []
    with reader(settings.home) as connection:
        assert query(connection, "select count(*) from runs")[1] == [(4,)]


def test_builds_are_killed_and_the_next_restates_what_they_left(
    server: ForkServer, settings: Settings
) -> None:
    """Ten builds of some models; a reader sees whole days, and what is built at last is as built anew."""
    lots = random.Random(SEED)
    home = settings.home
    finished(server, load_all, settings, [run_of(home, 0)])
    finished(server, build_some, settings, None)
    finished(server, publish_at, settings, NOW)
    seconds = finished(server, build_some, settings, MODELS)
    readers = Readers(server, home, 1, PAUSE_SECONDS, HALF_A_DAY)
    kills = 0
    for number in range(1, BUILDS + 1):
        run = run_of(home, number)
        finished(server, load_all, settings, [run])
        moment = lots.uniform(0.2 * seconds, EARLY * seconds)
        kills += killed(server, home, moment, build_some, settings, MODELS)
    assert kills >= BUILDS // 2
    finished(server, build_some, settings, None)
    finished(server, publish_at, settings, run[1])
    assert readers.stop() == []
    with reader(home) as connection:
        assert query(connection, HALF_A_DAY)[1] == []
        assert query(connection, "select sum(articles) from daily_coverage")[1] == [(A_RUN * (BUILDS + 1),)]
    built = everything(home, COMPARED)
    finished(server, build_some, settings, None, True)
    assert everything(home, COMPARED) == built
