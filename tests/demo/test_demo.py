"""The demo as a person runs it, twice."""

from dataclasses import dataclass
from typing import Any

import pytest

from demo_run import DemoRun, run_demo
from vigia.newsroom.content import REPORT_DATE

pytestmark = [pytest.mark.slow, pytest.mark.airflow]


@dataclass(frozen=True)
class Twice:
    """What the first demo left, and what the second printed and left."""

    left: dict[str, list[Any]]
    printed: str
    after: dict[str, list[Any]]


@pytest.fixture(scope="module")
def twice(demo_run: DemoRun) -> Twice:
    """A second demo on the same home."""
    left = demo_run.tables()
    printed = run_demo(demo_run.home).printed
    return Twice(left, printed, demo_run.tables())


def test_it_tells_the_counts_and_where_the_results_are(demo_run: DemoRun) -> None:
    """Those of the published tables, and files that are there."""
    for table in ("entries", "stories"):
        ((count,),) = demo_run.rows(f"select count(*) from {table}")
        assert f"{count} {table}" in demo_run.printed
    report = demo_run.home / "reports" / REPORT_DATE.isoformat() / "index.html"
    assert str(report) in demo_run.printed
    assert report.is_file()
    assert str(demo_run.home / "published" / "vigia.duckdb") in demo_run.printed


def test_its_alerts_are_sent_to_itself_each_with_its_reason(demo_run: DemoRun) -> None:
    """Whatever channels the environment has, and once."""
    rows = demo_run.rows("select status, attempts, channel, reason from alerts")
    assert rows
    assert {row[:2] for row in rows} == {("sent", 1)}
    assert len({row[2] for row in rows}) == 1
    for *_, reason in rows:
        assert reason[:60].strip() in " ".join(demo_run.printed.split())


def test_a_second_demo_finds_nothing_new(twice: Twice) -> None:
    """It repeats the second visit as the same run: no row changes but the note of when models were built."""
    assert "first visit" not in twice.printed
    assert "Nothing new since the last demo" in twice.printed
    assert twice.after.keys() == twice.left.keys()
    for name in twice.left.keys() - {"built_models"}:
        assert twice.after[name] == twice.left[name], name
