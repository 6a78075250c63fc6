"""How fast one host is asked, by the clock it is handed."""

import pytest

from vigia.errors import Refused
from vigia.web.pace import Failures, Pace


def test_starts_keep_their_distance() -> None:
    """Turns taken at once start one delay apart; after a rest the next starts at once."""
    pace = Pace(5.0)
    assert [pace.reserve(100.0) for _ in range(3)] == [100.0, 105.0, 110.0]
    assert pace.reserve(500.0) == 500.0


def test_crawl_delay_lengthens_the_delay() -> None:
    """What robots.txt asks for counts where it is longer."""
    assert Pace(5.0, crawl_delay=20.0).delay_seconds == 20.0
    assert Pace(5.0, crawl_delay=1.0).delay_seconds == 5.0


def test_slow_host_is_asked_more_slowly() -> None:
    """The moving average of the answer times lengthens the delay, and never shortens it."""
    pace = Pace(1.0)
    pace.answered(0.1)
    assert pace.delay_seconds == 1.0
    for _ in range(30):
        pace.answered(9.0)
    assert 8.5 < pace.delay_seconds <= 9.0
    pace.answered(1.0)
    assert 6.5 < pace.delay_seconds < 7.5


def test_slow_host_keeps_its_places_busy() -> None:
    """With several requests at once, the delay is the share of the answer time that keeps them busy."""
    pace = Pace(1.0, concurrency=4)
    pace.answered(8.0)
    assert pace.delay_seconds == 2.0


def test_push_back_doubles_the_delay_for_good() -> None:
    """Each 429 or 503 doubles the delay, up to a minute, and quick answers do not undo it."""
    pace = Pace(5.0)
    delays = []
    for _ in range(5):
        pace.pushed_back(503, None, now=0.0)
        delays.append(pace.delay_seconds)
    pace.answered(0.001)
    assert delays == [10.0, 20.0, 40.0, 60.0, 60.0]
    assert pace.delay_seconds == 60.0


def test_push_back_slows_a_host_without_delay() -> None:
    """Where no delay is configured, a push-back makes one."""
    pace = Pace(0.0)
    pace.pushed_back(429, None, now=10.0)
    assert pace.reserve(10.0) == 11.0


def test_short_pause_is_sat_out() -> None:
    """A host that asks for a short rest gets it."""
    pace = Pace(1.0)
    pace.pushed_back(429, 30.0, now=100.0)
    pace.check("http://a.example/", 100.0)
    assert pace.reserve(100.0) == 130.0


def test_long_pause_refuses_the_rest() -> None:
    """While a host wants a long rest, nothing more is asked of it, and the wait is passed on."""
    pace = Pace(1.0)
    pace.pushed_back(429, 3600.0, now=100.0)
    with pytest.raises(Refused) as caught:
        pace.check("http://a.example/", 400.0)
    assert (caught.value.status, caught.value.retry_after_seconds) == (429, 3300.0)
    assert caught.value.is_transient
    pace.check("http://a.example/", 3650.0)


def test_failed_connection_is_remembered_for_ten_minutes() -> None:
    """A place that could not be reached counts as such for ten minutes; others do not."""
    failures = Failures()
    failures.not_connected(("a.example", 443), "no connection", now=0.0)
    assert failures.recent(("a.example", 443), now=599.0) == "no connection"
    assert failures.recent(("a.example", 443), now=601.0) is None
    assert failures.recent(("a.example", 80), now=1.0) is None


def test_only_timeouts_in_a_row_make_a_host_dead() -> None:
    """Three timeouts with no answer between them count as a failed connection."""
    failures, place = Failures(), ("a.example", 80)
    for _ in range(2):
        failures.timed_out(place, "silent", now=0.0)
    failures.answered(place)
    for _ in range(2):
        failures.timed_out(place, "silent", now=0.0)
    assert failures.recent(place, now=0.0) is None
    failures.timed_out(place, "silent", now=0.0)
    assert failures.recent(place, now=0.0) == "silent"
