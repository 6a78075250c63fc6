"""A small warehouse for tests: loaded from SQL, built by dbt, read as report rows."""

import os
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner, dbtRunnerResult

from vigia.reports.daily import PARTS
from vigia.warehouse.days import find_days
from vigia.warehouse.schema import migrate

ROOT = Path(__file__).resolve().parents[1]
PROJECT = ROOT / "sql"
NEWS_DAY = date(2026, 11, 23)

Rows = list[dict[str, Any]]


def warehouse_of(folder: Path) -> Path:
    """Return the database of a folder."""
    return folder / "warehouse" / "vigia.duckdb"


def make_warehouse(folder: Path) -> None:
    """Make the database as the loader would have left it."""
    path = warehouse_of(folder)
    path.parent.mkdir(parents=True)
    with duckdb.connect(str(path), config={"storage_compatibility_version": "v1.5.0"}) as connection:
        connection.execute("set TimeZone = 'UTC'")
        migrate(connection)
        connection.execute((ROOT / "tests" / "sql" / "fixture_warehouse.sql").read_text(encoding="utf-8"))
        find_days(connection, "America/Havana")


def run_dbt(folder: Path, *command: str, untested_since: str = "") -> dbtRunnerResult:
    """Run dbt on the database of a folder and give the file free again."""
    variables = {
        "VIGIA_WAREHOUSE": str(warehouse_of(folder)),
        "VIGIA_TIME_ZONE": "America/Havana",
        "VIGIA_UNTESTED_SINCE": untested_since,
        "DBT_TARGET_PATH": str(folder / "target"),
        "DBT_LOG_PATH": str(folder / "logs"),
    }
    saved = {name: os.environ.get(name) for name in variables}
    os.environ |= variables
    try:
        return dbtRunner().invoke(
            [*command, "--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT), "--quiet"]
        )
    finally:
        DuckDBConnectionManager.close_all_connections()
        for name, value in saved.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def failures(result: dbtRunnerResult) -> list[str]:
    """Name every model and test that did not succeed, with its message."""
    return [
        f"{node.node.name}: {node.message}"
        for node in result.result or ()
        if str(node.status) not in ("success", "pass")
    ]


def rows_of(connection: duckdb.DuckDBPyConnection, sql: str, *parameters: Any) -> Rows:
    """Return what a query gives, as dicts."""
    reader = connection.execute(sql, list(parameters))
    names = [column[0] for column in reader.description or ()]
    return [dict(zip(names, row, strict=True)) for row in reader.fetchall()]


def report_rows(connection: duckdb.DuckDBPyConnection, day: date) -> dict[str, Rows]:
    """Return the rows of every report table of a day, by part."""
    return {
        part: rows_of(
            connection, f"select * from report_daily_{part} where report_date = ? order by ordinal", day
        )
        for part in PARTS
    }
