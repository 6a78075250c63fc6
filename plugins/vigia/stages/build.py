"""build: the SQL models over what was loaded, with their tests, through dbt."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner, dbtRunnerResult

from vigia.errors import WarehouseUnusable
from vigia.model import StageReport
from vigia.settings import Settings
from vigia.warehouse import (
    built_otherwise,
    find_days,
    last_change,
    record_tests,
    untested_since,
    writer,
    writer_lock,
)
from vigia.warehouse.encrypted_dbt import opening_with

# What tells of alerts: to be built again when some were sent.
OF_ALERTS = "stg_alerts+"


def build(settings: Settings, models: str | None = None, whole: bool = False) -> StageReport:
    """Build and test every model, or those that ``models`` selects as dbt reads it.

    A build restates the days that changed since the last one, and all days when ``whole``, or when
    the SQL or the zone of the days are others than those it was built with. Raises WarehouseUnusable
    naming those that failed.

    The data tests read the days that changed since all of them passed; every row once a week, when
    all days are built, and until that passes. The unit tests are of the SQL and not of the data.
    """
    options = ["--exclude-resource-type", "unit_test", *(["--select", models] if models else [])]
    version = project_hash(settings)
    with writer(*settings.warehouse) as connection:
        find_days(connection, settings.time_zone)
        if whole := whole or built_otherwise(connection, version):
            options.append("--full-refresh")
        since = None if whole else untested_since(connection, version)
        seen = last_change(connection)
    with writer_lock(settings.home, settings.lock_seconds, settings.lake) as path:
        result = run_dbt(settings, path, "build", *options, untested_since=since)
    failed = _failed(result)
    if failed or not result.success:
        raise WarehouseUnusable(
            f"{len(failed)} model(s) or test(s) failed: {'; '.join(failed) or result.exception}. "
            f"See {settings.home / 'logs' / 'dbt'}."
        )
    if seen and not models:
        with writer(*settings.warehouse) as connection:
            record_tests(connection, seen, version, of_every_row=since is None)
    return StageReport("build", "", {"nodes": len(_results(result))})


def project_hash(settings: Settings) -> str:
    """Return the version of the SQL and the zone that the models are built with."""
    parts = sorted(path for path in settings.sql.rglob("*") if path.suffix in (".sql", ".yml"))
    digest = sha256(settings.time_zone.encode())
    for path in parts:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def run_dbt(
    settings: Settings, warehouse: Path, *command: str, untested_since: datetime | None = None
) -> dbtRunnerResult:
    """Run one dbt command on the lake, or else the warehouse file, whose lock the caller holds.

    Data tests read the days that changed after ``untested_since``, every row when it is None.
    """
    variables = {
        "VIGIA_UNTESTED_SINCE": f"{untested_since:%Y-%m-%d %H:%M:%S.%f}+00" if untested_since else "",
        "VIGIA_WAREHOUSE": str(warehouse),
        "VIGIA_TIME_ZONE": settings.time_zone,
        "VIGIA_PROJECT_HASH": project_hash(settings),
        "DBT_TARGET_PATH": str(settings.home / "dbt"),
        "DBT_LOG_PATH": str(settings.home / "logs" / "dbt"),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        # Empty without a lake: dbt then takes the file, whatever is in the environment.
        "VIGIA_LAKE_CATALOG": settings.lake.catalog.get_secret_value() if settings.lake else "",
        "VIGIA_LAKE_DATA": settings.lake.data if settings.lake else "",
    }
    folder = str(settings.sql)
    with _environment(variables):
        try:
            with opening_with(settings.encryption_key) as target:
                options = ["--project-dir", folder, "--profiles-dir", folder, *target]
                return dbtRunner().invoke([*command, *options, "--quiet", "--no-use-colors"])
        finally:
            # Without this the process would keep the file locked after the run.
            DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]


@contextmanager
def _environment(variables: Mapping[str, str]) -> Iterator[None]:
    """Set variables for dbt, and leave none behind: the next run may be for another home."""
    before = {name: os.environ.get(name) for name in variables}
    os.environ |= variables
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _results(result: dbtRunnerResult) -> list[Any]:
    return list(getattr(result.result, "results", ()))


def _failed(result: dbtRunnerResult) -> list[str]:
    return [
        f"{node.node.name}: {node.message}"
        for node in _results(result)
        if str(node.status) not in ("success", "pass", "warn", "no-op", "skipped")
    ]
