"""A month of 200 feeds by a virtual clock, through the code that decides what is polled when.

``VIGIA_MONTHS=20`` explores so many seeds; each takes some ten seconds.
"""

import os
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from newsmonth import DAY, HOUR, Rhythm, rhythms
from vigia.feeds.cadence import is_gap, next_state
from vigia.model import FeedState
from vigia.stages.plan import is_due

START = datetime(2026, 11, 2, tzinfo=UTC)  # a Monday
WARM_UP, DAYS, FEEDS = 7, 30, 200
SLOT = HOUR // 2  # the schedule of the ingest DAG
YARDSTICK = HOUR // 4  # fixed polling each quarter of an hour
STILL = range(20 * DAY, 20 * DAY + 5 * HOUR)  # the scheduler itself stands still
BEGIN, END = WARM_UP * DAY, (WARM_UP + DAYS) * DAY
SETTLED = END - DAY  # an item of the last day may still be waiting for its poll


class Month:
    """One feed polled for a month."""

    def __init__(self, rhythm: Rhythm) -> None:
        self.rhythm = rhythm
        self.counts: Counter[str] = Counter()
        self.state = FeedState(rhythm.feed_id)
        self.document: range | None = None
        self.seen: set[int] = set()
        self.first = 0

    def live(self) -> Counter[str]:
        """Poll whenever the feed is due and count what came of it."""
        for at in _slots(SLOT):
            now = START + timedelta(seconds=at)
            if is_due(self.state, now):
                self.counts["requests"] += 1
                self._poll(at, now)
        could = {item for item in self._could_be_seen() if item >= self.first and self._is_settled(item)}
        self.counts["could"] = len(could)
        self.counts["missed"] = len(could - self.seen)
        return self.counts

    def _poll(self, at: int, now: datetime) -> None:
        if not self.rhythm.is_up(at):
            self.state = next_state(self.state, now=now, outcome="unreachable")
            return
        shown, wish = self.rhythm.shown(at), self.rhythm.max_age_seconds
        keys = tuple(self.rhythm.key(item, at) for item in reversed(shown))
        if keys == self.state.last_keys or not keys:
            outcome = "unchanged" if keys else "empty"
            self.state = next_state(self.state, now=now, outcome=outcome, header_seconds=wish)
            return
        times = [START + timedelta(seconds=self.rhythm.times[item]) for item in reversed(shown)]
        self._compare(shown, is_gap(self.state, keys, times))
        self.state = next_state(
            self.state, now=now, outcome="new", keys=keys, entry_times=times, header_seconds=wish
        )
        self.document = shown
        self.seen.update(shown)

    def _compare(self, shown: range, has_gap: bool) -> None:
        if self.document is None:
            self.first = shown[0]
            return
        missing = shown[0] - (self.document[-1] + 1)
        self.counts["losses"] += missing > 0
        self.counts["losses not recorded"] += missing > 0 and not has_gap
        # All items of a document are new and none is missing: no reader can tell that from a loss.
        self.counts["full turns"] += missing == 0 and has_gap
        self.counts["false gaps"] += missing < 0 and has_gap

    def _could_be_seen(self) -> Iterator[int]:
        top = 0
        for at in _slots(YARDSTICK):
            if self.rhythm.is_up(at):
                shown = self.rhythm.shown(at)
                yield from range(max(shown.start, top), shown.stop)
                top = max(top, shown.stop)

    def _is_settled(self, item: int) -> bool:
        return self.rhythm.times[item] < SETTLED


def _slots(step: int) -> Iterator[int]:
    return (at for at in range(BEGIN, END, step) if at not in STILL)


def month(seed: int) -> dict[str, Counter[str]]:
    """Return the counts of a month by kind of feed."""
    by_kind: dict[str, Counter[str]] = {}
    for rhythm in rhythms(Random(seed), FEEDS, WARM_UP + DAYS):
        by_kind.setdefault(rhythm.kind, Counter()).update(Month(rhythm).live())
    return by_kind


@pytest.mark.parametrize("seed", range(1, 1 + int(os.environ.get("VIGIA_MONTHS", "1"))))
def test_a_month_loses_next_to_nothing_and_asks_seldom(seed: int) -> None:
    """At least 99.9 % of what polling each quarter of an hour sees, for a third of its requests.

    Gaps are recorded where items were lost, and only there.
    """
    by_kind = month(seed)
    total = sum(by_kind.values(), Counter[str]())
    print(f"seed {seed}: {dict(total)}; requests {total['requests'] / _fixed(FEEDS):.3f} of fixed polling")
    for kind, counts in sorted(by_kind.items()):
        print(f"  {kind}: {dict(counts)}")
    assert total["missed"] <= 0.001 * total["could"]
    assert total["requests"] <= _fixed(FEEDS) / 3
    assert total["losses not recorded"] == 0
    assert total["false gaps"] == 0
    assert total["full turns"] <= total["requests"] / 5_000


def _fixed(feeds: int) -> int:
    return feeds * sum(1 for _ in _slots(YARDSTICK))
