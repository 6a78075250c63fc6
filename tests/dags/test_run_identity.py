"""Which run, instant and day a DAG run stands for."""

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigia.errors import InputError
from vigia.runs import run_folder
from vigia_airflow.identity import fixed_instant, report_day, run_id

AT = datetime(2026, 11, 20, 4, 30, tzinfo=UTC)
instants = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))


@pytest.mark.parametrize(
    ("logical_date", "fixed", "expected"),
    [
        (AT, None, "ingest-20261120T043000Z"),
        (None, None, "ingest-manual-20261120T043000Z"),
        (None, AT, "ingest-at-20261120T043000Z"),
        (AT + timedelta(days=1), AT, "ingest-at-20261120T043000Z"),
        (AT.astimezone(timezone(timedelta(hours=-5))), None, "ingest-20261120T043000Z"),
    ],
)
def test_a_run_is_named_by_what_it_stands_for(
    logical_date: datetime | None, fixed: datetime | None, expected: str
) -> None:
    """By its logical date, by when it was asked for, or by the instant it was given."""
    assert run_id("ingest", logical_date, AT, fixed) == expected


@given(instants, instants)
def test_runs_that_are_there_at_once_have_names_of_their_own(one: datetime, other: datetime) -> None:
    """Scheduled, manual and fixed runs never meet, and two of a kind only at the same instant."""
    names = {run_id("ingest", at, at, None) for at in (one, other)}
    names |= {run_id("ingest", None, at, None) for at in (one, other)}
    names |= {run_id("ingest", None, at, at) for at in (one, other)}
    assert len(names) == 3 * len({one, other})


@given(at=instants)
def test_a_name_is_a_folder(at: datetime, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Every name is one that the run folder takes."""
    home = Path(tmp_path_factory.getbasetemp())
    for name in (run_id("ingest", at, at, None), run_id("ingest", None, at, None), run_id("x", None, at, at)):
        assert run_folder(home, name).is_dir()


@pytest.mark.parametrize("text", ["2026-11-20T04:30:00Z", "2026-11-19T23:30:00-05:00"])
def test_an_instant_is_read_in_its_zone(text: str) -> None:
    """The same instant however it is written."""
    assert fixed_instant(text) == AT


@pytest.mark.parametrize("text", ["2026-11-20T04:30:00", "yesterday", ""])
def test_what_is_no_instant_is_refused(text: str) -> None:
    """Without a zone it would mean another time on each machine."""
    with pytest.raises(InputError, match="2026-11-20T04:30:00Z"):
        fixed_instant(text)


def test_the_day_is_the_one_that_closed() -> None:
    """At six in Havana it is eleven in UTC; a minute past midnight there the day before is over."""
    havana = ZoneInfo("America/Havana")
    assert report_day(None, datetime(2026, 11, 21, 11, 0, tzinfo=UTC), havana) == date(2026, 11, 20)
    assert report_day(None, datetime(2026, 11, 21, 4, 59, tzinfo=UTC), havana) == date(2026, 11, 19)
    assert report_day(None, datetime(2026, 11, 21, 5, 1, tzinfo=UTC), havana) == date(2026, 11, 20)


def test_a_day_that_is_asked_for_is_reported() -> None:
    """Whenever the run is."""
    assert report_day("2026-01-02", AT, ZoneInfo("UTC")) == date(2026, 1, 2)
    with pytest.raises(InputError, match="2026-13-01"):
        report_day("2026-13-01", AT, ZoneInfo("UTC"))
