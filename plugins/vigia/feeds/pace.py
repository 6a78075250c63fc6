"""How quickly a feed publishes, as its document shows, and what that means for polling."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

MIN_SECONDS = 600  # 10 min: the floor of Media Cloud's adaptive polling
MAX_SECONDS = 86_400  # 24 h: the ceiling of Media Cloud and of Miniflux, also for what a server asks
WEEK = timedelta(days=7)  # the window over which Miniflux counts entries
MIN_SPAN = timedelta(hours=1)  # a document written within minutes tells no lasting pace; our choice
POLLS_PER_ENTRY = 2  # two polls for each expected entry, so that news is fresh; our choice
# A burst of so many times the usual pace still fits into a document between two polls. Chosen on
# simulated months (tests/stages/test_simulated_month.py), see DECISIONS.md.
BURST = 50
PATIENCE_SHARE = 0.125  # of the time in which a document fills: the longest wait for anyone's wish


@dataclass(frozen=True, slots=True)
class Pace:
    """What a feed's pace allows."""

    interval_seconds: int  # between two polls
    patience_seconds: int  # as long as a wish of the feed or its server is kept

    @classmethod
    def of(cls, seconds_per_entry: float, entries: int) -> "Pace":
        """Return the pace of a feed whose documents hold so many entries."""
        fills = seconds_per_entry * entries
        return cls(
            _bounded(min(seconds_per_entry / POLLS_PER_ENTRY, fills / BURST)),
            _bounded(fills * PATIENCE_SHARE),
        )


def pace(now: datetime, times: Sequence[datetime], entries: int) -> Pace | None:
    """Return the pace of a document with ``entries``, by their times; None without any time.

    What is counted is the last week, or less where the document does not reach back so far.
    """
    if not times:
        return None
    recent = [moment for moment in times if now - WEEK <= moment <= now]
    if not recent:
        return Pace(MAX_SECONDS, MAX_SECONDS)
    covers_week = any(moment < now - WEEK for moment in times)
    span = WEEK if covers_week else max(now - min(recent), MIN_SPAN)
    return Pace.of(span.total_seconds() / len(recent), max(entries, 1))


def _bounded(seconds: float) -> int:
    return round(min(max(seconds, MIN_SECONDS), MAX_SECONDS))
