"""How a stage runs as a task: its arguments, its counts in the log, its errors."""

import logging
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from vigia.errors import CatalogError, DeliveryError, InputError, SettingsError, WarehouseBusy
from vigia.model import StageReport

pytestmark = pytest.mark.filterwarnings("default")
AT = datetime(2026, 11, 21, 11, 0, tzinfo=UTC)
Stage = Callable[..., Any]


@pytest.fixture
def occasion(monkeypatch: pytest.MonkeyPatch, home: Path) -> SimpleNamespace:
    """A scheduled run of ingest, as Airflow describes it to a task."""
    from vigia_airflow import tasks

    run = SimpleNamespace(dag_id="ingest", logical_date=AT, run_after=AT, run_type="scheduled")
    params: dict[str, Any] = {}
    monkeypatch.setattr(tasks, "get_current_context", lambda: {"params": params, "dag_run": run})
    monkeypatch.setenv("VIGIA_HOME", str(home))
    return SimpleNamespace(run=run, params=params)


@pytest.fixture
def play(occasion: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Run a function in the place of a stage."""
    from vigia_airflow.tasks import run_stage

    def play(name: str, stage: Stage, shard: int | None = None) -> Any:
        module = ModuleType(f"vigia.stages.{name}")
        setattr(module, name, stage)
        monkeypatch.setitem(sys.modules, module.__name__, module)
        return run_stage(name, shard)

    return play


def test_a_stage_is_given_what_it_names(play: Any, occasion: SimpleNamespace, home: Path) -> None:
    """Settings from the environment, the run, the shard, the instant; nothing else."""
    seen: dict[str, Any] = {}

    def poll(settings: Any, run_id: str, shard: int, now: datetime) -> StageReport:
        seen.update(home=settings.home, run_id=run_id, shard=shard, now=now)
        return StageReport("poll", run_id, {"new": 2})

    occasion.params["now"] = "2026-11-20T04:30:00Z"
    assert play("poll", poll, 3) == {"new": 2}
    fixed = datetime(2026, 11, 20, 4, 30, tzinfo=UTC)
    assert seen == {"home": home, "run_id": "ingest-at-20261120T043000Z", "shard": 3, "now": fixed}


def test_back_filled_runs_never_share_a_folder(play: Any, occasion: SimpleNamespace) -> None:
    """All runs of one back-fill have the same params: their logical dates tell them apart."""
    occasion.run.run_type = "backfill"
    occasion.params["now"] = "2026-11-20T04:30:00Z"
    seen = []
    play("gate", lambda settings, run_id, shard: seen.append(run_id) or StageReport("gate", run_id), 0)
    assert seen == ["ingest-20261121T110000Z"]


@pytest.mark.parametrize(
    ("asked", "logical_date", "day"),
    [(None, AT, "2026-11-20"), (None, None, "2026-11-20"), ("2026-01-02", AT, "2026-01-02")],
)
def test_the_report_is_of_the_day_asked_for_or_that_closed(
    play: Any, occasion: SimpleNamespace, asked: str | None, logical_date: datetime | None, day: str
) -> None:
    """Also for a run by hand, which has no logical date."""
    occasion.run.logical_date = logical_date
    occasion.params["date"] = asked
    seen = []
    play("report", lambda settings, day: seen.append(day) or StageReport("report", ""))
    assert seen == [date.fromisoformat(day)]


def test_shards_are_numbered(play: Any) -> None:
    """What maps over them gets a list, an empty one when there is nothing to do."""
    assert play("plan", lambda settings, all_feeds: 3) == [0, 1, 2]
    assert play("plan", lambda settings, all_feeds: 0) == []


@pytest.mark.parametrize(
    "error", [SettingsError("VIGIA_HOME"), CatalogError(["feeds.csv:2: no URL"]), InputError("date")]
)
def test_what_trying_again_cannot_mend_fails_at_once(play: Any, error: Exception) -> None:
    """The message, which says what to mend, is the task's."""
    from airflow.sdk.exceptions import AirflowFailException

    def plan() -> int:
        raise error

    with pytest.raises(AirflowFailException, match=str(error).splitlines()[-1]):
        play("plan", plan)


def test_a_faulty_setting_fails_at_once(play: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is read in the task, so its error is the task's as well."""
    from airflow.sdk.exceptions import AirflowFailException

    monkeypatch.setenv("VIGIA_POLL_SHARDS", "many")
    with pytest.raises(AirflowFailException, match="VIGIA_POLL_SHARDS"):
        play("plan", lambda: 1)


@pytest.mark.parametrize("error", [WarehouseBusy("held by 12"), OSError("disk"), ZeroDivisionError()])
def test_everything_else_is_tried_again(play: Any, error: Exception) -> None:
    """It is raised as it is; Airflow's ordinary retries apply."""

    def load() -> StageReport:
        raise error

    with pytest.raises(type(error)):
        play("load", load)


def test_failures_of_items_are_told_harmlessly(play: Any, caplog: pytest.LogCaptureFixture) -> None:
    """A URL from outside can neither break a log line nor fill the log."""
    failures = ("http://evil.example/\n\x1b[2Jred: ok", *(f"http://a.example/{n}" for n in range(50)))
    with caplog.at_level(logging.INFO, "vigia_airflow.tasks"):
        play("poll", lambda settings: StageReport("poll", "", {"new": 1, "refused": 51}, failures))
    assert "poll: new 1, refused 51" in caplog.messages
    assert "poll: http://evil.example/  [2Jred: ok" in caplog.messages
    assert caplog.messages[-1] == "poll: and 31 more failures"


def test_an_alert_not_taken_is_red(play: Any) -> None:
    """The run fails, without a try that would count against the alert."""
    from airflow.sdk.exceptions import AirflowFailException

    def alert(settings: Any, now: datetime) -> StageReport:
        return StageReport("alert", "", {"sent": 1, "failed": 1}, (str(DeliveryError("mailto:3f2a9c: no")),))

    with pytest.raises(AirflowFailException, match="mailto:3f2a9c"):
        play("alert", alert)


def test_a_dead_network_is_no_quiet_day() -> None:
    """When of many feeds none could be reached, nothing is loaded and no feed is blamed."""
    from airflow.sdk.exceptions import AirflowFailException

    from vigia_airflow.tasks import require_answers

    with pytest.raises(AirflowFailException, match="none of 7 feeds"):
        require_answers([{"unreachable": 4}, {"unreachable": 3}])
    require_answers([{"unreachable": 4}, {"unreachable": 2, "refused": 1}])
    require_answers([{"unreachable": 4}])
    require_answers([])
