"""A small warehouse on which dbt has built every model, once for all tests of the SQL."""

import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import duckdb
import pytest
from dbt.cli.main import dbtRunnerResult

from small_warehouse import Rows, failures, make_warehouse, rows_of, run_dbt, warehouse_of


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a warehouse as the loader left it."""
    folder = tmp_path_factory.mktemp("loaded")
    make_warehouse(folder)
    return folder


@pytest.fixture(scope="session")
def build_result(loaded: Path) -> dbtRunnerResult:
    """What dbt says of building and testing everything."""
    return run_dbt(loaded, "build")


@pytest.fixture(scope="session")
def connection(loaded: Path, build_result: dbtRunnerResult) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to the built warehouse."""
    assert failures(build_result) == []
    with duckdb.connect(str(warehouse_of(loaded)), read_only=True) as connection:
        connection.execute("set TimeZone = 'UTC'")
        yield connection


@pytest.fixture(scope="session")
def built(connection: duckdb.DuckDBPyConnection) -> Callable[..., Rows]:
    """A query function on the built warehouse: SQL and parameters to rows."""
    return partial(rows_of, connection)


@pytest.fixture
def rebuild(loaded: Path, build_result: dbtRunnerResult, tmp_path: Path) -> Callable[..., list[str]]:
    """A function that damages a copy of the warehouse by SQL, runs dbt and names what failed."""

    def run(sql: str, *command: str, untested_since: str = "") -> list[str]:
        shutil.copytree(loaded, tmp_path, dirs_exist_ok=True)
        with duckdb.connect(str(warehouse_of(tmp_path))) as connection:
            connection.execute(sql)
        return [failure.partition(":")[0] for failure in failures(run_dbt(tmp_path, *command, untested_since=untested_since))]

    return run
