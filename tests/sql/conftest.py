"""A small warehouse on which dbt has built every model, once for all tests of the SQL."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner, dbtRunnerResult

from vigia.warehouse.schema import migrate

HERE = Path(__file__).parent
PROJECT = HERE.parents[1] / "sql"

Rows = list[dict[str, Any]]


def run_dbt(folder: Path, *command: str) -> dbtRunnerResult:
    """Run dbt on ``folder/warehouse/vigia.duckdb`` and give the file free again."""
    variables = {
        "VIGIA_WAREHOUSE": str(folder / "warehouse" / "vigia.duckdb"),
        "VIGIA_TIME_ZONE": "America/Havana",
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


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a warehouse as the loader left it."""
    folder = tmp_path_factory.mktemp("loaded")
    path = folder / "warehouse" / "vigia.duckdb"
    path.parent.mkdir()
    with duckdb.connect(str(path), config={"storage_compatibility_version": "v1.5.0"}) as connection:
        connection.execute("set TimeZone = 'UTC'")
        migrate(connection)
        connection.execute((HERE / "fixture_warehouse.sql").read_text(encoding="utf-8"))
    return folder


@pytest.fixture(scope="session")
def build_result(loaded: Path) -> dbtRunnerResult:
    """What dbt says of building and testing everything."""
    return run_dbt(loaded, "build")


@pytest.fixture(scope="session")
def built(loaded: Path, build_result: dbtRunnerResult) -> Iterator[Callable[..., Rows]]:
    """A query function on the built warehouse: SQL and parameters to rows."""
    assert failures(build_result) == []
    with duckdb.connect(str(loaded / "warehouse" / "vigia.duckdb"), read_only=True) as connection:
        connection.execute("set TimeZone = 'UTC'")

        def query(sql: str, *parameters: Any) -> Rows:
            reader = connection.execute(sql, list(parameters))
            names = [column[0] for column in reader.description or ()]
            return [dict(zip(names, row, strict=True)) for row in reader.fetchall()]

        yield query


@pytest.fixture
def rebuild(loaded: Path, build_result: dbtRunnerResult, tmp_path: Path) -> Callable[..., list[str]]:
    """A function that damages a copy of the warehouse by SQL, builds again and names what failed."""

    def run(sql: str, *command: str) -> list[str]:
        shutil.copytree(loaded, tmp_path, dirs_exist_ok=True)
        with duckdb.connect(str(tmp_path / "warehouse" / "vigia.duckdb")) as connection:
            connection.execute(sql)
        return [failure.partition(":")[0] for failure in failures(run_dbt(tmp_path, *command))]

    return run
