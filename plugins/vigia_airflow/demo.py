"""``python -m vigia_airflow.demo``: the DAGs, in this process, on the bundled newsroom, offline.

Two visits to the newsroom with an advance in between, then the alerts and the report of its day. On
a home that has seen the first visit only the second is repeated, as the same run: nothing is new.
"""

import json
import logging
import os
import shutil
import signal
import sys
import tempfile
import threading
import traceback
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn

from rich.console import Console

from vigia.errors import VigiaError
from vigia.newsroom.content import REPORT_DATE, VISITS
from vigia.newsroom.server import NewsroomServer
from vigia.settings import ROOT
from vigia_airflow.identity import run_id
from vigia_airflow.local import airflow_environment, clean_environment
from vigia_airflow.progress import StageLines, divert_output
from vigia_airflow.receiver import alert_receiver

NEWSROOM = ROOT / "seeds" / "newsroom"
DEFAULT_HOME = Path(".vigia") / "demo"


class DemoError(VigiaError):
    """A DAG of the demo did not come through."""


def main() -> None:
    """Run the demo and leave at once: Airflow's own way out takes seconds."""
    home = Path(os.environ.get("VIGIA_HOME") or DEFAULT_HOME).expanduser().absolute()
    log_path = home / "logs" / "demo.log"
    airflow_home = Path(tempfile.mkdtemp(prefix="vigia-airflow-"))
    _end_on_signal(airflow_home)
    terminal = divert_output(log_path)
    console = Console(file=terminal, highlight=False, soft_wrap=True)
    code = _run(console, home, airflow_home, log_path)
    terminal.flush()
    _leave(airflow_home, code)


def _end_on_signal(airflow_home: Path) -> None:
    """End the program on SIGTERM and SIGINT, whatever it is at: all it writes is whole or not there.

    A thread waits for them: Airflow's task runner takes over the handlers and goes on.
    """
    ending = (signal.SIGTERM, signal.SIGINT)
    signal.pthread_sigmask(signal.SIG_BLOCK, ending)

    def wait() -> None:
        number = signal.sigwait(ending)
        _leave(airflow_home, 128 + number)

    threading.Thread(target=wait, name="ending", daemon=True).start()


def _leave(airflow_home: Path, code: int) -> NoReturn:
    shutil.rmtree(airflow_home, ignore_errors=True)
    sys.stdout.flush()
    os._exit(code)


def _run(console: Console, home: Path, airflow_home: Path, log_path: Path) -> int:
    lines = StageLines(console)
    try:
        demo(console, lines, home, airflow_home)
    except Exception as error:  # noqa: BLE001 the one place that turns whatever happened into a message
        traceback.print_exc()
        lines.close()
        reasons = lines.errors or [f"{type(error).__name__}: {error}"]
        console.print(f"The demo failed: {reasons[-1]}", markup=False, style="bold red")
        console.print(f"All that was logged is in {log_path}", markup=False)
        return 1
    return 0


def demo(console: Console, lines: StageLines, home: Path, airflow_home: Path) -> None:
    """Run the DAGs against the newsroom and print the summary. Raises DemoError."""
    first, second = VISITS
    with (
        NewsroomServer(NEWSROOM, first, port=0) as newsroom,
        alert_receiver(home / "alert_port") as (port, _),
    ):
        environment = clean_environment() | demo_environment(home, airflow_home, newsroom.connect_to, port)
        os.environ.clear()
        os.environ.update(environment)
        lines.heading("Starting Airflow and the newsroom")
        dags = loaded_dags()
        logging.getLogger("vigia_airflow.tasks").setLevel(logging.INFO)
        logging.getLogger("vigia_airflow.tasks").addHandler(lines)

        from vigia_airflow.summary import has_run, news_since, row_counts, summary

        before = row_counts(home)
        if not has_run(home, run_id("ingest", None, first, first)):
            run_dag(lines, dags["ingest"], "ingest, first visit", first, _at(first))
        newsroom.advance(second)
        run_dag(lines, dags["ingest"], "ingest, second visit", second, _at(second))
        run_dag(lines, dags["alerts"], "alerts", second, {"now": second.isoformat()})
        run_dag(lines, dags["daily_report"], "daily_report", second, {"date": REPORT_DATE.isoformat()})
    lines.close()
    console.print()
    if before:
        console.print(news_since(before, row_counts(home)), markup=False)
        console.print()
    for line in summary(home, REPORT_DATE):
        console.print(line, markup=False)


def demo_environment(
    home: Path, airflow_home: Path, connect_to: Mapping[str, str], alert_port: int
) -> dict[str, str]:
    """Return the variables of the demo: the newsroom for the world, a receiver for the channels."""
    return airflow_environment(airflow_home) | {
        # Ours is installed already, and what else is there is not the demo's.
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(airflow_home / "plugins"),
        "AIRFLOW__LOGGING__LOGGING_LEVEL": "WARNING",
        "VIGIA_HOME": str(home),
        "VIGIA_CATALOG": str(NEWSROOM),
        "VIGIA_CONNECT_TO": json.dumps(dict(connect_to)),
        "VIGIA_HOST_DELAY_SECONDS": "0",
        "VIGIA_ALERT_URLS": json.dumps([f"json://127.0.0.1:{alert_port}/demo"]),
    }


def loaded_dags() -> Mapping[str, Any]:
    """Make the metadata database and return the DAGs by name; they fail without trying again."""
    from airflow.dag_processing.dagbag import DagBag
    from airflow.utils.db import initdb

    initdb()
    bag = DagBag(os.environ["AIRFLOW__CORE__DAGS_FOLDER"])
    if bag.import_errors:
        raise DemoError("; ".join(f"{path}: {error}" for path, error in bag.import_errors.items()))
    for dag in bag.dags.values():
        for task in dag.tasks:
            _never_retried(task)
    return dict(bag.dags)


def run_dag(lines: StageLines, dag: Any, title: str, at: datetime, conf: Mapping[str, Any]) -> None:
    """Run a DAG to its end in this process. Raises DemoError."""
    lines.heading(title)
    run = dag.test(run_after=at, logical_date=at, run_conf=dict(conf))
    lines.flush()
    if run.state != "success":
        raise DemoError(f"{dag.dag_id} ended as {run.state}")


def _never_retried(task: Any) -> None:
    # Waiting minutes for another try would help nobody here.
    if task.is_mapped:
        task.partial_kwargs["retries"] = 0
    else:
        task.retries = 0


def _at(visit: datetime) -> dict[str, Any]:
    return {"now": visit.isoformat(), "all_feeds": True}


if __name__ == "__main__":
    main()
