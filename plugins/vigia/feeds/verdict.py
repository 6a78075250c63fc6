"""Whether a feed is worth polling, by what one look at it shows."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from vigia.model import FeedDocument, FeedEntry

# The rule of the 2026-10 survey of live feeds; a share, since one odd entry does not spoil a feed.
MAX_AGE = timedelta(days=4)
MIN_SUMMARY_CHARS = 40
MIN_COMPLETE_SHARE = 0.8
RULE = (
    f"passes when it parses, {MIN_COMPLETE_SHARE:.0%} of its entries have title, link and date, "
    f"the newest is at most {MAX_AGE.days} days old, "
    f"half of the summaries have {MIN_SUMMARY_CHARS} characters or more, "
    "robots.txt allows it and its pages, and the outlet's terms do not forbid it"
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a look at a feed found; ``faults`` is empty when it passes."""

    entry_count: int
    newest_at: datetime | None
    summary_chars: int  # the median
    faults: tuple[str, ...]


def verdict(document: FeedDocument, now: datetime) -> Verdict:
    """Judge a document whose dates were checked, as of ``now``."""
    entries = document.entries
    newest = max((entry.published_at for entry in entries if entry.published_at), default=None)
    chars = round(median([len(entry.summary) for entry in entries] or [0]))
    return Verdict(len(entries), newest, chars, tuple(_faults(entries, newest, chars, now)))


def _faults(entries: tuple[FeedEntry, ...], newest: datetime | None, chars: int, now: datetime) -> list[str]:
    if not entries:
        return ["no entries"]
    faults = []
    for name, count in (
        ("title", sum(bool(entry.title) for entry in entries)),
        ("link", sum(bool(entry.url) for entry in entries)),
        ("date", sum(bool(entry.published_at) for entry in entries)),
    ):
        if count < MIN_COMPLETE_SHARE * len(entries):
            faults.append(f"only {count} of {len(entries)} entries have a {name}")
    if newest and now - newest > MAX_AGE:
        faults.append(f"the newest entry is {(now - newest).days} days old")
    if chars < MIN_SUMMARY_CHARS:
        faults.append(f"summaries of {chars} characters")
    return faults
