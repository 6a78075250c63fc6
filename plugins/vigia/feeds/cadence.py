"""When to poll a feed again. Every number says where it comes from."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

from vigia.model import FeedState

MIN_SECONDS = 600  # 10 min: the floor of Media Cloud's adaptive polling
MAX_SECONDS = 86_400  # 24 h: the ceiling of Media Cloud and of Miniflux, also for what a server asks
FIRST_SECONDS = 3_600  # 60 min, Miniflux' default, while a feed's pace is unknown
WEEK = timedelta(days=7)  # the window over which Miniflux counts entries
POLLS_PER_ENTRY = 2  # two polls for each expected entry, so that a burst is not missed; our choice
MIN_SPAN = timedelta(hours=1)  # a document written within minutes tells no lasting pace; our choice
MANY_NEW_SHARE = 0.67  # Media Cloud: fewer than 33 % known entries is too slow a poll …
FEW_NEW_SHARE = 0.33  # … more than 67 % known ones too quick
LENGTHEN_SECONDS = 3_600  # Media Cloud lengthens by 60 min at a time
LATE_SECONDS = 2_400  # Media Cloud learns from polls within 20 min of plan; ours start each 15 to 30 min
HARD_WEIGHT = 1.0  # Media Cloud: refused for good
SOFT_WEIGHT = (
    0.5  # Media Cloud: 404, 429, 5xx, time-outs, damage; "a surprising number come back from the dead"
)
DORMANT_WEIGHT = 30.0  # Media Cloud went from 4 over 10 to 30 failures
DORMANT_SECONDS = 30 * 86_400  # … and then asks every 30 days, for ever
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
    ``etag``, ``last_modified``, ``body_hash`` and ``last_full_at`` stay as they are.
    """
    polled = replace(state, first_polled_at=state.first_polled_at or now, last_polled_at=now)
    if outcome not in _SUCCESSES:
        return _after_failure(polled, now, outcome, http_status, retry_after_seconds or 0)
    interval = _interval_seconds(state, now, keys, entry_times)
    wish = 0.0 if is_gap(state, keys) else max(ttl_seconds or 0, header_seconds or 0)
    wait = max(_jittered(state.feed_id, now, interval), min(max(wish, retry_after_seconds or 0), MAX_SECONDS))
    return replace(
        polled,
        last_success_at=now,
        next_poll_at=now + timedelta(seconds=round(wait)),
        interval_seconds=interval,
        failure_weight=0.0,
        last_keys=tuple(keys[:MAX_KEYS]) or state.last_keys,
    )


def is_gap(state: FeedState, keys: Sequence[str]) -> bool:
    """Say whether a document shares no entry with the one before: some may have come and gone."""
    return bool(keys and state.last_keys) and set(state.last_keys).isdisjoint(keys)


def _after_failure(
    state: FeedState, now: datetime, outcome: str, status: int | None, retry_after: float
) -> FeedState:
    weight = state.failure_weight + (SOFT_WEIGHT if _is_soft(outcome, status) else HARD_WEIGHT)
    wait = (state.interval_seconds or FIRST_SECONDS) * max(1.0, weight)
    wait = _jittered(state.feed_id, now, min(wait, MAX_SECONDS))
    if weight >= DORMANT_WEIGHT:
        wait = DORMANT_SECONDS
    if status == 429:
        wait += CROWD_SECONDS * _fraction(state.feed_id, now)
    wait = max(wait, min(retry_after, MAX_SECONDS))
    return replace(state, failure_weight=weight, next_poll_at=now + timedelta(seconds=round(wait)))


def _is_soft(outcome: str, status: int | None) -> bool:
    if outcome == "refused":
        return status is not None and (status in _SOFT_STATUSES or status >= 500)
    return outcome in _SOFT_OUTCOMES


def _interval_seconds(state: FeedState, now: datetime, keys: Sequence[str], times: Sequence[datetime]) -> int:
    """Return the interval that suits the feed's pace, corrected by how much of it was new."""
    last = state.interval_seconds
    if not keys:
        return last or FIRST_SECONDS
    paced = _paced_seconds(now, times) or last or FIRST_SECONDS
    if not state.last_keys or last is None:
        return paced
    if is_gap(state, keys):
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


def _paced_seconds(now: datetime, times: Sequence[datetime]) -> int | None:
    """Return a half of the mean time between the entries of the last week; None without any date."""
    if not times:
        return None
    recent = [moment for moment in times if now - WEEK <= moment <= now]
    if not recent:
        return MAX_SECONDS
    # A document that does not reach back a week shows its pace over what it covers.
    covers_week = any(moment < now - WEEK for moment in times)
    span = WEEK if covers_week else max(now - min(recent), MIN_SPAN)
    seconds = span.total_seconds() / (len(recent) * POLLS_PER_ENTRY)
    return round(min(max(seconds, MIN_SECONDS), MAX_SECONDS))


def _new_share(state: FeedState, keys: Sequence[str]) -> float:
    shown = set(keys[:MAX_KEYS])
    return len(shown - set(state.last_keys)) / len(shown)


def _is_late(state: FeedState, now: datetime) -> bool:
    return state.next_poll_at is not None and now - state.next_poll_at > timedelta(seconds=LATE_SECONDS)


def _jittered(feed_id: str, now: datetime, seconds: float) -> float:
    return seconds * (1 + JITTER_SHARE * (2 * _fraction(feed_id, now) - 1))


def _fraction(feed_id: str, now: datetime) -> float:
    """Return a number from 0 to 1 that depends on feed and moment alone."""
    digest = sha256(f"{feed_id}\n{now.isoformat()}".encode()).digest()
    return int.from_bytes(digest[:4]) / 2**32
