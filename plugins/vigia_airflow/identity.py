"""Which run, which instant and which day a DAG run stands for; pure, so that it can be tested."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from vigia.errors import InputError


def run_id(dag_id: str, logical_date: datetime | None, run_after: datetime, fixed: datetime | None) -> str:
    """Return the id of a run: the same for each retry and each re-run of the same DAG run.

    A scheduled or back-filled run is named by its logical date, a manual one by the microsecond it
    was asked for, a run at a ``fixed`` instant by that instant. The three forms differ, so that two
    DAG runs that are there at once never name the same folder.
    """
    if fixed is not None:
        return f"{dag_id}-at-{_stamp(fixed)}"
    if logical_date is not None:
        return f"{dag_id}-{_stamp(logical_date)}"
    return f"{dag_id}-manual-{_stamp(run_after)}"


def fixed_instant(text: str | None) -> datetime | None:
    """Read the param ``now``.

    Raises InputError for what is no instant: without a zone it would depend on the machine.
    """
    if text is None:
        return None
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise InputError(f"now={text!r} is no instant; write it like 2026-11-20T04:30:00Z") from error
    if instant.tzinfo is None:
        raise InputError(f"now={text!r} has no zone; write it like 2026-11-20T04:30:00Z")
    return instant.astimezone(UTC)


def report_day(asked: str | None, due_at: datetime, zone: ZoneInfo) -> date:
    """Return the day to report: the one asked for, else the last that was over at ``due_at`` in the zone.

    Raises InputError for what is no date.
    """
    if asked is None:
        return due_at.astimezone(zone).date() - timedelta(days=1)
    try:
        return date.fromisoformat(asked)
    except ValueError as error:
        raise InputError(f"date={asked!r} is no date; write it like 2026-11-20") from error


def asked_day(text: str | None) -> date | None:
    """Read a param that is a day or nothing. Raises InputError for what is no date."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise InputError(f"{text!r} is no date; write it like 2026-11-20") from error


def _stamp(instant: datetime) -> str:
    utc = instant.astimezone(UTC)
    return f"{utc:%Y%m%dT%H%M%S}{f'.{utc:%f}' if utc.microsecond else ''}Z"
