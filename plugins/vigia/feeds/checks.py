"""What is odd about a feed's dates, seen from the moment it was polled."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from vigia.model import FeedDocument, FeedEntry

FUTURE_ALLOWANCE = timedelta(minutes=10)  # clocks differ; a date further ahead is a scheduled or wrong one
MIN_CONSTANT = 3  # two entries of one moment happen, three and no other do not


def odd_dates(document: FeedDocument, now: datetime) -> FeedDocument:
    """Return the document without the dates that cannot be true, each with a note.

    A date more than ten minutes ahead of ``now`` goes. If all entries, three or more, share one
    moment, that is when the document was made, and it goes from all; one shared day without a
    time is an edition, and stays.
    """
    constant = _constant_moment(document.entries)
    entries = tuple(_checked(entry, now, constant) for entry in document.entries)
    if constant is None:
        return replace(document, entries=entries)
    note = f"all {len(entries)} entries are dated {constant.isoformat()}"
    return replace(document, entries=entries, notes=(*document.notes, note))


def _constant_moment(entries: Sequence[FeedEntry]) -> datetime | None:
    moments = {entry.published_at for entry in entries}
    if len(entries) < MIN_CONSTANT or len(moments) > 1 or all(entry.published_is_day for entry in entries):
        return None
    return moments.pop()


def _checked(entry: FeedEntry, now: datetime, constant: datetime | None) -> FeedEntry:
    published, notes = entry.published_at, [entry.note] if entry.note else []
    if published and constant:
        notes.append(f"constant date {published.isoformat()}")
    elif published and published > now + FUTURE_ALLOWANCE:
        notes.append(f"future date {published.isoformat()}")
    else:
        constant = None
    is_odd = len(notes) > bool(entry.note)
    updated = entry.updated_at
    if updated and (updated > now + FUTURE_ALLOWANCE or (constant and updated == published)):
        updated = None
    return replace(
        entry,
        published_at=None if is_odd else published,
        published_is_day=entry.published_is_day and not is_odd,
        updated_at=updated,
        note="; ".join(notes) or None,
    )
