"""What is published from a lake is what would be published from the file."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

import builders
from builders import NOW
from loads import write_run
from stores import Contents, contents, file_settings, publish_all
from vigia.runs import run_folder, write_records
from vigia.settings import Settings
from vigia.stages.build import build, run_dbt
from vigia.stages.load import load
from vigia.warehouse import writer_lock

LATER = NOW + timedelta(hours=5)
pytestmark = [pytest.mark.slow, pytest.mark.service]


def _write_runs(settings: Settings) -> None:
    write_run(settings.home, "run-1", range(12))
    write_run(settings.home, "run-2", range(6, 18), at=LATER, title="Cuba y Rusia cambian el acuerdo")
    aliases = [builders.entry(1), builders.entry(2)]
    write_records(
        run_folder(settings.home, "run-2"),
        "entries",
        [replace(entry, run_id="run-2", content_hash="edited", first_seen_at=LATER) for entry in aliases],
        1,
    )


def _models(settings: Settings) -> None:
    with writer_lock(settings.home, 30, settings.lake) as path:
        assert run_dbt(settings, path, "run").success


def _bring_in(settings: Settings, restate: Callable[[Settings], object]) -> Contents:
    """Load, build every day, load more, load it again, and build the days that changed."""
    _write_runs(settings)
    load(settings, "run-1", NOW)
    _models(settings)
    load(settings, "run-2", LATER)
    load(settings, "run-2", LATER + timedelta(hours=1))
    restate(settings)
    publish_all(settings, "1")
    return contents(settings.home)


def test_a_lake_is_published_as_a_file_is(s3_store: Settings, tmp_path: Path) -> None:
    """The same tables, views, columns, types, comments and rows; and every test of the models passes."""
    found = _bring_in(s3_store, build)
    expected = _bring_in(file_settings(tmp_path), _models)
    assert found.columns == expected.columns
    assert found.comments == expected.comments
    assert found.rows == expected.rows
    assert len(found.rows["articles"]) == 18
    assert found.rows["report_daily_topics"]
