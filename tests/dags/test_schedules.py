"""When the DAGs run, and for which day, across the clock changes in Havana."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from vigia_airflow.identity import report_day

HAVANA = ZoneInfo("America/Havana")
pytestmark = pytest.mark.filterwarnings("default")


def next_run(dag: Any, last: datetime) -> datetime:
    """Return when the run after the one at ``last`` is due."""
    import pendulum
    from airflow.serialization.encoders import coerce_to_core_timetable
    from airflow.timetables.base import DataInterval, TimeRestriction

    interval = DataInterval.exact(pendulum.instance(last))
    restriction = TimeRestriction(earliest=pendulum.instance(dag.start_date), latest=None, catchup=True)
    timetable = coerce_to_core_timetable(dag.timetable)
    info = timetable.next_dagrun_info(last_automated_data_interval=interval, restriction=restriction)
    assert info is not None
    return datetime.fromtimestamp(info.run_after.timestamp(), UTC)


@pytest.mark.parametrize(
    ("last", "due", "day"),
    [
        # In winter Havana is five hours behind UTC, in summer four; clocks change on these two Sundays.
        ("2027-03-12T11:00", "2027-03-13T11:00", "2027-03-12"),
        ("2027-03-13T11:00", "2027-03-14T10:00", "2027-03-13"),
        ("2027-11-06T10:00", "2027-11-07T11:00", "2027-11-06"),
        ("2027-11-07T11:00", "2027-11-08T11:00", "2027-11-07"),
    ],
)
def test_the_report_is_due_at_six_in_havana(dags: dict[str, Any], last: str, due: str, day: str) -> None:
    """Each day once, the day of 23 hours and the day of 25 as well."""
    run = next_run(dags["daily_report"], datetime.fromisoformat(last).replace(tzinfo=UTC))
    assert run == datetime.fromisoformat(due).replace(tzinfo=UTC)
    assert run.astimezone(HAVANA).hour == 6
    assert report_day(None, run, HAVANA) == date.fromisoformat(day)


def test_the_news_come_in_every_half_hour(dags: dict[str, Any]) -> None:
    """In UTC, so that no change of a clock leaves an hour out or runs one twice."""
    last = datetime(2027, 3, 14, 4, 30, tzinfo=UTC)
    assert next_run(dags["ingest"], last) == datetime(2027, 3, 14, 5, 0, tzinfo=UTC)


def test_the_zone_is_the_one_that_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """VIGIA_TIME_ZONE decides, read while the DAG is parsed."""
    from airflow.dag_processing.dagbag import DagBag

    from vigia_airflow.local import DAGS_FOLDER

    monkeypatch.setenv("VIGIA_TIME_ZONE", "Europe/Moscow")
    dag = DagBag(str(DAGS_FOLDER / "daily_report.py")).dags["daily_report"]
    due = next_run(dag, datetime(2026, 11, 20, 3, 0, tzinfo=UTC))
    assert due == datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
