"""The clock of the command line: the only place of it that asks what time it is."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo


def now() -> datetime:
    """Return the time, in UTC."""
    return datetime.now(UTC)


def yesterday(zone: ZoneInfo) -> date:
    """Return the day just closed in a zone."""
    return datetime.now(zone).date() - timedelta(days=1)
