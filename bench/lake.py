"""A day's load and publication in a lake against those in a file.

``python -m bench.lake postgresql://user@host/empty-database FOLDER-OR-S3``; the database must be empty.
"""

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench.children import Cost, Meter, measured
from bench.data import own_items
from bench.day import ARTICLES_PER_DAY, noon, run_id_of, write_day
from vigia.runs import run_folder
from vigia.settings import Settings
from vigia.stages.build import build
from vigia.stages.load import load
from vigia.stages.publish import publish
from vigia.stages.tidy import tidy

STEPS: dict[str, Callable[[Settings, int], object]] = {
    "load": lambda settings, day: load(settings, run_id_of(day), noon(day)),
    "build": lambda settings, day: build(settings),
    "publish": lambda settings, day: publish(settings, noon(day)),
    "tidy": lambda settings, day: tidy(settings, noon(day)),
}


def main() -> None:
    """Print CPU seconds, wall seconds and memory of each step of two days, for the file and for the lake."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("catalog")
    parser.add_argument("data")
    arguments = parser.parse_args()
    lake = {"lake_catalog": arguments.catalog, "lake_data": arguments.data}
    print(f"{ARTICLES_PER_DAY:,} articles a day")
    for name, where in (("file", {}), ("lake", lake)):
        with tempfile.TemporaryDirectory(prefix="vigia-bench-") as folder:
            settings = Settings(home=Path(folder), alert_urls=(), parquet=False, **where)
            for day in range(2):
                measured(_write, settings, day)
                for step in STEPS:
                    _, cost = measured(_step, settings, step, day)
                    _tell(name, day, step, cost)


def _write(meter: Meter, settings: Settings, day: int) -> None:
    with meter:
        write_day(run_folder(settings.home, run_id_of(day)), own_items(), day)


def _step(meter: Meter, settings: Settings, step: str, day: int) -> None:
    with meter:
        STEPS[step](settings, day)


def _tell(name: str, day: int, step: str, cost: Cost) -> None:
    print(f"{name} day {day + 1} {step}: {cost}", flush=True)


if __name__ == "__main__":
    main()
