"""When to poll a feed again. Every number says where it comes from."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

from vigia.feeds.pace import MAX_SECONDS, MIN_SECONDS, Pace, pace
from vigia.model import FeedState

FIRST_SECONDS = 3_600  # 60 min, Miniflux' default, while a feed's pace is unknown
MANY_NEW_SHARE = 0.67  # Media Cloud: fewer than 33 % known entries is too slow a poll …
FEW_NEW_SHARE = 0.33  # … more than 67 % known ones too quick
LENGTHEN_SECONDS = 3_600  # Media Cloud lengthens by 60 min at a time
LATE_SECONDS = 2_400  # Media Cloud learns from polls within 20 min of plan; ours start each 15 to 30 min
QUIET_SHARE = 0.05  # of the time without anything new is waited, so that a feed that ended is left in peace
HARD_WEIGHT = 1.0  # Media Cloud: refused for good
SOFT_WEIGHT = (
    0.5  # Media Cloud: 404, 429, 5xx, time-outs, damage; "a surprising number come back from the dead"
)
# For two days a server that is down is asked each hour, or oftener when its document would fill by then:
# entries that came and went before the first poll after an outage are lost.
OUTAGE = timedelta(days=2)
OUTAGE_SECONDS = 3_600
DORMANT_WEIGHT = 30.0  # Media Cloud went from 4 over 10 to 30 failures
DORMANT_AFTER = timedelta(days=7)  # without success: a quick feed collects its failures within two days
DORMANT_SECONDS = 30 * 86_400  # … and then asks every 30 days, for ever
GONE_AFTER = timedelta(hours=24)  # 410 twice so far apart is meant
JITTER_SHARE = 0.1  # ±10 % spreads feeds that were added together; Miniflux users asked for it
CROWD_SECONDS = 3_600  # Media Cloud adds 0 to 60 min after a 429
MAX_KEYS = 500  # of the newest document that are remembered; ten times a usual feed

_SUCCESSES = ("new", "unchanged", "empty")
_SOFT_OUTCOMES = ("unreachable", "unreadable")
_SOFT_STATUSES = (404, 408, 425, 429)


def next_state(
    state: FeedState,
    *,
    now: datetime,
    outcome: str,
    ttl_seconds: int | None = None,
    header_seconds: float | None = None,
    retry_after_seconds: float | None = None,
    keys: Sequence[str] = (),
    entry_times: Sequence[datetime] = (),
    http_status: int | None = None,
) -> FeedState:
    """Return a feed's state after a poll; the same input always gives the same state.

    ``outcome`` is that of the Poll; ``ttl_seconds`` is the document's wish, ``header_seconds`` that
    of Cache-Control or Expires, ``retry_after_seconds`` the server's demand. ``keys`` and
    ``entry_times`` are those of the document; ``http_status`` tells soft refusals from hard ones.
    What belongs to the request (validators, hash, move) stays as it is.
    """
    polled = replace(state, first_polled_at=state.first_polled_at or now, last_polled_at=now)
    if outcome not in _SUCCESSES:
        return _after_failure(polled, now, outcome, http_status, retry_after_seconds or 0)
    answered = replace(polled, last_success_at=now, failure_weight=0.0, gone_at=None, dormant_at=None)
    if keys:
        answered = _after_document(answered, now, keys, entry_times, ttl_seconds)
    elif not answered.interval_seconds:
        answered = replace(answered, interval_seconds=FIRST_SECONDS)
    wish = 0.0 if is_gap(state, keys, entry_times) else _wish(answered, header_seconds)
    wait = max(_usual_wait(answered, state, now), wish, min(retry_after_seconds or 0, MAX_SECONDS))
    return replace(answered, next_poll_at=now + timedelta(seconds=round(wait)))


def is_gap(state: FeedState, keys: Sequence[str], entry_times: Sequence[datetime] = ()) -> bool:
    """Say whether entries may have come and gone between a document and the one before.

    They share no entry, and what the new one shows is newer: where a quarter of it or more is as
    old as what was there before, the feed has given its entries other keys.
    """
    if not keys or not state.last_keys or not set(state.last_keys).isdisjoint(keys):
        return False
    newest = state.newest_entry_at
    if newest is None or not entry_times:
        return True
    return 4 * sum(moment <= newest for moment in entry_times) < len(entry_times)


def _after_document(
    state: FeedState, now: datetime, keys: Sequence[str], times: Sequence[datetime], ttl_seconds: int | None
) -> FeedState:
    last = state.interval_seconds
    unknown = Pace(last or FIRST_SECONDS, state.patience_seconds or MAX_SECONDS)
    paced = pace(now, times, len(keys)) or unknown
    return replace(
        state,
        interval_seconds=_interval_seconds(state, now, keys, times, paced.interval_seconds),
        patience_seconds=paced.patience_seconds,
        ttl_seconds=ttl_seconds,
        last_new_at=state.last_new_at if set(keys) <= set(state.last_keys) else now,
        newest_entry_at=max(times, default=None),
        last_keys=tuple(keys[:MAX_KEYS]),
    )


def _usual_wait(state: FeedState, before: FeedState, now: datetime) -> float:
    """Return the interval with its jitter; longer after a long silence, a part of it at first."""
    interval = float(state.interval_seconds or FIRST_SECONDS)
    if before.last_success_at is None:  # feeds that were added together part ways at once
        return max(MIN_SECONDS, interval * fraction(state.feed_id, now))
    quiet = (now - (state.last_new_at or now)).total_seconds()
    return _jittered(state.feed_id, now, min(max(interval, quiet * QUIET_SHARE), MAX_SECONDS))


def _wish(state: FeedState, header_seconds: float | None) -> float:
    """Return how long feed and server wish to be left alone, as far as that loses no entry."""
    wish = max(state.ttl_seconds or 0, header_seconds or 0)
    return min(wish, state.patience_seconds or MAX_SECONDS, MAX_SECONDS)


def _after_failure(
    state: FeedState, now: datetime, outcome: str, status: int | None, retry_after: float
) -> FeedState:
    is_soft = _is_soft(outcome, status)
    weight = state.failure_weight + (SOFT_WEIGHT if is_soft else HARD_WEIGHT)
    gone_at = (state.gone_at or now) if status == 410 else state.gone_at
    failed = replace(state, failure_weight=weight, gone_at=gone_at)
    is_gone = status == 410 and gone_at is not None and now - gone_at >= GONE_AFTER
    if is_gone or _is_given_up(failed, now):
        wait = float(DORMANT_SECONDS)
        failed = replace(failed, dormant_at=state.dormant_at or now)
    else:
        wait = _jittered(state.feed_id, now, _back_off(failed, now, is_soft))
    if status == 429:
        wait += CROWD_SECONDS * fraction(state.feed_id, now)
    wait = max(wait, min(retry_after, MAX_SECONDS))
    return replace(failed, next_poll_at=now + timedelta(seconds=round(wait)))


def _back_off(state: FeedState, now: datetime, is_soft: bool) -> float:
    interval = state.interval_seconds or FIRST_SECONDS
    wait = min(interval * max(1.0, state.failure_weight), MAX_SECONDS)
    if is_soft and state.last_success_at is not None and now - state.last_success_at < OUTAGE:
        return min(wait, max(interval, min(OUTAGE_SECONDS, state.patience_seconds or MAX_SECONDS)))
    return wait


def _is_given_up(state: FeedState, now: datetime) -> bool:
    since = state.last_success_at or state.first_polled_at or now
    return state.failure_weight >= DORMANT_WEIGHT and now - since >= DORMANT_AFTER


def _is_soft(outcome: str, status: int | None) -> bool:
    if outcome == "refused":
        return status is not None and (status in _SOFT_STATUSES or status >= 500)
    return outcome in _SOFT_OUTCOMES


def _interval_seconds(
    state: FeedState, now: datetime, keys: Sequence[str], times: Sequence[datetime], paced: int
) -> int:
    """Return the interval that suits the feed's pace, corrected by how much of it was new."""
    last = state.interval_seconds
    if not state.last_keys or last is None:
        return paced
    if is_gap(state, keys, times):
        return MIN_SECONDS
    if _is_late(state, now):
        return min(paced, last)  # more was new because we came late: nothing to learn
    return _corrected_seconds(paced, last, _new_share(state, keys))


def _corrected_seconds(paced: int, last: int, new_share: float) -> int:
    if new_share > MANY_NEW_SHARE:
        return max(MIN_SECONDS, min(paced, last) // 2)
    if new_share < FEW_NEW_SHARE:
        return min(paced, last + LENGTHEN_SECONDS)
    return min(paced, last)


def _new_share(state: FeedState, keys: Sequence[str]) -> float:
    shown = set(keys[:MAX_KEYS])
    return len(shown - set(state.last_keys)) / len(shown)


def _is_late(state: FeedState, now: datetime) -> bool:
    return state.next_poll_at is not None and now - state.next_poll_at > timedelta(seconds=LATE_SECONDS)


def _jittered(feed_id: str, now: datetime, seconds: float) -> float:
    return seconds * (1 + JITTER_SHARE * (2 * fraction(feed_id, now) - 1))


def fraction(feed_id: str, now: datetime) -> float:
    """Return a number from 0 to 1 that depends on feed and moment alone."""
    digest = sha256(f"{feed_id}\n{now.isoformat()}".encode()).digest()
    return int.from_bytes(digest[:4]) / 2**32
