"""When a feed is polled again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from vigia.feeds.cadence import DORMANT_WEIGHT, MAX_SECONDS, MIN_SECONDS, is_gap, next_state
from vigia.model import FeedState

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR, DAY = 3_600, 86_400
FRESH = FeedState("granma-es")
POLLED = FeedState(
    "granma-es",
    first_polled_at=NOW - timedelta(days=9),
    last_polled_at=NOW - timedelta(hours=2),
    last_success_at=NOW - timedelta(hours=2),
    next_poll_at=NOW,
    interval_seconds=2 * HOUR,
    last_keys=("a", "b", "c", "d"),
)


def after(state: FeedState, outcome: str = "new", **facts: Any) -> FeedState:
    """Return the state after a poll at NOW."""
    return next_state(state, now=NOW, outcome=outcome, **facts)


def every(hours: float, days: float = 9) -> list[datetime]:
    """Return the times of entries that came each so many hours, back from NOW."""
    return [NOW - timedelta(hours=hours * step) for step in range(1, int(days * 24 / hours) + 1)]


def wait_seconds(state: FeedState) -> float:
    """Return how long after NOW the feed is polled."""
    assert state.next_poll_at is not None
    return (state.next_poll_at - NOW).total_seconds()


@pytest.mark.parametrize(
    ("hours", "seconds"), [(12, 6 * HOUR), (2, HOUR), (0.1, MIN_SECONDS), (100, MAX_SECONDS)]
)
def test_pace_sets_the_interval(hours: float, seconds: int) -> None:
    """A feed is polled twice for each expected entry, within ten minutes and a day."""
    interval = after(FRESH, keys=("a",), entry_times=every(hours)).interval_seconds
    assert interval is not None
    assert abs(interval - seconds) <= 0.1 * seconds


def test_a_short_document_tells_its_pace_over_what_it_covers() -> None:
    """Ten entries of five hours are a quick feed, though the week has only ten."""
    assert after(FRESH, keys=("a",), entry_times=every(0.5, days=5 / 24)).interval_seconds == 900


def test_undated_feeds_are_polled_hourly_at_first() -> None:
    """Without dates the pace is unknown."""
    assert after(FRESH, keys=("a",)).interval_seconds == HOUR


@pytest.mark.parametrize(
    ("keys", "hours", "seconds"),
    [
        (("a", "b", "c", "d"), 24, 3 * HOUR),
        (("a", "b", "x", "y"), 24, 2 * HOUR),
        (("a", "x", "y", "z"), 24, HOUR),
        (("w", "x", "y", "z"), 24, MIN_SECONDS),
    ],
    ids=["all known", "half new", "most new", "all new"],
)
def test_what_was_new_corrects_the_interval(keys: tuple[str, ...], hours: float, seconds: int) -> None:
    """Much new halves the interval, little new lengthens it by an hour, no overlap makes it shortest."""
    assert after(POLLED, keys=keys, entry_times=every(hours)).interval_seconds == seconds


def test_a_late_poll_teaches_nothing() -> None:
    """When we came hours late, that most was new is our doing."""
    late = replace(POLLED, next_poll_at=NOW - timedelta(hours=3))
    assert after(late, keys=("a", "x", "y", "z"), entry_times=every(24)).interval_seconds == 2 * HOUR


@pytest.mark.parametrize("fact", ["ttl_seconds", "header_seconds", "retry_after_seconds"])
def test_wishes_of_feed_and_server_are_kept_up_to_a_day(fact: str) -> None:
    """A feed is not polled before its ttl, max-age or Retry-After, but at least each day."""
    assert wait_seconds(after(POLLED, keys=("a",), **{fact: 12 * HOUR})) == 12 * HOUR
    assert wait_seconds(after(POLLED, keys=("a",), **{fact: 90 * DAY})) == DAY


def test_after_a_gap_a_long_ttl_is_not_waited_for() -> None:
    """A feed that outruns its own ttl would lose entries."""
    assert wait_seconds(after(POLLED, keys=("z",), ttl_seconds=DAY)) <= 1.1 * MIN_SECONDS


def test_success_forgets_failures() -> None:
    """After a success the weight is nothing and the keys are new."""
    state = after(replace(POLLED, failure_weight=7.5), keys=("a", "z"))
    assert (state.failure_weight, state.last_keys, state.last_success_at) == (0.0, ("a", "z"), NOW)


@pytest.mark.parametrize("outcome", ["unchanged", "empty"])
def test_a_poll_without_entries_keeps_what_was_known(outcome: str) -> None:
    """Neither 304 nor an empty document changes the interval or the remembered keys."""
    state = after(POLLED, outcome)
    assert (state.interval_seconds, state.last_keys) == (2 * HOUR, POLLED.last_keys)


@pytest.mark.parametrize(
    ("outcome", "status", "weight"),
    [
        ("unreachable", None, 0.5),
        ("unreadable", 200, 0.5),
        ("refused", 404, 0.5),
        ("refused", 429, 0.5),
        ("refused", 503, 0.5),
        ("refused", 403, 1.0),
        ("refused", 410, 1.0),
        ("refused", None, 1.0),
        ("unusable", None, 1.0),
    ],
)
def test_failures_weigh_by_kind(outcome: str, status: int | None, weight: float) -> None:
    """What may pass weighs half of what was said for good."""
    assert after(POLLED, outcome, http_status=status).failure_weight == weight


def test_back_off_is_linear_and_capped() -> None:
    """The wait grows with the weight of failures, to a day at most, give or take a tenth."""
    assert 0.9 <= wait_seconds(after(replace(POLLED, failure_weight=3.0), "unusable")) / (8 * HOUR) <= 1.1
    assert wait_seconds(after(replace(POLLED, failure_weight=20.0), "unusable")) <= 1.1 * DAY


def test_a_dormant_feed_is_asked_each_month() -> None:
    """After thirty failures a feed is not dropped, but asked every thirty days."""
    state = after(replace(POLLED, failure_weight=DORMANT_WEIGHT - 1), "unusable")
    assert wait_seconds(state) == 30 * DAY


def test_retry_after_is_waited_for_at_most_a_day() -> None:
    """A server's demand is kept, unless it is absurd."""
    assert wait_seconds(after(POLLED, "refused", http_status=503, retry_after_seconds=5 * HOUR)) == 5 * HOUR
    assert wait_seconds(after(POLLED, "refused", http_status=503, retry_after_seconds=900 * DAY)) == DAY


def test_the_same_poll_gives_the_same_state() -> None:
    """Jitter comes from feed and moment; another feed has another."""
    facts = {"keys": ("a",), "entry_times": every(24)}
    assert after(POLLED, **facts) == after(POLLED, **facts)
    assert (
        after(POLLED, **facts).next_poll_at != after(replace(POLLED, feed_id="tass-ru"), **facts).next_poll_at
    )


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [(("a",), ("b",), True), (("a", "b"), ("b", "c"), False), ((), ("b",), False), (("a",), (), False)],
)
def test_is_gap(before: tuple[str, ...], now: tuple[str, ...], expected: bool) -> None:
    """Two documents with entries but none in common leave a gap."""
    assert is_gap(replace(FRESH, last_keys=before), now) is expected
