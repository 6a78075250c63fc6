"""A run is killed in each stage and in between, fifty times and more: nothing lost, nothing twice."""

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from builders import NOW
from faults.forking import Child, ForkServer, fork_server, vigia
from faults.killed import PAGES, Site, differences, rows, served, task
from soak import IS_SOAK, times
from vigia.archive import captures, drafts_left, read_page, salvage
from vigia.settings import Settings

pytestmark = pytest.mark.slow

SEED = 20261120
KILLS_BEFORE_LOAD = times(22, 10)
KILLS_AFTER_LOAD = times(4, 2)
LOOK_SECONDS = 0.002
EARLY = 0.8  # of the time that a stage takes: a kill should not come after its end
WORKS_SECONDS = 0.01  # a longer pause between two lines of the log is work that a kill can fall into
Gaps = list[float]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ForkServer]:
    """What forks the processes that are killed."""
    with fork_server(tmp_path_factory.mktemp("logs")) as found:
        yield found


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The newsroom."""
    with served(tmp_path_factory.mktemp("site") / "catalog") as found:
        yield found


@dataclass(frozen=True)
class Undisturbed:
    """A run that nobody disturbed: how many seconds passed before each of its lines, and its home."""

    home: Path
    gaps: Gaps
    words: list[str]  # of each line the second, which is the stage or 'failed'

    def until(self, stage: str) -> int:
        """Return how many lines come before that of a stage."""
        return self.words.index(stage)


@pytest.fixture(scope="module")
def undisturbed(server: ForkServer, site: Site, tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    """One ``vigia run`` to its end."""
    home = tmp_path_factory.mktemp("undisturbed")
    child = started(server, site, home, NOW)
    gaps: Gaps = []
    since = time.monotonic()
    while not child.has_ended(LOOK_SECONDS):
        if child.lines() > len(gaps):
            gaps += [time.monotonic() - since] + [0.0] * (child.lines() - len(gaps) - 1)
            since = time.monotonic()
    assert child.wait() == 0, child.text()
    gaps += [0.0] * (child.lines() - len(gaps))
    # Python may have the last word, on what killed processes left.
    return Undisturbed(home, gaps, [stage_of(line) for line in child.text().splitlines() if "] " in line])


def stage_of(line: str) -> str:
    """Return which stage a line of the log tells of."""
    return line.partition("] ")[2].split(maxsplit=1)[0]


def started(server: ForkServer, site: Site, home: Path, at: datetime) -> Child:
    """Start ``vigia run``."""
    words = "run", "--now", f"{at:%Y-%m-%dT%H:%M:%SZ}"
    return server.start(vigia, *words, env=site.environment(home))


def kill_after(child: Child, place: int | str, seconds: float, with_children: bool) -> None:
    """Kill a run some time after it has printed so many lines, or one that holds a word."""

    def is_there() -> bool:
        return child.lines() >= place if isinstance(place, int) else place in child.text()

    while not is_there() and not child.has_ended(LOOK_SECONDS):
        pass
    time.sleep(seconds)
    assert child.kill(with_children), f"it has ended before:\n{child.text()}"


def assert_archive_is_whole(home: Path) -> None:
    """Every page that was loaded is where its row says; what killed runs left can be kept and read."""
    archive = home / "archive"
    for file, offset, url in rows(home, "select archive_file, archive_offset, final_url from pages"):
        assert file is None or read_page(archive, file, offset).url == url
    for draft in drafts_left(archive):
        salvage(draft)
    kept = list(captures(archive))
    assert {capture.url for capture in kept} >= set(PAGES)
    for capture in kept:
        if capture.status is not None:
            assert read_page(archive, capture.file, capture.offset).url == capture.url


def assert_each_is_said_once(home: Path) -> None:
    """Each entry has one disposition, each URL one article, each story one row."""
    assert rows(home, "select entry_id from entries group by entry_id having count(*) > 1") == []
    assert rows(home, "select url from entries where disposition is null or disposition = 'queued'") == []
    assert rows(home, "select canonical_url from articles group by all having count(*) > 1") == []
    assert rows(home, "select run_id, entry_id from pages group by all having count(*) > 1") == []
    assert rows(home, "select run_id, feed_id from polls group by all having count(*) > 1") == []


def test_a_run_killed_again_and_again_ends_like_one_that_nobody_disturbed(
    server: ForkServer, site: Site, undisturbed: Undisturbed, tmp_path: Path
) -> None:
    """As from cron: each run after a kill is a run of its own. No page is asked for once it was loaded.

    The kills fall into the stages before the load in turn, each third at a border, then into those after.
    """
    lots = random.Random(SEED)
    load, home, at = undisturbed.until("load"), tmp_path / "home", NOW
    site.press.asked.clear()
    working = [line for line in range(load) if undisturbed.gaps[line] > WORKS_SECONDS]
    turns = [working[number % len(working)] for number in range(KILLS_BEFORE_LOAD)]
    places: list[tuple[int | str, int]] = [*zip(turns, turns, strict=True), (load, load)]
    places += [("] load ", load + 1), ("] build ", load + 2)] * (KILLS_AFTER_LOAD // 2)
    starts = 0
    for number, (place, lines) in enumerate(places):
        starts += lines <= load + 1
        at += timedelta(minutes=1)
        seconds = lots.uniform(0, EARLY * undisturbed.gaps[lines]) if number % 3 else 0
        kill_after(started(server, site, home, at), place, seconds, with_children=bool(number % 2))
        if lines < load:
            assert rows(home, "select count(*) from entries") == [(0,)], "nothing counts before its load"
    child = started(server, site, home, at + timedelta(minutes=1))
    assert child.wait() == 0, child.text()
    assert differences(home, undisturbed.home) == {}
    assert_each_is_said_once(home)
    assert_archive_is_whole(home)
    assert all(1 <= site.press.asked[url] <= starts for url in PAGES)


def tasks_of(settings: Settings, run: "Run") -> Iterator[tuple[str, int | None]]:
    """Yield the tasks of the DAG ``ingest`` in their order, but for the build, mapped as there."""
    yield "plan", None
    yield from (("poll", shard) for shard in range(run.shards))
    yield "queue", None
    for shard in range(run.shards):
        yield from ((stage, shard) for stage in ("fetch", "gate", "extract", "tag"))
    yield from (("load", None), ("publish", None))


@dataclass
class Run:
    """A run whose tasks are tried again until each has told that it is done."""

    server: ForkServer
    settings: Settings
    result: Path
    now: datetime = NOW
    shards: int = 0
    kills: int = 0

    def attempt(
        self, stage: str, shard: int | None, kill_after: float | None = None, lingers: bool = False
    ) -> float:
        """Try a task, which may be killed some seconds after it has begun; return how long it worked.

        One that ``lingers`` is killed when all is done, but Airflow does not know it yet. The clock goes on
        from try to try.
        """
        self.now += timedelta(minutes=1)
        self.result.unlink(missing_ok=True)
        child = self.server.start(
            task, stage, self.settings, "ingest-1", shard, self.now, lingers, self.result
        )
        while child.lines() < 1 and not child.has_ended(LOOK_SECONDS):
            pass
        begun = time.monotonic()
        if lingers:
            while "done\n" not in child.text() and not child.has_ended(LOOK_SECONDS):
                pass
        if lingers or kill_after is not None:
            time.sleep(kill_after or 0)
            self.kills += child.kill(with_children=bool(self.kills % 2))
        else:
            assert child.wait() == 0, child.text()
            self.shards = int(self.result.read_text()) or self.shards
        return time.monotonic() - begun


def test_tasks_that_are_killed_and_tried_again_end_like_those_that_nobody_disturbed(
    server: ForkServer, site: Site, tmp_path: Path
) -> None:
    """As Airflow does it: with the same run. Each task is killed within, and when its work is just done."""
    lots = random.Random(SEED)
    calm = Run(server, site.settings(tmp_path / "calm"), tmp_path / "result")
    seconds = {step: calm.attempt(*step) for step in tasks_of(calm.settings, calm)}
    site.press.asked.clear()
    run = Run(server, site.settings(tmp_path / "killed"), tmp_path / "result")
    for number, step in enumerate(tasks_of(run.settings, run)):
        if IS_SOAK or number % 2 == 0:
            run.attempt(*step, kill_after=lots.uniform(0, EARLY * seconds[step]))
        if IS_SOAK or number % 2 == 1:
            run.attempt(*step, lingers=True)
        run.attempt(*step)
    assert run.kills >= times(24, 11), "a task may have ended before its kill, but hardly one"
    home = run.settings.home
    assert differences(home, calm.settings.home) == {}
    assert rows(home, "select run_id, pages_fetched from runs") == [("ingest-1", len(PAGES))]
    assert_each_is_said_once(home)
    assert_archive_is_whole(home)
    assert all(1 <= site.press.asked[url] <= 3 for url in PAGES), "one request for each try of fetch"


def test_two_runs_at_once_ask_for_each_page_once(server: ForkServer, site: Site, tmp_path: Path) -> None:
    """Of the same second, even: the second waits, does the same run again, and changes nothing."""
    home = tmp_path / "home"
    site.press.asked.clear()
    environment = site.environment(home)
    both = [server.start(vigia, "run", "--now", "2026-11-20T12:00:00Z", env=environment) for _ in range(2)]
    assert [child.wait() for child in both] == [0, 0], [child.text() for child in both]
    assert max(site.press.asked[url] for url in PAGES) == 1
    assert rows(home, "select count(*) from runs") == [(1,)]
    assert_each_is_said_once(home)
    assert_archive_is_whole(home)


def test_a_run_that_may_not_wait_names_the_other(server: ForkServer, site: Site, tmp_path: Path) -> None:
    """It ends at once with a clear error, and harms the first by nothing."""
    environment = site.environment(tmp_path / "home")
    first = server.start(vigia, "run", env=environment)
    while not (lock := tmp_path / "home" / "runs" / ".lock").exists() or not lock.read_text():
        assert not first.has_ended(LOOK_SECONDS), first.text()
    second = server.start(vigia, "run", env=environment | {"VIGIA_LOCK_SECONDS": "0"})
    assert second.wait() == 1
    assert f"another `vigia run` is going on in {tmp_path / 'home'}, as process {first.pid}" in second.text()
    assert first.kill()
    third = server.start(vigia, "run", env=environment | {"VIGIA_LOCK_SECONDS": "0"})
    kill_after(third, 1, 0, with_children=True)  # it did run: the lock of a killed process is free
    assert "] poll " in third.text()
