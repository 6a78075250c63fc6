"""Dates that cannot be true."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from vigia.feeds.checks import odd_dates
from vigia.model import FeedDocument, FeedEntry

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
PLAIN = FeedEntry("g", None, "t", "", "", (), NOW - timedelta(hours=1), False, None, None)


def checked(*entries: FeedEntry) -> FeedDocument:
    """Check a document of these entries."""
    return odd_dates(FeedDocument("rss", "utf-8", "", None, None, entries), NOW)


def test_a_future_date_is_dropped_and_noted() -> None:
    """Eleven minutes ahead is too much, nine are a clock's difference."""
    far = replace(PLAIN, published_at=NOW + timedelta(minutes=11), note="odd")
    near = replace(PLAIN, published_at=NOW + timedelta(minutes=9))
    first, second = checked(far, near).entries
    assert (first.published_at, first.note) == (None, "odd; future date 2026-11-23T12:11:00+00:00")
    assert second == near


def test_a_constant_date_is_dropped_from_all() -> None:
    """Three entries of one second have the date of the document, not their own."""
    document = checked(*[replace(PLAIN, updated_at=PLAIN.published_at)] * 3)
    assert {(entry.published_at, entry.updated_at) for entry in document.entries} == {(None, None)}
    assert all("constant date" in (entry.note or "") for entry in document.entries)
    assert document.notes == ("all 3 entries are dated 2026-11-23T11:00:00+00:00",)


def test_two_entries_may_share_a_date() -> None:
    """Two entries are too few to call a date constant."""
    assert checked(PLAIN, PLAIN).entries == (PLAIN, PLAIN)


def test_an_edition_of_one_day_is_no_constant_date() -> None:
    """Entries that share a day without a time are an edition."""
    daily = replace(PLAIN, published_is_day=True)
    assert checked(daily, daily, daily).entries == (daily, daily, daily)


def test_missing_dates_are_not_constant() -> None:
    """Entries without dates share none."""
    undated = replace(PLAIN, published_at=None)
    assert checked(undated, undated, undated).notes == ()
