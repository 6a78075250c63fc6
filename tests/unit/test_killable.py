"""A call in a child ends in time, within its memory, and with an error of ours or a result."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from faults import hostile_parsers as parsers
from vigia.errors import CatalogError, Killed, PageUnreadable, ParseError, Refused
from vigia.killable import KillablePool


@pytest.fixture(scope="module")
def pool() -> Iterator[KillablePool]:
    with KillablePool(seconds=60, memory_bytes=1_000_000_000) as made:
        yield made


@pytest.mark.parametrize(
    "value", [None, b"", "ñ", {"a": (1, 2.5)}, b"x" * 20_000_000], ids=lambda v: str(v)[:9]
)
def test_arguments_and_results_cross_unchanged(pool: KillablePool, value: object) -> None:
    """Whatever can be pickled goes over and comes back the same, also when it is large."""
    assert pool.call(parsers.echo, value) == value


def test_one_child_serves_many_calls(pool: KillablePool) -> None:
    """A child that is well is used again, and is another process."""
    first = pool.call(parsers.process_id)
    assert pool.call(parsers.process_id) == first != os.getpid()


@pytest.mark.parametrize(
    ("function", "args"),
    [(parsers.spin, ()), (parsers.swallow_everything, ()), (parsers.hold_the_interpreter, (60,))],
    ids=["spin", "swallow", "hold"],
)
def test_call_beyond_its_time_is_killed(function: Callable[..., object], args: tuple[int, ...]) -> None:
    """Neither a loop nor C code nor a caught exception outlives the deadline; the next call works."""
    with KillablePool(seconds=0.3) as pool:
        before = pool.call(parsers.process_id)
        with pytest.raises(Killed, match=r"ran longer than 0\.3 s"):
            pool.call(function, *args)
        assert not psutil.pid_exists(before)
        assert pool.call(parsers.process_id) != before


@pytest.mark.parametrize(
    ("function", "says"),
    [(parsers.eat_memory, "needed more than 1000 MB"), (parsers.crash, "died"), (os.abort, "SIGABRT")],
    ids=["memory", "segfault", "abort"],
)
def test_call_that_takes_its_process_down_is_killed(
    pool: KillablePool, function: Callable[[], object], says: str
) -> None:
    """Too much memory or a crash is Killed, and the next call gets a fresh child."""
    before = pool.call(parsers.process_id)
    with pytest.raises(Killed, match=says):
        pool.call(function)
    assert pool.call(parsers.process_id) != before


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (parsers.wrong, "KeyError: 'missing'"),
        (parsers.recurse, "RecursionError"),
        (parsers.leave, "SystemExit"),
        (parsers.unpicklable, "pickle"),
    ],
    ids=["wrong", "recurse", "leave", "unpicklable"],
)
def test_foreign_exception_becomes_parse_error(
    pool: KillablePool, function: Callable[[], object], says: str
) -> None:
    """An exception that is not ours comes back as a ParseError that names it."""
    with pytest.raises(ParseError, match=says):
        pool.call(function)


def test_errors_of_ours_come_back_as_they_are(pool: KillablePool) -> None:
    """An error of ours keeps its class, message and fields."""
    with pytest.raises(PageUnreadable, match="nothing can be taken"):
        pool.call(parsers.unreadable)
    with pytest.raises(CatalogError) as catalog:
        pool.call(parsers.list_faults)
    assert catalog.value.faults == ["a.csv:1: odd", "a.csv:2: odd"]
    with pytest.raises(Refused) as refused:
        pool.call(parsers.refuse)
    assert (refused.value.url, refused.value.status) == ("https://a.example/", 503)
    assert refused.value.is_transient


def test_noise_does_not_disturb_the_protocol(pool: KillablePool) -> None:
    """What a parser prints, even below Python, never gets between the frames."""
    assert [pool.call(parsers.chatter, number) for number in range(3)] == [0, 1, 2]


def test_noise_reaches_the_log_within_bounds(caplog: pytest.LogCaptureFixture) -> None:
    """The log gets the first lines of the noise, shortened."""
    with caplog.at_level("INFO", logger="vigia.killable"), KillablePool() as pool:
        pool.call(parsers.chatter, None)
    assert 0 < len(caplog.records) <= 50
    assert max(len(record.getMessage()) for record in caplog.records) < 600


def test_map_keeps_the_order_and_yields_errors() -> None:
    """Results come in the order of the calls, with an error in the place of its call."""
    with KillablePool(processes=2) as pool:
        got = list(pool.map(int, [(text,) for text in ("3", "x", "1", "2")]))
    assert (got[0], got[2], got[3]) == (3, 1, 2)
    assert isinstance(got[1], ParseError)


def test_child_is_replaced_after_its_share_of_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    """After so many calls a child gives way to a fresh one."""
    monkeypatch.setattr("vigia.killable._MOST_CALLS", 2)
    with KillablePool() as pool:
        ids = [pool.call(parsers.process_id) for _ in range(4)]
    assert ids[0] == ids[1] != ids[2] == ids[3]


def test_only_importable_functions_are_taken(pool: KillablePool) -> None:
    """A function that a child could not find is refused before anything is sent."""
    with pytest.raises(TypeError, match="not a top-level function"):
        pool.call(lambda: None)


def test_children_end_with_the_pool() -> None:
    """Leaving the block leaves no process behind."""
    with KillablePool() as pool:
        child = pool.call(parsers.process_id)
    assert not psutil.pid_exists(child)


_PARENT = """
import sys
from faults import hostile_parsers as parsers
from vigia.killable import KillablePool
pool = KillablePool()
print(pool.call(parsers.process_id), flush=True)
pool.call(parsers.spin)
"""


def test_busy_child_ends_when_its_parent_is_killed() -> None:
    """A child does not outlive a parent that had no chance to end it."""
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(root / "plugins"), str(root / "tests")))}
    parent = subprocess.Popen([sys.executable, "-c", _PARENT], stdout=subprocess.PIPE, env=environment)
    assert parent.stdout is not None
    child = psutil.Process(int(parent.stdout.readline()))
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    end = time.monotonic() + 30
    while child.is_running() and child.status() != psutil.STATUS_ZOMBIE and time.monotonic() < end:
        time.sleep(0.05)
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE
