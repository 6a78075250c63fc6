"""A report in its three formats, exactly, from the rows that the SQL builds of the small warehouse.

After a wanted change: ``python tests/golden/reports/test_golden_reports.py``, then read the diff.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from vigia.reports.daily import DailyReport, daily_report, render_html, render_json, render_markdown

HERE = Path(__file__).parent

RENDERERS: dict[str, Callable[[DailyReport], str]] = {
    "report.html": render_html,
    "report.md": render_markdown,
    "report.json": render_json,
}


def golden_report() -> DailyReport:
    """Build the report from the stored rows; JSON made text of their days."""
    from small_warehouse import NEWS_DAY

    rows: dict[str, list[dict[str, Any]]] = json.loads((HERE / "rows.json").read_text("utf-8"))
    dated = {part: [row | {"report_date": NEWS_DAY} for row in found] for part, found in rows.items()}
    return daily_report(NEWS_DAY, dated)


@pytest.mark.parametrize("name", RENDERERS)
def test_a_report_comes_out_as_it_was(name: str) -> None:
    """The same rows give the same bytes."""
    assert RENDERERS[name](golden_report()) == (HERE / name).read_text("utf-8")


def test_json_holds_what_the_rows_hold() -> None:
    """No part of the report is left out of its JSON."""
    report = json.loads((HERE / "report.json").read_text("utf-8"))
    rows = json.loads((HERE / "rows.json").read_text("utf-8"))
    assert {part: len(report[part]) for part in rows} == {part: len(found) for part, found in rows.items()}


def rewrite() -> None:
    """Build the small warehouse and write rows and reports anew."""
    from tempfile import TemporaryDirectory

    import duckdb

    from small_warehouse import NEWS_DAY, make_warehouse, report_rows, run_dbt, warehouse_of

    with TemporaryDirectory() as name:
        folder = Path(name)
        make_warehouse(folder)
        run_dbt(folder, "run")
        with duckdb.connect(str(warehouse_of(folder)), read_only=True) as connection:
            connection.execute("set TimeZone = 'UTC'")
            rows = report_rows(connection, NEWS_DAY)
    text = json.dumps(rows, indent=1, sort_keys=True, ensure_ascii=False, default=lambda day: day.isoformat())
    (HERE / "rows.json").write_text(text + "\n", "utf-8")
    for name, render in RENDERERS.items():
        (HERE / name).write_text(render(golden_report()), "utf-8")


if __name__ == "__main__":
    import sys

    sys.path[:0] = [str(HERE.parents[1]), str(HERE.parents[2] / "plugins")]
    rewrite()
