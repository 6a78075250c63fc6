"""The DAGs under a real scheduler with real task processes, on the newsroom.

One story, told once: the first visit, whose load is killed on its way; the second; the alerts that
its publication triggers; a back-fill of the report. The tests then look at what it left.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from vigia.cli.run import run_once
from vigia.newsroom.content import REPORT_DATE, VISITS
from vigia.newsroom.server import NewsroomServer
from vigia.settings import ROOT, Settings
from vigia.warehouse import query, reader, writer
from vigia_airflow.identity import run_id
from vigia_airflow.local import LocalAirflow, clean_environment, free_port
from vigia_airflow.receiver import alert_receiver

pytestmark = [pytest.mark.slow, pytest.mark.airflow, pytest.mark.filterwarnings("default")]

NEWSROOM = ROOT / "seeds" / "newsroom"
FIRST, SECOND = VISITS
HALF_HOUR = timedelta(minutes=30)
ENOUGH = timedelta(minutes=6)  # for both visits
PATIENCE = 420.0
# How long something took, and where in its archive file a page came to lie, differ between two runs.
OF_THE_CLOCK = {"elapsed_seconds", "archive_offset"}
TABLES = """
    select table_name from duckdb_tables() where schema_name = 'main'
    and table_name not in ('schema_versions', 'built_models', 'url_spellings')  -- when something was made
"""


class Api:
    """Airflow's own REST interface, as an operator's script would use it."""

    def __init__(self, airflow: LocalAirflow) -> None:
        self.client = httpx.Client(base_url=airflow.url, timeout=60, trust_env=False)
        login = {"username": "admin", "password": airflow.password()}
        token = self.client.post("/auth/token", json=login).raise_for_status().json()["access_token"]
        self.client.headers["Authorization"] = f"Bearer {token}"

    def get(self, path: str) -> Any:
        """Return what is at a path."""
        return self.client.get(f"/api/v2/{path}").raise_for_status().json()

    def pause(self, dag_id: str, is_paused: bool) -> None:
        """Let a DAG run, or not."""
        self.client.patch(f"/api/v2/dags/{dag_id}", json={"is_paused": is_paused}).raise_for_status()

    def trigger(self, dag_id: str, logical_date: datetime | None, conf: dict[str, Any]) -> str:
        """Start a run and return its id."""
        body = {"logical_date": logical_date and logical_date.isoformat(), "conf": conf}
        answer = self.client.post(f"/api/v2/dags/{dag_id}/dagRuns", json=body).raise_for_status()
        return str(answer.json()["dag_run_id"])

    def runs(self, dag_id: str) -> list[dict[str, Any]]:
        """Return the runs of a DAG."""
        return list(self.get(f"dags/{dag_id}/dagRuns?limit=100")["dag_runs"])

    def tries(self, dag_id: str, run: str) -> dict[str, tuple[str, int]]:
        """Return state and number of tries of each task of a run; of the last shard of mapped ones."""
        found = self.get(f"dags/{dag_id}/dagRuns/{run}/taskInstances?limit=200")["task_instances"]
        return {task["task_id"]: (task["state"], task["try_number"]) for task in found}


@dataclass
class Told:
    """What the story left to look at."""

    home: Path
    disturbed: dict[str, list[Any]] = field(default_factory=dict)
    undisturbed: dict[str, list[Any]] = field(default_factory=dict)
    runs_after_kill: int = -1
    states: dict[str, list[str]] = field(default_factory=dict)
    tries: dict[str, tuple[str, int]] = field(default_factory=dict)
    alert_runs: list[str] = field(default_factory=list)
    messages: list[bytes] = field(default_factory=list)
    listening: set[str] = field(default_factory=set)
    left_running: list[int] = field(default_factory=list)


def until(found: Callable[[], Any], what: str, every: float = 0.5) -> Any:
    """Wait until something is found and return it."""
    deadline = time.monotonic() + PATIENCE
    while not (value := found()):
        assert time.monotonic() < deadline, f"waited {PATIENCE:g} s for {what}"
        time.sleep(every)
    return value


def tables(home: Path) -> dict[str, list[Any]]:
    """Return every table of the published database, without what no two runs share."""
    with reader(home) as connection:
        _, names = query(connection, TABLES)
        found = {}
        for (name,) in names:
            _, columns = query(
                connection, "select column_name from duckdb_columns() where table_name = ?", [name]
            )
            kept = ", ".join(f'"{column}"' for (column,) in columns if column not in OF_THE_CLOCK)
            found[name] = query(connection, f'select {kept} from "{name}" order by all')[1]
        return found


def newsroom_variables(home: Path, newsroom: NewsroomServer, alert_port: int) -> dict[str, str]:
    """Return the variables of an installation on the newsroom; the channel is in a connection."""
    return {
        "VIGIA_HOME": str(home),
        "VIGIA_CATALOG": str(NEWSROOM),
        "VIGIA_CONNECT_TO": json.dumps(newsroom.connect_to),
        "VIGIA_HOST_DELAY_SECONDS": "0",
        "AIRFLOW_CONN_VIGIA_ALERTS": f"json://127.0.0.1:{alert_port}/hook",
        # Unpaused one by one: a DAG that is on from the start begins with a run of its schedule.
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "True",
    }


def undisturbed(home: Path, alert_port: int) -> dict[str, list[Any]]:
    """Return the tables of the first visit, made without Airflow and without accidents."""
    with NewsroomServer(NEWSROOM, FIRST) as newsroom:
        settings = Settings(
            home=home,
            catalog=NEWSROOM,
            connect_to=newsroom.connect_to,
            host_delay_seconds=0,
            alert_urls=(f"json://127.0.0.1:{alert_port}/hook",),
        )
        run_once(settings, run_id("ingest", None, FIRST, FIRST), FIRST, all_feeds=True)
    return tables(home)


def kill_load(home: Path, run_folder: Path) -> int:
    """Kill the process of load with signal 9 while it writes; return the number of loaded runs after."""
    lock = home / "warehouse" / "vigia.duckdb.lock"

    def is_tagged() -> bool:
        queued = list(run_folder.glob("queue-*.jsonl"))
        return bool(queued) and len(list(run_folder.glob("tags-*.jsonl"))) == len(queued)

    until(is_tagged, "the last tags", every=0.01)
    before = lock.read_text()
    pid = int(until(lambda: (text := lock.read_text()) != before and text, "load at the lock", every=0.001))
    time.sleep(0.05)  # into its transaction
    os.kill(pid, signal.SIGKILL)
    with writer(home, 60) as connection:
        return int(connection.execute("select count(*) from runs").fetchone()[0])  # type: ignore[index]


def due_slot(api: Api) -> datetime:
    """Return the slot that ingest is due for, some minutes before the next.

    A run that has its logical date takes the place of the one that unpausing would start.
    """
    left = HALF_HOUR.total_seconds() - time.time() % HALF_HOUR.total_seconds()
    if left < ENOUGH.total_seconds():
        time.sleep(left)
    slot = datetime.fromtimestamp(time.time() // HALF_HOUR.total_seconds() * HALF_HOUR.total_seconds(), UTC)

    def is_due() -> bool:
        due = api.get("dags/ingest")["next_dagrun_logical_date"]
        return due is not None and datetime.fromisoformat(due) == slot

    until(is_due, f"ingest to be due for {slot}")
    return slot


def wait_for_run(api: Api, dag_id: str, run: str) -> str:
    """Wait for the end of a run and return its state."""

    def ended() -> str | None:
        state = str(api.get(f"dags/{dag_id}/dagRuns/{run}")["state"])
        return state if state in ("success", "failed") else None

    return str(until(ended, f"{dag_id} {run}"))


def tell(told: Told, airflow: LocalAirflow, newsroom: NewsroomServer) -> None:
    """Go through the story."""
    api = Api(airflow)
    until(lambda: len(api.get("dags")["dags"]) >= 3, "the DAGs")
    slot = due_slot(api)
    api.pause("alerts", False)
    conf = {"now": FIRST.isoformat(), "all_feeds": True}
    first = api.trigger("ingest", slot, conf)
    api.pause("ingest", False)
    told.runs_after_kill = kill_load(told.home, told.home / "runs" / run_id("ingest", None, FIRST, FIRST))
    told.states["ingest"] = [wait_for_run(api, "ingest", first)]
    told.tries = api.tries("ingest", first)
    told.disturbed = tables(told.home)
    alerts = until(lambda: api.runs("alerts"), "alerts after the first publication")
    wait_for_run(api, "alerts", alerts[0]["dag_run_id"])

    newsroom.advance(SECOND)
    second = api.trigger("ingest", None, {"now": SECOND.isoformat(), "all_feeds": True})
    told.states["ingest"].append(wait_for_run(api, "ingest", second))
    api.pause("ingest", True)
    runs = until(lambda: len(api.runs("alerts")) > 1 and api.runs("alerts"), "alerts after the second")
    told.states["alerts"] = [wait_for_run(api, "alerts", run["dag_run_id"]) for run in runs]
    told.alert_runs = [run["run_type"] for run in runs]

    day = REPORT_DATE + timedelta(days=1)  # the run of the 21st reports the 20th
    # Created while the DAG is paused: on SQLite, two that create runs of one DAG at once can collide.
    airflow.run(
        *"backfill create --dag-id daily_report --max-active-runs 1".split(),
        *("--from-date", day.isoformat(), "--to-date", f"{day}T23:59:00+00:00"),
    )
    api.pause("daily_report", False)

    def backfilled() -> list[str]:
        return [run["dag_run_id"] for run in api.runs("daily_report") if run["run_type"] == "backfill"]

    told.states["daily_report"] = [
        wait_for_run(api, "daily_report", run) for run in until(backfilled, "the back-fill")
    ]
    connections = [one for process in processes(airflow) for one in process.net_connections("inet")]
    told.listening = {one.laddr.ip for one in connections if one.status == psutil.CONN_LISTEN}


def processes(airflow: LocalAirflow) -> list[psutil.Process]:
    """Return the processes of an Airflow and all that they started."""
    parents = [psutil.Process(child.pid) for child in airflow.children.values()]
    return parents + [child for parent in parents for child in parent.children(recursive=True)]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """The story, told on a home of its own."""
    folder = tmp_path_factory.mktemp("scheduler")
    told = Told(folder / "home")
    with (
        alert_receiver(folder / "port") as (port, messages),
        NewsroomServer(NEWSROOM, FIRST) as newsroom,
        pytest.MonkeyPatch.context() as patch,
    ):
        for name in set(os.environ) - set(clean_environment()):
            patch.delenv(name)
        told.undisturbed = undisturbed(folder / "undisturbed", port)
        variables = newsroom_variables(told.home, newsroom, port)
        airflow = LocalAirflow(folder / "airflow", free_port(18080), variables)
        with airflow:
            tell(told, airflow, newsroom)
            children = processes(airflow)
        _, alive = psutil.wait_procs(children, timeout=10)
        told.left_running = [child.pid for child in alive]
        told.messages = messages
    return told


def test_every_run_ends_well(told: Told) -> None:
    """Both visits, the alerts and the back-filled report."""
    assert told.states["ingest"] == ["success", "success"]
    assert set(told.states["alerts"]) == {"success"}
    assert told.states["daily_report"] == ["success"]


def test_a_killed_load_had_written_nothing(told: Told) -> None:
    """The transaction is whole or not there."""
    assert told.runs_after_kill == 0


def test_a_killed_task_is_tried_again(told: Told) -> None:
    """By the scheduler, and no other task with it."""
    assert told.tries["load"] == ("success", 2)
    assert {tries for task, (_, tries) in told.tries.items() if task != "load"} == {1}


def test_a_killed_load_leaves_the_tables_of_an_undisturbed_run(told: Told) -> None:
    """Row by row, in every table, also those that were made without Airflow."""
    assert told.undisturbed["articles"]
    assert told.disturbed.keys() == told.undisturbed.keys()
    for name, rows in told.undisturbed.items():
        assert told.disturbed[name] == rows, name


def test_a_publication_triggers_the_alerts(told: Told) -> None:
    """Through the asset: nobody started them."""
    assert set(told.alert_runs) == {"asset_triggered"}


def test_each_alert_arrives_once(told: Told) -> None:
    """As many messages as alerts, each marked as sent."""
    with reader(told.home) as connection:
        _, rows = query(connection, "select status, attempts from alerts")
    assert rows
    assert set(rows) == {("sent", 1)}
    assert len(told.messages) == len(rows)


def test_the_report_of_a_past_day_is_there(told: Told) -> None:
    """The back-fill of the 21st wrote the 20th."""
    folder = told.home / "reports" / REPORT_DATE.isoformat()
    assert {"index.html", "report.md", "report.json"} <= {path.name for path in folder.iterdir()}


def test_nothing_listens_to_the_network(told: Told) -> None:
    """Every socket is on loopback."""
    assert told.listening == {"127.0.0.1"}


def test_nothing_is_left_running(told: Told) -> None:
    """Neither a process of Airflow nor one of its tasks."""
    assert told.left_running == []


def test_up_says_where_it_is_and_ends_everything(tmp_path: Path) -> None:
    """Started and ended by a script; the password is in a file for its owner alone."""
    done = subprocess.run(
        [sys.executable, "-m", "vigia_airflow.up", "--once-ready-exit"],
        env=clean_environment() | {"VIGIA_HOME": str(tmp_path / "home")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    password = tmp_path / "home" / "airflow" / "password.json"
    assert f"password  in {password}" in done.stdout
    assert "http://127.0.0.1:" in done.stdout
    assert password.stat().st_mode & 0o777 == 0o600
    assert json.loads(password.read_text())["admin"] not in done.stdout + done.stderr
    here = str(tmp_path)
    assert not [process for process in psutil.process_iter() if here in _environment_of(process)]


def _environment_of(process: psutil.Process) -> str:
    try:
        return process.environ().get("VIGIA_HOME", "")
    except psutil.Error:
        return ""
