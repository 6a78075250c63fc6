"""The demo as a person runs it, twice."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from vigia.newsroom.content import REPORT_DATE
from vigia.warehouse import query, reader

pytestmark = [pytest.mark.slow, pytest.mark.airflow]


def demo(home: Path) -> str:
    """Run the demo and return what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "vigia", "demo"],
        env={**os.environ, "VIGIA_HOME": str(home), "VIGIA_ALERT_URLS": '["json://leak.example/"]'},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    return done.stdout


def tables(home: Path) -> dict[str, list[Any]]:
    """Return every published table."""
    with reader(home) as connection:
        _, names = query(connection, "select table_name from duckdb_tables() where schema_name = 'main'")
        return {name: query(connection, f'from "{name}" order by all')[1] for (name,) in names}


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, dict[str, list[Any]], str]:
    """A home after two demos: what the first printed and left, what the second printed."""
    home = tmp_path_factory.mktemp("demo") / "home"
    first = demo(home)
    left = tables(home)
    return home, first, left, demo(home)


def test_it_tells_the_counts_and_where_the_results_are(shown: Any) -> None:
    """Those of the published tables, and files that are there."""
    home, text, left, _ = shown
    for count, name in ((len(left["entries"]), "entries"), (len(left["stories"]), "stories")):
        assert f"{count} {name}" in text
    report = home / "reports" / REPORT_DATE.isoformat() / "index.html"
    assert str(report) in text
    assert report.is_file()
    assert str(home / "published" / "vigia.duckdb") in text


def test_its_alerts_are_sent_to_itself_each_with_its_reason(shown: Any) -> None:
    """Whatever channels the environment has, and once."""
    home, text, *_ = shown
    with reader(home) as connection:
        _, rows = query(connection, "select status, attempts, channel, reason from alerts")
    assert rows
    assert {row[:2] for row in rows} == {("sent", 1)}
    assert len({row[2] for row in rows}) == 1
    for *_, reason in rows:
        assert reason[:60].strip() in " ".join(text.split())


def test_a_second_demo_finds_nothing_new(shown: Any) -> None:
    """It repeats the second visit as the same run: no row of any table changes."""
    home, _, left, second = shown
    assert "first visit" not in second
    after = tables(home)
    assert after.keys() == left.keys()
    for name, rows in left.items():
        assert after[name] == rows, name
