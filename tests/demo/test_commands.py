"""The commands, on what a demo leaves."""

import json
import os
import subprocess
import sys

import pytest

from demo_run import NEWSROOM, DemoRun

pytestmark = [pytest.mark.slow, pytest.mark.airflow]


@pytest.fixture
def article(demo_run: DemoRun) -> str:
    """The URL of a match."""
    return str(demo_run.rows("select url from matches order by score desc, url limit 1")[0][0])


def test_explain_tells_the_life_and_the_reasons_of_a_url(demo_run: DemoRun, article: str) -> None:
    """When it was seen, fetched and tagged, and the score as a sum."""
    done = demo_run.vigia("explain", article)
    assert done.returncode == 0, done.stderr
    for word in ("seen", "fetched", "tagged", "match", "Because:", "Topics:", "kept, weight"):
        assert word in done.stdout


def test_explain_finds_a_url_however_it_is_spelt(demo_run: DemoRun, article: str) -> None:
    """Tracking parameters and the scheme do not matter."""
    spelt = article.replace("http://", "https://") + "?utm_source=mail"
    assert demo_run.vigia("explain", spelt).returncode == 0


def test_explain_of_an_unknown_url_says_so(demo_run: DemoRun) -> None:
    """And what to do instead."""
    done = demo_run.vigia("explain", "https://nowhere.example/x")
    assert done.returncode == 2
    assert "no feed that was polled has shown it" in done.stderr


def test_explain_tells_why_an_entry_has_no_text(demo_run: DemoRun) -> None:
    """A page that vanished has a life, and its headline is explained."""
    ((url,),) = demo_run.rows("select url from entries where disposition = 'vanished'")
    done = demo_run.vigia("explain", "--json", url)
    life = json.loads(done.stdout)["life"]
    assert any("vanished" in event["detail"] for event in life)


def test_query_writes_what_was_asked_for(demo_run: DemoRun) -> None:
    """CSV, one JSON object a line, or a table."""
    sql = "select topic, name from topics order by ordinal limit 2"
    assert demo_run.vigia("query", "--format", "csv", sql).stdout.splitlines()[0] == "topic,name"
    rows = [json.loads(line) for line in demo_run.vigia("query", "--json", sql).stdout.splitlines()]
    assert [set(row) for row in rows] == [{"topic", "name"}] * 2
    assert "topic" in demo_run.vigia("query", "--format", "table", sql).stdout


@pytest.mark.parametrize("sql", ["select nothing from nowhere", "delete from articles", ""])
def test_a_wrong_query_is_one_clear_line(demo_run: DemoRun, sql: str) -> None:
    """Exit 2, no traceback, nothing on stdout."""
    done = demo_run.vigia("query", sql)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


def test_a_cell_cannot_become_a_formula(demo_run: DemoRun) -> None:
    """What a spreadsheet would run is written as text."""
    assert demo_run.vigia("query", "--format", "csv", "select '=1+1' as x").stdout == "x\n'=1+1\n"


def test_doctor_finds_a_demo_healthy(demo_run: DemoRun) -> None:
    """Nothing is wrong; what is only odd is a warning with its mend."""
    done = subprocess.run(
        [sys.executable, "-m", "vigia", "doctor", "--json"],
        env={**os.environ, "VIGIA_HOME": str(demo_run.home), "VIGIA_CATALOG": str(NEWSROOM)},
        capture_output=True,
        text=True,
        check=False,
    )
    findings = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0, done.stdout
    assert {"version of duckdb", "disk", "catalog", "warehouse"} <= {
        finding["subject"] for finding in findings
    }
    assert all(finding["mend"] for finding in findings if finding["state"] == "warning")


def test_a_day_without_news_has_an_honest_report(demo_run: DemoRun) -> None:
    """It is written, and says that nothing was seen."""
    done = demo_run.vigia("report", "2026-10-01")
    assert done.returncode == 0, done.stderr
    page = (demo_run.home / "reports" / "2026-10-01" / "report.md").read_text(encoding="utf-8")
    assert "1 October 2026" in page


def test_secrets_are_not_shown(demo_run: DemoRun) -> None:
    """The addresses of the channels hold passwords."""
    done = subprocess.run(
        [sys.executable, "-m", "vigia", "settings"],
        env={**os.environ, "VIGIA_ALERT_URLS": '["mailtos://ana:geheim@mail.example"]'},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "geheim" not in done.stdout
    assert "VIGIA_ALERT_URLS" in done.stdout
