"""Part ``warehouse``: a day's load, build and publication, against DuckDB's plain INSERT."""

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from bench.children import Cost, Meter, measured
from bench.data import own_items
from bench.day import ARTICLES_PER_DAY, noon, run_id_of, write_day
from bench.tables import COST_COLUMNS, Column, Table, Value, cost_cells
from vigia.runs import record_files, run_folder
from vigia.settings import Settings
from vigia.stages.build import build
from vigia.stages.load import load
from vigia.stages.publish import publish
from vigia.warehouse import warehouse_file
from vigia.warehouse.schema import migrate
from vigia.warehouse.writer import STORAGE_VERSION

_COLUMNS = (
    Column("step"), Column("articles there", "count"), Column("against"), Column("CPU ratio", "ratio"),
    *COST_COLUMNS,
)  # fmt: skip
_SIZES = (
    Column("file"), Column("articles", "count"), Column("MB", "mb"), Column("bytes / article", "count"),
    Column("ratio to text", "ratio"),
)  # fmt: skip
ARTICLES = 100_000
LOADED = ("entries", "pages", "articles", "match_topics", "article_actors", "evidence")


@dataclass(frozen=True, slots=True)
class Round:
    """The costs of a day's load, build and publication, and the size after it."""

    there: int  # articles before
    loaded_bytes: int  # size of the file after the load
    load: Cost
    build: Cost
    publish: Cost
    copy: Cost
    file_bytes: int  # and after the build


def run(articles: int) -> Iterator[Table]:
    """Load a day into an empty warehouse and into one with at least ``articles``."""
    days = max(1, -(-articles // ARTICLES_PER_DAY))
    with tempfile.TemporaryDirectory(prefix="vigia-bench-") as folder:
        home = Path(folder) / "home"
        text_bytes, _ = measured(_write, home, 0)
        from_json, json_cost = measured(_insert_json, home, Path(folder) / "json.duckdb")
        first = _round(home, 0)
        from_tables, table_cost = measured(_insert_tables, home, Path(folder) / "tables.duckdb")
        for day in range(1, days):
            measured(_write, home, day)
            measured(_load, home, day)
            shutil.rmtree(run_folder(home, run_id_of(day)))
        measured(_write, home, days)
        last = _round(home, days)
    peers: list[tuple[Value, ...]] = [
        ("plain INSERT, from the run's JSON", 0, "itself", 1.0, *cost_cells(json_cost)),
        (
            "plain INSERT, from tables", 0, "INSERT from JSON",
            table_cost.cpu_seconds / json_cost.cpu_seconds, *cost_cells(table_cost),
        ),
    ]  # fmt: skip
    rows = [*peers, *_rows(first, json_cost, None), *_rows(last, json_cost, first)]
    yield Table(
        f"warehouse: a day of {ARTICLES_PER_DAY:,} articles",
        _COLUMNS,
        rows,
        (
            "Bodies of 3,000 characters; 1 % matches, 5 % mentions. A load also forms stories.",
            "INSERT from JSON puts the same run files into bare tables: no unique keys, no tags unfolded.",
            "INSERT from tables copies the rows that the load made, in the same schema: writing alone.",
            "Build runs every dbt model with its tests.",
        ),
    )
    yield _sizes(text_bytes, from_json, from_tables, first, last)


def _rows(now: Round, insert: Cost, before: Round | None) -> Iterator[tuple[Value, ...]]:
    ratio = now.load.cpu_seconds / insert.cpu_seconds
    yield "load", now.there, "INSERT from JSON", ratio, *cost_cells(now.load)
    build_base = before.build if before else now.load
    against = "build of the first day" if before else "load"
    yield (
        "dbt build",
        now.there,
        against,
        now.build.cpu_seconds / build_base.cpu_seconds,
        *cost_cells(now.build),
    )
    ratio = now.publish.cpu_seconds / now.copy.cpu_seconds
    yield "publish", now.there, "copying the file", ratio, *cost_cells(now.publish)


def _sizes(text_bytes: int, from_json: int, from_tables: int, first: Round, last: Round) -> Table:
    files = [
        ("plain INSERT, from the run's JSON", ARTICLES_PER_DAY, from_json),
        ("plain INSERT, from tables", ARTICLES_PER_DAY, from_tables),
        *(
            (f"warehouse, {state} {name} day", now.there + ARTICLES_PER_DAY, size)
            for name, now in (("first", first), ("last", last))
            for state, size in (("loaded,", now.loaded_bytes), ("built,", now.file_bytes))
        ),
    ]
    per_text = text_bytes / ARTICLES_PER_DAY
    rows = [(name, count, size / 1e6, size / count, size / count / per_text) for name, count, size in files]
    return Table(
        "warehouse: size on disk",
        _SIZES,
        rows,
        (
            f"Ratio against the titles, summaries and bodies themselves: {per_text:,.0f} bytes an article.",
            "The texts are runs of three words of real prose, which compress about as prose does.",
        ),
    )


def _round(home: Path, day: int) -> Round:
    _, loaded = measured(_load, home, day)
    loaded_bytes = warehouse_file(home).stat().st_size
    _, built = measured(_build, home)
    size, published = measured(_publish, home, day)
    _, copied = measured(_copy, home)
    return Round(day * ARTICLES_PER_DAY, loaded_bytes, loaded, built, published, copied, size)


def _settings(home: Path) -> Settings:
    return Settings(home=home, alert_urls=())


def _write(meter: Meter, home: Path, day: int) -> int:
    with meter:
        return write_day(run_folder(home, run_id_of(day)), own_items(), day)


def _load(meter: Meter, home: Path, day: int) -> None:
    settings = _settings(home)
    with meter:
        report = load(settings, run_id_of(day), noon(day))
    if report.counts["articles_new"] != ARTICLES_PER_DAY:
        raise AssertionError(f"loaded {report.counts}; expected {ARTICLES_PER_DAY} new articles")


def _build(meter: Meter, home: Path) -> None:
    with meter:
        build(_settings(home))


def _publish(meter: Meter, home: Path, day: int) -> int:
    with meter:
        report = publish(_settings(home), noon(day))
    return report.counts["bytes"]


def _copy(meter: Meter, home: Path) -> None:
    source = warehouse_file(home)
    with meter:
        shutil.copyfile(source, source.with_suffix(".copy"))
    source.with_suffix(".copy").unlink()


def _insert_json(meter: Meter, home: Path, target: Path) -> int:
    """Insert the run's files into bare tables of what DuckDB takes them to be."""
    folder = run_folder(home, run_id_of(0))
    with meter, _fresh(target) as connection:
        for name in ("polls", "entries", "pages", "articles", "tags"):
            paths = [str(path) for path in record_files(folder, name)]
            connection.execute(f"create table {name} as from read_json({paths}) limit 0")
            connection.execute(f"insert into {name} from read_json({paths})")
    return target.stat().st_size


def _insert_tables(meter: Meter, home: Path, target: Path) -> int:
    """Insert the loaded rows into empty tables of the warehouse's own schema."""
    with _fresh(target) as connection:
        migrate(connection)
        connection.execute(f"attach '{warehouse_file(home)}' as loaded (read_only)")
        with meter:
            for name in LOADED:
                connection.execute(f"insert into {name} from loaded.{name}")
            connection.execute("checkpoint")
    return target.stat().st_size


def _fresh(target: Path) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(target), config={"storage_compatibility_version": STORAGE_VERSION})
