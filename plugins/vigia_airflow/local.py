"""An Airflow of one's own on this machine: the environment that it reads, and its processes."""

import base64
import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TextIO

from vigia.errors import VigiaError
from vigia.settings import ROOT

DAGS_FOLDER = ROOT / "dags"
PLUGINS_FOLDER = ROOT / "plugins"
POOLS_FILE = Path(__file__).with_name("pools.json")

USER = "admin"
TASKS_AT_ONCE = 4
READY_SECONDS = 180.0
STOP_SECONDS = 15.0
PROCESSES: dict[str, tuple[str, ...]] = {
    "scheduler": ("scheduler", "--skip-serve-logs"),
    "triggerer": ("triggerer", "--skip-serve-logs"),
    "dag-processor": ("dag-processor",),
    "api-server": ("api-server", "--workers", "1"),
}
SERVING = ("api-server",)  # what running tasks report to: started first and ended last
WORKING = ("dag-processor", "triggerer", "scheduler")
HEALTHY = ("metadatabase", "scheduler", "dag_processor", "triggerer")


class LocalAirflowError(VigiaError):
    """A process of the local Airflow ended or did not become ready."""


def clean_environment(kept: tuple[str, ...] = ()) -> dict[str, str]:
    """Return our environment without what would lead an Airflow of one's own elsewhere.

    Dropped are the variables of Airflow and of Vigía, but for those named in ``kept``.
    """
    ours = ("AIRFLOW", "_AIRFLOW", "VIGIA_")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours) or name in kept}


def airflow_environment(airflow_home: Path) -> dict[str, str]:
    """Return the variables of an Airflow on SQLite in a folder, with our DAGs and no examples."""
    return {
        "AIRFLOW_HOME": str(airflow_home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(DAGS_FOLDER),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(PLUGINS_FOLDER),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        # A scheduler and its tasks write at once: without the wait some answer would be an error.
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{airflow_home}/airflow.db?timeout=60",
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(airflow_home / "logs"),
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
        # Alerts and the execution interface are on loopback: no proxy can help there.
        "NO_PROXY": "127.0.0.1,localhost",
        "no_proxy": "127.0.0.1,localhost",
    }


def free_port(first: int, most: int = 100) -> int:
    """Return the first port from ``first`` on 127.0.0.1 that nobody listens on."""
    for port in range(first, first + most):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise LocalAirflowError(f"no port from {first} to {first + most - 1} is free on 127.0.0.1")


@dataclass
class LocalAirflow:
    """Scheduler, DAG processor, triggerer and API server, on 127.0.0.1 only; a context manager.

    ``folder`` keeps its database, secrets and logs between two starts.
    """

    folder: Path
    port: int
    extra: Mapping[str, str] = field(default_factory=dict)
    children: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict, init=False)
    _lock: TextIO = field(init=False, repr=False)

    @property
    def url(self) -> str:
        """Where people and programs reach it."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def password_file(self) -> Path:
        """The file with the password, readable by its owner only."""
        return self.folder / "password.json"

    @property
    def log_folder(self) -> Path:
        """One log for each process."""
        return self.folder / "logs" / "processes"

    def environment(self) -> dict[str, str]:
        """Return the whole environment of the processes."""
        keys = _kept_secrets(self.folder / "secrets.json", {"fernet": 32, "jwt": 64, "api": 32})
        return {
            **os.environ,
            **airflow_environment(self.folder),
            "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
            "AIRFLOW__CORE__PARALLELISM": str(TASKS_AT_ONCE),
            "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
            "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{self.url}/execution/",
            "AIRFLOW__CORE__FERNET_KEY": keys["fernet"],
            "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": f"{USER}:admin",
            "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(self.password_file),
            "AIRFLOW__API__HOST": "127.0.0.1",
            "AIRFLOW__API__PORT": str(self.port),
            "AIRFLOW__API__BASE_URL": self.url,
            "AIRFLOW__API__SECRET_KEY": keys["api"],
            "AIRFLOW__API_AUTH__JWT_SECRET": keys["jwt"],
            **self.extra,
        }

    def __enter__(self) -> Self:
        """Migrate the database, import the pools, start all processes and wait until they are well."""
        self.log_folder.mkdir(parents=True, exist_ok=True)
        self._lock = _only_one(self.folder)
        _kept_secrets(self.password_file, {USER: 15})
        try:
            self.run("db", "migrate")
            self.run("pools", "import", str(POOLS_FILE))
            for name in (*SERVING, *WORKING):
                self.children[name] = self._start(name)
            self.wait_until_ready()
        except BaseException:
            self.stop()
            self._lock.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End every process."""
        self.stop()
        self._lock.close()

    def run(self, *command: str) -> str:
        """Run one Airflow command to its end and return what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "airflow", *command],
            env=self.environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise LocalAirflowError(f"airflow {' '.join(command)} failed:\n{done.stdout}{done.stderr}")
        return done.stdout

    def password(self) -> str:
        """Return the password of the one user."""
        return str(json.loads(self.password_file.read_text())[USER])

    def wait_until_ready(self, seconds: float = READY_SECONDS) -> None:
        """Wait until every process reports that it is healthy. Raises LocalAirflowError."""
        deadline = time.monotonic() + seconds
        while not self._is_ready():
            self.require_alive()
            if time.monotonic() > deadline:
                raise LocalAirflowError(
                    f"Airflow was not ready within {seconds:g} s; its logs are in {self.log_folder}"
                )
            time.sleep(0.5)

    def require_alive(self) -> None:
        """Raise LocalAirflowError when a process has ended."""
        for name, child in self.children.items():
            if child.poll() is not None:
                raise LocalAirflowError(
                    f"the {name} ended with {child.returncode}; see {self.log_folder / name}.log"
                )

    def stop(self) -> None:
        """End every process and what it started: first kindly, then by force; the API server last."""
        for names in (WORKING, SERVING):
            children = [self.children.pop(name) for name in names if name in self.children]
            for child in children:
                _signal_group(child, signal.SIGTERM)
            deadline = time.monotonic() + STOP_SECONDS
            for child in children:
                with suppress(subprocess.TimeoutExpired):
                    child.wait(max(0.0, deadline - time.monotonic()))
                _signal_group(child, signal.SIGKILL)
                child.wait()

    def _start(self, name: str) -> subprocess.Popen[bytes]:
        with (self.log_folder / f"{name}.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "airflow", *PROCESSES[name]],
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/api/v2/monitor/health", timeout=5) as answer:  # noqa: S310
                health: dict[str, Any] = json.load(answer)
        except (OSError, ValueError):
            return False
        return all((health.get(part) or {}).get("status") == "healthy" for part in HEALTHY)


def _kept_secrets(path: Path, bytes_by_name: Mapping[str, int]) -> dict[str, str]:
    """Return the secrets of a file, made and written for its owner alone when it is not there."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        # With padding, as a Fernet key must have it.
        values = {n: base64.urlsafe_b64encode(os.urandom(size)).decode() for n, size in bytes_by_name.items()}
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            json.dump(values, file)
    found: dict[str, str] = json.loads(path.read_text(encoding="ascii"))
    return found


def _only_one(folder: Path) -> TextIO:
    """Hold the folder for as long as the file returned is open: two schedulers would share a database."""
    lock = (folder / "lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        lock.close()
        raise LocalAirflowError(f"an Airflow is already running in {folder}; end it first") from error
    return lock


def _signal_group(child: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with suppress(ProcessLookupError):  # all of them are gone already
        os.killpg(child.pid, number)
