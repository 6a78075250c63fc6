"""The environment of an Airflow of one's own."""

import socket
import stat
from pathlib import Path

import pytest

from vigia_airflow.local import LocalAirflow, airflow_environment, clean_environment, free_port


def test_secrets_are_made_once_for_their_owner_alone(tmp_path: Path) -> None:
    """A second start has the same, or connections could not be read any more."""
    one, other = LocalAirflow(tmp_path, 8080), LocalAirflow(tmp_path, 8081)
    names = ["AIRFLOW__CORE__FERNET_KEY", "AIRFLOW__API__SECRET_KEY", "AIRFLOW__API_AUTH__JWT_SECRET"]
    values = [one.environment()[name] for name in names]
    assert values == [other.environment()[name] for name in names]
    assert len(set(values)) == 3
    assert min(map(len, values)) >= 44
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600


def test_it_is_reached_where_it_listens(tmp_path: Path) -> None:
    """Host, port and the addresses made of them agree, on loopback."""
    environment = LocalAirflow(tmp_path, 8123).environment()
    assert environment["AIRFLOW__API__HOST"] == "127.0.0.1"
    assert environment["AIRFLOW__API__BASE_URL"] == "http://127.0.0.1:8123"
    assert environment["AIRFLOW__CORE__EXECUTION_API_SERVER_URL"] == "http://127.0.0.1:8123/execution/"


def test_a_port_that_is_taken_is_passed_over() -> None:
    """The next free one is used."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert port < free_port(port) < port + 100


def test_nothing_of_another_airflow_leaks_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Least of all somebody's real alert channels into a demo."""
    for name in ("AIRFLOW_CONN_VIGIA_ALERTS", "AIRFLOW__CORE__EXECUTOR", "VIGIA_ALERT_URLS", "VIGIA_HOME"):
        monkeypatch.setenv(name, "x")
    clean = clean_environment(kept=("VIGIA_HOME",))
    assert [name for name in clean if name.startswith(("AIRFLOW", "VIGIA"))] == ["VIGIA_HOME"]
    assert clean["PATH"]


def test_loopback_goes_through_no_proxy(tmp_path: Path) -> None:
    """A proxy in the environment could not reach our own receiver."""
    assert "127.0.0.1" in airflow_environment(tmp_path)["NO_PROXY"]
