"""Polling and queueing over real sockets: in bounded numbers, and nothing is lost."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

import builders
from builders import NOW
from press import Answer, Press, press_settings, serving, write_catalog
from vigia.cli.run import bring_in
from vigia.model import Entry, Feed, FeedState, Poll
from vigia.runs import read_records, run_folder
from vigia.settings import Settings
from vigia.stages.plan import by_host, plan
from vigia.stages.poll import poll
from vigia.warehouse import feed_states, load_run, writer

FEEDS = 16
TODAY = "Fri, 20 Nov 2026 10:00:00 GMT"
TEXT = "El equipo de casa ganó por dos carreras ante un estadio lleno. " * 8


@pytest.fixture
def press(tmp_path: Path) -> Iterator[Press]:
    """One outlet with many feeds of three items each."""
    feeds = [
        Feed(f"muelle-{number:02}", "el-muelle", address(number), "es", "news", "high", True, "")
        for number in range(FEEDS)
    ]
    write_catalog(tmp_path / "catalog", [builders.outlet()], feeds)
    press = Press()
    for number in range(FEEDS):
        items = [
            (f"http://m{number % 4}.example/{number}/{item}", "Gana el equipo", TODAY) for item in range(3)
        ]
        press.feed(address(number), items)
        for url, title, _ in items:
            press.page(url, title, TEXT + url)
    with serving(press):
        yield press


@pytest.fixture
def settings(press: Press, tmp_path: Path) -> Settings:
    """Settings that let a run fetch four pages of a host."""
    catalog = tmp_path / "catalog"
    return press_settings(press, tmp_path / "home", catalog, host_most_pages=4, concurrency=4)


def address(number: int) -> str:
    """Return the address of a feed; four hosts have four each."""
    return f"http://m{number % 4}.example/feed/{number}"


def test_every_due_feed_is_polled_though_few_are_under_way(settings: Settings) -> None:
    """More feeds than workers: each has one poll, and all its entries are there."""
    for shard in range(plan(settings, "run-1", NOW)):
        poll(settings, "run-1", shard, NOW)
    folder = run_folder(settings.home, "run-1")
    polls = list(read_records(folder, "polls", Poll))
    assert len(polls) == len({result.feed_id for result in polls}) == FEEDS
    assert {result.outcome for result in polls} == {"new"}
    assert len({entry.entry_id for entry in read_records(folder, "seen", Entry)}) == 3 * FEEDS


def test_what_is_over_a_hosts_cap_waits_and_is_not_lost(settings: Settings) -> None:
    """Twelve pages of each host come in three runs of four; meanwhile a note says why they wait."""
    states = []
    for number in range(3):
        bring_in(settings, f"run-{number}", NOW + timedelta(minutes=30 * number), all_feeds=False)
        with writer(settings.home, 1) as connection:
            states.append(
                connection.execute(
                    """
                    select
                        count(*) filter (where article_id in (select article_id from articles)),
                        count(*) filter (where disposition = 'queued' and note like 'waits for%')
                    from entries
                    """
                ).fetchone()
            )
    assert states == [(16, 32), (32, 16), (48, 0)]


def test_hosts_take_turns_in_a_shard() -> None:
    """The first of each host comes before the second of any."""
    items = ["a1", "a2", "a3", "b1", "b2", "c1"]
    assert by_host(items, [item[0] for item in items], 1) == [["a1", "b1", "c1", "a2", "b2", "a3"]]


MOVING = "http://moving.example/feed"
ITEMS = [("http://moving.example/1", "Gana el equipo", TODAY)]


def state_after(settings: Settings, day: int) -> FeedState:
    """Poll every feed on a day, load the run and return the state of the one that moves."""
    now, run_id = NOW + timedelta(days=day), f"run-{day}"
    for shard in range(plan(settings, run_id, now, all_feeds=True)):
        poll(settings, run_id, shard, now)
    with writer(settings.home, 1) as connection:
        load_run(connection, run_folder(settings.home, run_id), run_id, now, "UTC")
        return feed_states(connection)["moving"]


@pytest.fixture
def moving(settings: Settings, press: Press) -> Press:
    """A press with one feed, read once before anything happens to it."""
    feed = Feed("moving", "el-muelle", MOVING, "es", "news", "high", True, "")
    write_catalog(settings.catalog_folder, [builders.outlet()], [feed])
    press.feed(MOVING, ITEMS)
    state_after(settings, 0)
    return press


@pytest.mark.parametrize(
    ("target", "is_followed"), [("http://www.moving.example/rss", True), ("http://sold.example/rss", False)]
)
def test_a_settled_move_is_followed_within_its_domain(
    settings: Settings, moving: Press, target: str, is_followed: bool
) -> None:
    """Then the old address is left in peace; to another domain the redirect is asked each time."""
    moving.feed(target, ITEMS)
    moving.answers[MOVING] = Answer(status=301, headers={"Location": target})
    states = [state_after(settings, day) for day in (1, 4, 9)]
    assert [(state.moved_to, state.moved_polls) for state in states] == [
        (target, 1),
        (target, 2),
        (target, 3),
    ]
    asked = moving.asked[MOVING]
    assert state_after(settings, 10).last_success_at == NOW + timedelta(days=10)
    assert moving.asked[MOVING] == asked + (not is_followed)


def test_a_feed_that_is_gone_sleeps_and_wakes(settings: Settings, moving: Press) -> None:
    """410 on two days makes it dormant; the first answer makes it as before."""
    moving.answers[MOVING] = Answer(status=410)
    assert state_after(settings, 1).dormant_at is None
    asleep = state_after(settings, 3)
    assert asleep.dormant_at == NOW + timedelta(days=3)
    assert asleep.next_poll_at == NOW + timedelta(days=33)
    moving.feed(MOVING, ITEMS)
    assert state_after(settings, 33).dormant_at is None
