"""Part ``years``: a day beside years of history: its load, models and publication, and the cookbook."""

import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.children import Cost, Meter, measured
from bench.data import ROOT, own_items
from bench.day import ARTICLES_PER_DAY, noon, run_id_of, write_day
from bench.history import Extent, make_history
from bench.tables import COST_COLUMNS, Column, Table, Value, cost_cells
from vigia.runs import run_folder
from vigia.settings import Settings
from vigia.stages.build import build
from vigia.stages.load import load
from vigia.warehouse import publish, query, reader, warehouse_file

ARTICLES = 200_000
DAYS = 1500  # a tenth of them is more than any model looks back
MOST_SECONDS = 1.0  # of a query
MOST_RATIO = 4 / 3  # of the day's models after ten times the history
_LOADED = 1  # number of the day that is loaded on top
_RECIPE = re.compile(r"^## (?P<question>[^\n]+)\n.*?```sql\n(?P<sql>.*?)```", re.M | re.S)
_OF_A_URL = re.compile(r"canonical_url = '[^']*'")

_COLUMNS = (
    Column("step"), Column("articles there", "count"), Column("rows there", "count"),
    Column("to a tenth", "ratio"), *COST_COLUMNS,
)  # fmt: skip
_QUERIES = (Column("question"), Column("rows", "count"), Column("wall / limit", "ratio"), *COST_COLUMNS)
_STEPS = ("history", "build of all days", "load", "models", "models, nothing new", "publication")


@dataclass(frozen=True, slots=True)
class Year:
    """What was measured on one history."""

    articles: int
    rows: int
    costs: dict[str, Cost]  # by step
    file_bytes: int


def run(articles: int, rows: int) -> Iterator[Table]:
    """Measure a day on a history of ``articles`` and about ``rows`` other rows, and on a tenth of it."""
    with tempfile.TemporaryDirectory(prefix="vigia-bench-") as folder:
        tenth = _year(Path(folder) / "tenth", Extent(articles // 10, rows // 10, DAYS // 10))
        home = Path(folder) / "whole"
        whole = _year(home, Extent(articles, rows, DAYS))
        yield _steps(tenth, whole)
        yield _cookbook(home, whole)


def _steps(tenth: Year, whole: Year) -> Table:
    lines: list[tuple[Value, ...]] = []
    for step in _STEPS:
        for year in (tenth, whole):
            ratio = year.costs[step].cpu_seconds / tenth.costs[step].cpu_seconds
            lines.append((step, year.articles, year.rows, ratio, *cost_cells(year.costs[step])))
    return Table(
        f"years: a day on {whole.articles:,} articles and {whole.rows:,} other rows",
        _COLUMNS,
        lines,
        (
            f"History of {DAYS:,} days, or {DAYS // 10}; a day of {ARTICLES_PER_DAY:,} articles on top.",
            f"Ratio of CPU to the same step on a tenth of the history; limit for models {MOST_RATIO:.2f}×.",
            "History: making it is no part of Vigía. Models: those of the day with their data tests.",
            "Publication: of the database alone; warehouse measures it with search index and Parquet files.",
            f"The file has {tenth.file_bytes / 1e6:,.0f} and {whole.file_bytes / 1e6:,.0f} MB in the end.",
        ),
    )


def _year(home: Path, extent: Extent) -> Year:
    costs: dict[str, Cost] = {}
    counts, costs["history"] = measured(_history, home, extent)
    _, costs["build of all days"] = measured(_build, home)
    measured(_write, home)
    _, costs["load"] = measured(_load, home)
    _, costs["models"] = measured(_build, home)
    _, costs["models, nothing new"] = measured(_build, home)
    _, costs["publication"] = measured(_publish, home)
    rows = sum(count for table, count in counts.items() if table != "articles")
    return Year(counts["articles"], rows, costs, warehouse_file(home).stat().st_size)


def _settings(home: Path) -> Settings:
    return Settings(home=home, alert_urls=())


def _history(meter: Meter, home: Path, extent: Extent) -> dict[str, int]:
    with meter:
        return make_history(_settings(home), extent)


def _write(meter: Meter, home: Path) -> int:
    with meter:
        return write_day(run_folder(home, run_id_of(_LOADED)), own_items(), _LOADED)


def _load(meter: Meter, home: Path) -> None:
    settings = _settings(home)
    with meter:
        report = load(settings, run_id_of(_LOADED), noon(_LOADED))
    if report.counts["articles_new"] != ARTICLES_PER_DAY:
        raise AssertionError(f"loaded {report.counts}; expected {ARTICLES_PER_DAY} new articles")


def _build(meter: Meter, home: Path) -> None:
    with meter:
        build(_settings(home))


def _publish(meter: Meter, home: Path) -> None:
    """Publish the database alone: to index years of texts first would take longer than all else."""
    settings = _settings(home)
    with meter:
        publish(home, f"{noon(_LOADED):%Y%m%dT%H%M%S}", settings.lock_seconds, settings.snapshots_kept)


def _cookbook(home: Path, year: Year) -> Table:
    lines: list[tuple[Value, ...]] = []
    for recipe in _RECIPE.finditer((ROOT / "docs" / "cookbook.md").read_text(encoding="utf-8")):
        count, cost = measured(_answer, home, recipe["sql"])
        lines.append((recipe["question"], count, cost.wall_seconds / MOST_SECONDS, *cost_cells(cost)))
    return Table(
        f"years: the cookbook on {year.articles + ARTICLES_PER_DAY:,} articles",
        _QUERIES,
        sorted(lines, key=lambda line: line[2], reverse=True),
        (
            f"Against the limit of {MOST_SECONDS:g} s. Each in a process of its own, through the published",
            "snapshot, opened before; cheapest of 3 passes, the first of which reads what is not in memory.",
        ),
    )


def _answer(meter: Meter, home: Path, sql: str) -> int:
    """Ask one question three times; one of a URL is asked of a URL that is there."""
    with reader(home) as connection:
        if _OF_A_URL.search(sql):
            _, found = query(connection, "select min(canonical_url) from articles where version > 1")
            sql = _OF_A_URL.sub(f"canonical_url = '{found[0][0]}'", sql)
        for _ in range(3):
            with meter:
                _, rows = query(connection, sql)
    return len(rows)
