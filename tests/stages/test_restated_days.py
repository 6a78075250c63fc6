"""Models that are built by day: they say what a build of all days would say, and read less."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from builders import NOW
from loads import write_run, write_small_catalog
from vigia.settings import Settings
from vigia.stages.build import run_dbt
from vigia.stages.load import load
from vigia.warehouse import writer, writer_lock

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def settings(home: Path, tmp_path: Path) -> Settings:
    """A home whose catalog has one feed."""
    return Settings(home=home, catalog=write_small_catalog(tmp_path / "catalog"))


def bring(settings: Settings, at: datetime, *numbers: int, **more: Any) -> None:
    """Load a run with the articles of these numbers."""
    load(settings, write_run(settings.home, f"run-{at:%Y%m%dT%H%M}", numbers, at, **more), at)


def run_models(settings: Settings, *options: str) -> None:
    """Run the models without their tests."""
    with writer_lock(settings.home, 5) as path:
        assert run_dbt(settings, path, "run", *options).success


def modelled(settings: Settings) -> dict[str, list[Any]]:
    """Return the rows of all that dbt made."""
    with writer(settings.home, 5) as connection:
        names = connection.execute(
            "select table_name from information_schema.tables where table_schema = 'main' "
            "and (table_name like '%daily%' or table_name in ('matches', 'item_life')) order by all"
        ).fetchall()
        return {name: connection.execute(f"from {name} order by all").fetchall() for (name,) in names}


def differing(one: dict[str, list[Any]], other: dict[str, list[Any]]) -> dict[str, Any]:
    """Return the tables whose rows differ, with what only one of both has."""
    return {
        name: [row for row in one[name] + other[name] if (row in one[name]) != (row in other[name])]
        for name in one
        if one[name] != other[name]
    }


def test_a_build_by_day_says_what_a_whole_build_says(settings: Settings) -> None:
    """After late articles, an edit, a pause and a new outlet, both agree in every row."""
    bring(settings, NOW, 1, 2, 3)
    bring(settings, NOW + DAY, 4, 5)
    run_models(settings)
    bring(settings, NOW + 2 * DAY, 7, published=NOW - 3 * DAY)  # late
    bring(settings, NOW + 2 * DAY + HOUR, 1, title="Otro título", body="Otro texto de Cuba y Rusia.")
    bring(settings, NOW + 6 * DAY, 8, 9)  # days without a poll before
    run_models(settings)
    by_day = modelled(settings)
    run_models(settings, "--full-refresh")
    assert differing(by_day, modelled(settings)) == {}
    assert len(by_day["daily_coverage"]) == 10
    assert sum(row[0] is not None for row in by_day["matches"]) == 5


def test_a_run_that_is_loaded_again_changes_no_day(settings: Settings) -> None:
    """What was there already makes nothing stale, so the next build has nothing to do."""
    bring(settings, NOW, 1, 2)
    with writer(settings.home, 5) as connection:
        before = connection.execute("from changed_days order by all").fetchall()
    load(settings, f"run-{NOW:%Y%m%dT%H%M}", NOW + HOUR)
    with writer(settings.home, 5) as connection:
        assert connection.execute("from changed_days order by all").fetchall() == before
