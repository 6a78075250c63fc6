"""When a feed is polled again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from vigia.feeds.cadence import DORMANT_WEIGHT, is_gap, next_state
from vigia.feeds.pace import MAX_SECONDS, MIN_SECONDS
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


def keys(count: int) -> tuple[str, ...]:
    """Return so many keys."""
    return tuple(f"k{number}" for number in range(count))


def every(hours: float, days: float = 9) -> list[datetime]:
    """Return the times of entries that came each so many hours, back from NOW."""
    return [NOW - timedelta(hours=hours * step) for step in range(1, int(days * 24 / hours) + 1)]


def wait_seconds(state: FeedState) -> float:
    """Return how long after NOW the feed is polled."""
    assert state.next_poll_at is not None
    return (state.next_poll_at - NOW).total_seconds()


@pytest.mark.parametrize(
    ("hours", "entries", "seconds"),
    [
        (12, 40, 6 * HOUR),
        (12, 10, 2.4 * HOUR),
        (2, 25, HOUR),
        (0.1, 10, MIN_SECONDS),
        (100, 40, MAX_SECONDS),
    ],
)
def test_pace_sets_the_interval(hours: float, entries: int, seconds: int) -> None:
    """Two polls for each expected entry, more where the document is short; ten minutes to a day."""
    interval = after(FRESH, keys=keys(entries), entry_times=every(hours)).interval_seconds
    assert interval is not None
    assert abs(interval - seconds) <= 0.1 * seconds


def test_a_short_document_tells_its_pace_over_what_it_covers() -> None:
    """Ten entries of five hours are a quick feed, though the week has only ten."""
    state = after(FRESH, keys=keys(40), entry_times=every(0.5, days=5 / 24))
    assert state.interval_seconds == 900


def test_the_first_wait_is_a_part_of_the_interval() -> None:
    """Feeds that were added together part ways at once."""
    waits = {wait_seconds(after(replace(FRESH, feed_id=f"f{number}"), keys=("a",))) for number in range(50)}
    assert len(waits) > 40
    assert MIN_SECONDS <= min(waits) < HOUR / 3 < 2 * HOUR / 3 < max(waits) <= HOUR


def test_undated_feeds_are_polled_hourly_at_first() -> None:
    """Without dates the pace is unknown."""
    assert after(FRESH, keys=("a",)).interval_seconds == HOUR


@pytest.mark.parametrize(
    ("keys", "hours", "seconds"),
    [
        (("a", "b", "c", "d"), 48, 3 * HOUR),
        (("a", "b", "x", "y"), 48, 2 * HOUR),
        (("a", "x", "y", "z"), 48, HOUR),
        (("w", "x", "y", "z"), 48, MIN_SECONDS),
    ],
    ids=["all known", "half new", "most new", "all new"],
)
def test_what_was_new_corrects_the_interval(keys: tuple[str, ...], hours: float, seconds: int) -> None:
    """Much new halves the interval, little new lengthens it by an hour, no overlap makes it shortest."""
    assert after(POLLED, keys=keys, entry_times=every(hours)).interval_seconds == seconds


def test_a_late_poll_teaches_nothing() -> None:
    """When we came hours late, that most was new is our doing."""
    late = replace(POLLED, next_poll_at=NOW - timedelta(hours=3))
    assert after(late, keys=("a", "x", "y", "z"), entry_times=every(48)).interval_seconds == 2 * HOUR


@pytest.mark.parametrize("fact", ["ttl_seconds", "header_seconds", "retry_after_seconds"])
def test_wishes_of_feed_and_server_are_kept_up_to_a_day(fact: str) -> None:
    """A feed is not polled before its ttl, max-age or Retry-After, but at least each day."""
    assert wait_seconds(after(POLLED, keys=("a",), **{fact: 12 * HOUR})) == 12 * HOUR
    assert wait_seconds(after(POLLED, keys=("a",), **{fact: 90 * DAY})) == DAY


def test_a_wish_is_kept_as_far_as_no_entry_is_lost() -> None:
    """Ten entries an hour apart fill a document in ten hours; an eighth of that is waited."""
    facts = {"keys": ("a", *keys(9)), "entry_times": every(1), "header_seconds": DAY}
    assert wait_seconds(after(POLLED, **facts)) == pytest.approx(1.25 * HOUR, rel=0.1)


def test_the_wish_of_the_document_is_remembered() -> None:
    """A poll that brings 304 keeps the ttl of the last document."""
    state = after(POLLED, keys=("a",), ttl_seconds=12 * HOUR)
    assert wait_seconds(after(replace(state, interval_seconds=HOUR), "unchanged")) == 12 * HOUR


def test_a_long_silence_lengthens_the_wait() -> None:
    """A feed that brought nothing for ten days is asked twice a day, its interval unforgotten."""
    state = after(replace(POLLED, last_new_at=NOW - timedelta(days=10)), "unchanged")
    assert wait_seconds(state) == pytest.approx(DAY / 2, rel=0.1)
    assert state.interval_seconds == 2 * HOUR


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


def test_an_outage_is_watched_each_hour() -> None:
    """For two days after a success, whatever the weight: the document may be short."""
    failing = replace(
        POLLED, failure_weight=15.0, last_success_at=NOW - timedelta(days=1), interval_seconds=900
    )
    assert wait_seconds(after(failing, "unreachable")) == pytest.approx(HOUR, rel=0.1)
    longer = replace(failing, last_success_at=NOW - timedelta(days=3))
    assert wait_seconds(after(longer, "unreachable")) == pytest.approx(15.5 * 900, rel=0.1)


def test_back_off_is_linear_and_capped() -> None:
    """The wait grows with the weight of failures, to a day at most, give or take a tenth."""
    assert 0.9 <= wait_seconds(after(replace(POLLED, failure_weight=3.0), "unusable")) / (8 * HOUR) <= 1.1
    assert wait_seconds(after(replace(POLLED, failure_weight=20.0), "unusable")) <= 1.1 * DAY


def test_a_dormant_feed_is_asked_each_month() -> None:
    """After thirty failures in more than a week a feed is not dropped, but asked every thirty days."""
    failing = replace(POLLED, failure_weight=DORMANT_WEIGHT - 1, last_success_at=NOW - timedelta(days=8))
    state = after(failing, "unusable")
    assert (wait_seconds(state), state.dormant_at) == (30 * DAY, NOW)
    assert after(replace(failing, last_success_at=NOW - timedelta(days=6)), "unusable").dormant_at is None


def test_gone_twice_a_day_apart_is_dormant() -> None:
    """410 is said for good, but once may be a mistake."""
    once = after(POLLED, "refused", http_status=410)
    assert (once.gone_at, once.dormant_at) == (NOW, None)
    again = replace(once, gone_at=NOW - timedelta(hours=25))
    assert wait_seconds(after(again, "refused", http_status=410)) == 30 * DAY
    assert after(again, "refused", http_status=404).dormant_at is None


def test_an_answer_wakes_a_dormant_feed() -> None:
    """It is polled as before."""
    state = after(replace(POLLED, gone_at=NOW, dormant_at=NOW, failure_weight=40.0), keys=("a",))
    assert (state.gone_at, state.dormant_at) == (None, None)
    assert wait_seconds(state) < DAY


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


def test_other_keys_for_the_same_entries_are_no_gap() -> None:
    """Entries as old as those before were there before, under other keys."""
    before = replace(FRESH, last_keys=("a", "b"), newest_entry_at=NOW)
    old, new = NOW - timedelta(hours=2), NOW + timedelta(hours=2)
    assert not is_gap(before, ("w", "x", "y", "z"), [old, new, new, new])
    assert is_gap(before, ("v", "w", "x", "y", "z"), [old, new, new, new, new])
