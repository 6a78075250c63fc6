"""Several loaders at once, and one that is killed: nothing is lost and nothing is there twice."""

import multiprocessing
import os
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from multiprocessing.context import ForkServerProcess
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest

from builders import NOW
from loads import write_run
from stores import file_settings, rows_of_all
from vigia.runs import run_folder
from vigia.settings import Settings
from vigia.stages.load import load
from vigia.warehouse import load_run, writer

pytestmark = pytest.mark.slow

# Runs that share most of their articles, each with a text of its own.
NUMBERS = {"run-1": range(30), "run-2": range(10, 40), "run-3": range(20, 50), "run-4": range(0, 50, 2)}
AT = {run_id: NOW + timedelta(hours=hour) for hour, run_id in enumerate(NUMBERS)}
LOADED_AT = NOW + timedelta(days=1)


def write_runs(settings: Settings) -> None:
    """Write the run folders, the same in each home."""
    for run_id, numbers in NUMBERS.items():
        write_run(settings.home, run_id, numbers, at=AT[run_id], title=f"Título de {run_id}")


def _process(target: object, *arguments: object) -> ForkServerProcess:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["vigia.stages.load", "vigia.stages.publish"])
    # What S3 needs is in the environment, and that of the fork server may be older.
    access = {name: value for name, value in os.environ.items() if name.startswith("AWS_")}
    process = context.Process(target=_with, args=(access, target, *arguments))
    process.start()
    return process


def _with(access: Mapping[str, str], target: object, *arguments: object) -> None:
    os.environ |= access
    assert callable(target)
    target(*arguments)


def _load(settings: Settings, run_ids: Sequence[str], at: datetime) -> None:
    for run_id in run_ids:
        load(settings, run_id, at)


def _load_without_end(settings: Settings, run_id: str, is_loaded: Event) -> None:
    with writer(settings.home, 30, settings.lake) as connection:
        connection.execute("begin")
        load_run(connection, run_folder(settings.home, run_id), run_id, LOADED_AT, settings.time_zone)
        is_loaded.set()
        multiprocessing.Event().wait()


def test_four_loaders_and_one_killed(store: Settings, tmp_path: Path) -> None:
    """The tables are those of loading one run after the other, in the order in which they were loaded."""
    write_runs(store)
    is_loaded = multiprocessing.get_context("forkserver").Event()
    victim = _process(_load_without_end, store, "run-1", is_loaded)
    assert is_loaded.wait(60)
    loaders = [
        _process(_load, store, run_ids, LOADED_AT)
        for run_ids in (["run-2"], ["run-3"], ["run-4"], ["run-1", "run-3"])
    ]
    victim.kill()
    for process in (victim, *loaders):
        process.join(120)
    assert [process.exitcode for process in loaders] == [0, 0, 0, 0]
    with writer(store.home, 30, store.lake) as connection:
        order = connection.execute("select run_id from runs order by rowid").fetchall()
        found = rows_of_all(connection)

    one_by_one = file_settings(tmp_path / "one-by-one")
    write_runs(one_by_one)
    for (run_id,) in order:
        load(one_by_one, run_id, LOADED_AT)
    with writer(one_by_one.home, 30) as connection:
        expected = rows_of_all(connection)
    assert sorted(order) == [(run_id,) for run_id in NUMBERS]
    assert len(found["articles"]) == len(found["entries"]) == 50
    assert found == expected
