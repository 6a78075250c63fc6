"""What every DAG of ours keeps to."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from vigia.settings import ROOT
from vigia_airflow.local import DAGS_FOLDER, POOLS_FILE

DAG_FILES = sorted(DAGS_FOLDER.glob("*.py"))
POOLS = json.loads(POOLS_FILE.read_text())
OPENS_THE_WAREHOUSE = {"plan", "queue", "load", "build", "publish", "alert", "retag", "tidy"}
ASKS_OTHERS = {"poll", "fetch"}
HEAVY = (
    "aiohttp", "apprise", "dateparser", "dbt", "duckdb", "fastwarc", "feedparser", "htmldate", "matplotlib",
    "pyarrow", "trafilatura",
)  # fmt: skip

pytestmark = pytest.mark.filterwarnings("default")


def by_file(path: Path) -> str:
    """Name a test by its DAG file."""
    return path.stem


@pytest.fixture(params=DAG_FILES, ids=by_file)
def path(request: pytest.FixtureRequest) -> Path:
    """One DAG file."""
    return request.param  # type: ignore[no-any-return]


@pytest.fixture
def dag(path: Path, dags: dict[str, Any]) -> Any:
    """The DAG of that file."""
    return dags[path.stem]


def test_a_file_holds_the_dag_of_its_name(dags: dict[str, Any]) -> None:
    """One file, one DAG, one name."""
    assert sorted(dags) == [path.stem for path in DAG_FILES]


def test_a_file_is_wiring_of_at_most_90_lines(path: Path) -> None:
    """What does not fit belongs into the library."""
    assert len(path.read_text().splitlines()) <= 90


def test_a_dag_says_what_it_does_and_what_to_do(dag: Any) -> None:
    """Whoever looks at a red square finds the next step beside it."""
    for part in ("**What**", "**When**", "**If red**"):
        assert part in dag.doc_md


def test_every_red_task_has_its_advice(dag: Any) -> None:
    """A task that opens the warehouse is named in the triage, or covered by its last line."""
    advice = dag.doc_md.partition("**If red**")[2]
    named = {task.task_id for task in dag.tasks if f"`{task.task_id}`" in advice}
    assert named or "no `ingest` run" in advice


def test_every_task_is_tried_again_and_ends(dag: Any) -> None:
    """A passing fault heals by itself, and nothing hangs for ever."""
    for task in dag.tasks:
        assert task.retries >= 1, task.task_id
        assert task.retry_delay >= timedelta(seconds=30), task.task_id
        assert task.execution_timeout is not None, task.task_id
    assert dag.dagrun_timeout is not None


def test_one_run_at_a_time_and_no_catching_up(dag: Any) -> None:
    """A run of yesterday cannot poll yesterday's feeds."""
    assert dag.max_active_runs == 1
    assert not dag.catchup


def test_every_pool_is_shipped(dag: Any) -> None:
    """A task in a pool that does not exist waits for ever, and says so nowhere."""
    assert {task.pool for task in dag.tasks} <= {*POOLS, "default_pool"}


def test_what_writes_the_warehouse_queues_for_it(dag: Any) -> None:
    """One slot: two writers would only wait for each other's lock."""
    assert POOLS["warehouse"]["slots"] == 1
    for task in dag.tasks:
        assert (task.pool == "warehouse") == (task.task_id in OPENS_THE_WAREHOUSE), task.task_id
        assert (task.pool == "web") == (task.task_id in ASKS_OTHERS), task.task_id


def test_tasks_are_named_like_stages(dag: Any) -> None:
    """The grid of Airflow and the library speak of the same verbs."""
    stages = {path.stem for path in (ROOT / "plugins" / "vigia" / "stages").glob("*.py")}
    assert {task.task_id for task in dag.tasks} <= stages


def test_tags_are_of_the_closed_list(dag: Any) -> None:
    """A tag that is on one DAG by a slip finds nothing."""
    from vigia_airflow.defaults import Tag

    assert dag.tags
    assert set(dag.tags) <= {tag.value for tag in Tag}


def test_the_way_of_the_data(dags: dict[str, Any]) -> None:
    """The stages of an ingest run follow each other as the design says."""
    order = [task.task_id for task in dags["ingest"].topological_sort()]
    assert order == "plan poll queue fetch gate extract tag load build publish".split()


def test_a_replay_goes_the_same_way_but_for_the_web(dags: dict[str, Any]) -> None:
    """Archived pages pass the stages that fetched ones pass."""
    order = [task.task_id for task in dags["replay"].topological_sort()]
    assert order == "replay gate extract tag load retag build publish".split()


def test_only_a_publication_by_ingest_triggers_alerts(dags: dict[str, Any]) -> None:
    """If the alerts' own publication raised the event, they would run for ever."""
    from vigia_airflow.defaults import ARTICLES

    raising = [
        (dag.dag_id, task.task_id) for dag in dags.values() for task in dag.tasks if ARTICLES in task.outlets
    ]
    assert raising == [("ingest", "publish")]
    assert dags["alerts"].timetable.asset_condition.objects == (ARTICLES,)


def test_nothing_mapped_is_not_a_failure(dags: dict[str, Any]) -> None:
    """A run without due feeds or new pages still loads: skipped is not failed."""
    tasks = dags["ingest"].task_dict
    assert {tasks[name].trigger_rule.value for name in ("queue", "load")} == {"none_failed"}


def test_parsing_imports_nothing_heavy() -> None:
    """The DAG processor parses every file every half minute, in a process of its own."""
    code = f"""
import runpy, sys
for path in {[str(path) for path in DAG_FILES]!r}:
    runpy.run_path(path)
print(sorted(set({HEAVY!r}) & set(sys.modules)), [name for name in sys.modules if name.startswith("vigia.")])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy, ours = done.stdout.strip().splitlines()[-1].split("] [")
    assert heavy == "["
    assert "vigia.stages" not in ours
