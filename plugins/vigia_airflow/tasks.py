"""One stage as one task: reads the settings and the clock, logs the counts, maps our errors."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from importlib import import_module
from inspect import signature
from typing import Any

from airflow.sdk import get_current_context, task
from airflow.sdk.exceptions import AirflowFailException

from vigia.errors import CatalogError, InputError, SettingsError, Unreachable
from vigia.model import StageReport
from vigia.settings import read_settings
from vigia_airflow.channels import with_channels
from vigia_airflow.identity import asked_day, fixed_instant, report_day, run_id
from vigia_airflow.keys import with_key

log = logging.getLogger(__name__)

NEVER_RETRIED = (SettingsError, CatalogError, InputError)
# These need to know the channels: load records an alert for each, alert sends them.
TELL = ("load", "alert")
# These open the warehouse.
OPEN = ("plan", "queue", "load", "build", "publish", "alert", "retag", "tidy", "report")
FAILURES_LOGGED = 20
# Fewer feeds can well be down together; if of as many none answers, it is our own network.
FEWEST_FEEDS = 5


def stage_task(name: str, given: Mapping[str, Any] | None = None, **options: Any) -> Any:
    """Return the task of a stage, named like it; options are those of Airflow's ``@task``.

    ``given`` are further arguments of the stage. The task takes a shard where the stage does, and
    gives the list of the shards it made, or its counts. ``polled`` are the counts of the polls, which
    must not all have failed.
    """

    @task(task_id=name, multiple_outputs=False, show_return_value_in_logs=False, **options)
    def run(shard: int | None = None, polled: Sequence[Mapping[str, int]] | None = None) -> Any:
        if polled is not None:
            require_answers(polled[:])  # the slice is one request, iterating would be one for each item
        return run_stage(name, shard, given)

    return run


def run_stage(
    name: str, shard: int | None = None, also: Mapping[str, Any] | None = None
) -> list[int] | dict[str, int]:
    """Run a stage for the current DAG run and return its counts, or the numbers of the shards it made.

    What a retry cannot mend (settings, seeds, params) fails the task at once; whatever else was
    raised is raised on and retried.
    """
    try:
        stage = getattr(import_module(f"vigia.stages.{name}"), name)
        given = _arguments(name) | {"shard": shard} | dict(also or {})
        result = stage(**{key: given[key] for key in signature(stage).parameters if key in given})
    except NEVER_RETRIED as error:
        _tell_failure(name, error)
        raise AirflowFailException(str(error)) from error
    except Exception as error:
        _tell_failure(name, error)
        raise
    if isinstance(result, StageReport):
        return _reported(result)
    _tell(name, {"shards": result})
    return list(range(result))


def require_answers(polled: Iterable[Mapping[str, int]]) -> None:
    """Raise when of many feeds none could be reached: that is no quiet day, and nothing is loaded.

    The feeds then stay due, and none is blamed for our own network.
    """
    counts = [dict(shard) for shard in polled]
    feeds = sum(sum(shard.values()) for shard in counts)
    unreachable = sum(shard.get("unreachable", 0) for shard in counts)
    if feeds >= FEWEST_FEEDS and unreachable == feeds:
        error = Unreachable("", f"none of {feeds} feeds could be reached: is this machine on the network?")
        _tell_failure("queue", error)
        raise AirflowFailException(str(error)) from error


def _arguments(name: str) -> dict[str, Any]:
    context = get_current_context()
    params, dag_run = context["params"], context["dag_run"]
    settings = with_key(read_settings()) if name in OPEN else read_settings()
    fixed = fixed_instant(params.get("now"))
    # A back-fill gives all its runs the same params: only their logical dates tell them apart.
    named_by = None if dag_run.run_type == "backfill" else fixed
    return {
        "settings": with_channels(settings) if name in TELL else settings,
        "run_id": run_id(dag_run.dag_id, dag_run.logical_date, dag_run.run_after, named_by),
        "now": fixed or datetime.now(UTC),
        "all_feeds": bool(params.get("all_feeds")),
        "first_day": asked_day(params.get("first_day")),
        "last_day": asked_day(params.get("last_day")),
        "url": params.get("url"),
        "day": report_day(params.get("date"), dag_run.logical_date or dag_run.run_after, settings.zone),
    }


def _reported(report: StageReport) -> dict[str, int]:
    _tell(report.stage, report.counts, report.failures)
    if report.stage == "alert" and report.failures:
        # Not retried here: each try counts, and the run after the next publication is one.
        raise AirflowFailException(
            f"{len(report.failures)} alert(s) were not taken, the first by {printable(report.failures[0])}; "
            "they stay pending and the next run tries again"
        )
    return report.counts


def _tell(stage: str, counts: Mapping[str, int], failures: Sequence[str] = ()) -> None:
    listed = ", ".join(f"{name} {count}" for name, count in counts.items()) or "nothing to do"
    log.info("%s: %s", stage, listed, extra={"stage": stage, "counts": dict(counts)})
    for failure in failures[:FAILURES_LOGGED]:
        log.warning("%s: %s", stage, printable(failure))
    if len(failures) > FAILURES_LOGGED:
        log.warning("%s: and %d more failures", stage, len(failures) - FAILURES_LOGGED)


def _tell_failure(stage: str, error: Exception) -> None:
    text = " ".join(printable(line) for line in str(error).splitlines())
    log.error("%s failed: %s: %s", stage, type(error).__name__, text, extra={"stage": stage})


def printable(text: str, most: int = 300) -> str:
    """Return text from outside as one harmless line of at most ``most`` characters."""
    line = "".join(char if char.isprintable() else " " for char in text[: most + 1])
    return line if len(line) <= most else line[: most - 1] + "…"
