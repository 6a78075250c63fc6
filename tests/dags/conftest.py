"""An Airflow for the tests of the DAGs: its environment is set before its first import."""

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from vigia_airflow.local import DAGS_FOLDER, airflow_environment

AIRFLOW_HOME = Path(tempfile.mkdtemp(prefix="vigia-airflow-test-"))
atexit.register(shutil.rmtree, AIRFLOW_HOME, ignore_errors=True)
for _name in [_name for _name in os.environ if _name.startswith(("AIRFLOW", "_AIRFLOW"))]:
    del os.environ[_name]
os.environ.update(airflow_environment(AIRFLOW_HOME))
os.environ["AIRFLOW__LOGGING__LOGGING_LEVEL"] = "WARNING"


@pytest.fixture(scope="session")
def _imported() -> None:
    """Airflow, imported once; what warns there is not ours."""
    import airflow.dag_processing.dagbag  # noqa: F401


@pytest.fixture
def dags(_imported: None) -> Iterator[dict[str, object]]:
    """The DAGs by name, as the DAG processor sees them."""
    from airflow.dag_processing.dagbag import DagBag

    bag = DagBag(str(DAGS_FOLDER))
    assert bag.import_errors == {}
    return dict(bag.dags)
