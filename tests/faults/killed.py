"""A small newsroom for runs that are killed, and what is compared after them."""

import json
import shutil
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from importlib import import_module
from inspect import signature
from pathlib import Path
from typing import Any

import builders
from builders import NOW
from press import Press, press_settings, serving, write_catalog
from vigia.model import Feed, StageReport
from vigia.settings import ROOT, Settings
from vigia.warehouse import writer

MUELLE, FARO = "http://el-muelle.example", "http://el-faro.example"
DEAL = (
    "Cuba y Rusia firmaron este viernes en La Habana un acuerdo para el suministro de petróleo ruso, según "
    "informó el Ministerio de Energía y Minas de Cuba. Es el acuerdo número {number} de este año.",
    "El viceprimer ministro cubano y el ministro de Energía de Rusia destacaron la cooperación bilateral y "
    "anunciaron nuevos envíos de crudo desde puertos rusos hacia Matanzas.",
)
GAME = (
    "El equipo de casa ganó por {number} carreras ante un estadio lleno, y el público celebró hasta tarde.",
    "El entrenador destacó el trabajo de los lanzadores y dijo que la temporada será larga y difícil.",
)
# One is looked at by two feeds, one is not there, one has no address that could be fetched.
FEEDS = {
    f"{MUELLE}/feed": [f"{MUELLE}/{n}" for n in range(8)] + [f"{MUELLE}/perdida", "javascript:alert(1)"],
    f"{MUELLE}/otra": [f"{MUELLE}/{n}" for n in (6, 7, 8, 9)],
    f"{FARO}/feed": [f"{FARO}/{n}" for n in range(10)],
}
PAGES = sorted({url for urls in FEEDS.values() for url in urls if url.startswith("http")})
# Clocks, and what depends on how often a run had to be done.
_OTHERWISE = "run_id archive_file archive_offset elapsed_seconds interval_seconds patience_seconds".split()
_TABLES = (
    "entries entry_aliases url_aliases articles article_versions article_actors match_topics evidence "
    "stories pages feed_states outlets feeds topics actors dispositions"
).split()


def killed_newsroom() -> Press:
    """Return the newsroom; of its articles each third is a match."""
    press = Press()
    for feed, urls in FEEDS.items():
        press.feed(feed, [(url, _title(url), _date(url)) for url in urls])
    for url in PAGES:
        if not url.endswith("perdida"):
            number = _number(url)
            text = DEAL if number % 3 == 0 else GAME
            press.page(url, _title(url), *(paragraph.format(number=number + 2) for paragraph in text))
    return press


def _number(url: str) -> int:
    last = url.rpartition("/")[2]
    return int(last) if last.isdigit() else 1


def _title(url: str) -> str:
    number = _number(url)
    where = "El Faro" if url.startswith(FARO) else "El Muelle"
    if number % 3 == 0:
        return f"Cuba y Rusia firman el acuerdo petrolero número {number + 2}, dice {where}"
    return f"Gana el equipo de {where} el partido {url.rpartition('/')[2]} de la temporada"


def _date(url: str) -> str:
    return format_datetime(NOW - timedelta(hours=2 + _number(url)))


@dataclass(frozen=True)
class Site:
    """The newsroom as it is served, and the catalog that names it."""

    press: Press
    catalog: Path

    def settings(self, home: Path) -> Settings:
        """Return settings of a home that reads the newsroom."""
        return press_settings(self.press, home, self.catalog, host_delay_seconds=0.02, least_free_bytes=0)

    def environment(self, home: Path) -> dict[str, str]:
        """Return the same as environment variables, with a dbt project of one model: a build takes 2 s."""
        settings = self.settings(home)
        return {
            "VIGIA_HOME": str(home),
            "VIGIA_CATALOG": str(self.catalog),
            "VIGIA_SQL": str(_small_project(self.catalog.parent / "sql")),
            "VIGIA_CONNECT_TO": json.dumps(settings.connect_to),
            "VIGIA_HOST_DELAY_SECONDS": str(settings.host_delay_seconds),
            "VIGIA_LEAST_FREE_BYTES": "0",
            "VIGIA_POLL_SHARDS": str(settings.poll_shards),
            "VIGIA_PAGE_SHARDS": str(settings.page_shards),
        }


def _small_project(folder: Path) -> Path:
    if not folder.exists():
        (folder / "models").mkdir(parents=True)
        shutil.copy(ROOT / "sql" / "profiles.yml", folder)
        (folder / "dbt_project.yml").write_text("name: vigia\nversion: 1.0.0\nprofile: vigia\n")
        (folder / "models" / "figures.sql").write_text(
            "select count(*) as articles from vigia.main.articles\n"
        )
    return folder


@contextmanager
def served(folder: Path) -> Iterator[Site]:
    """Serve the newsroom while the block runs."""
    outlets = [builders.outlet(), builders.outlet("el-faro", home_url=f"{FARO}/", country_code="ES")]
    feeds = [
        Feed(
            url.removeprefix("http://").replace(".example/", "-"),
            "el-muelle" if url.startswith(MUELLE) else "el-faro",
            url, "es", "news", "high", True, "",
        )
        for url in FEEDS
    ]  # fmt: skip
    write_catalog(folder, outlets, feeds)
    with serving(killed_newsroom()) as press:
        yield Site(press, folder)


def rows(home: Path, sql: str, **values: Any) -> list[tuple[Any, ...]]:
    """Query the private database."""
    with writer(home, 60) as connection:
        return connection.execute(sql, values or None).fetchall()


def without_clocks(home: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of what a run brings, without what depends on when and how often it ran."""
    with writer(home, 60) as connection:
        found = {}
        for table in _TABLES:
            columns = connection.execute(
                "select column_name from duckdb_columns() "
                "where database_name = 'vigia' and table_name = $table "
                "and (data_type <> 'TIMESTAMP WITH TIME ZONE' or column_name = 'published_at') "
                "and column_name <> all($otherwise) order by column_index",
                {"table": table, "otherwise": _OTHERWISE},
            ).fetchall()
            names = ", ".join(f'"{name}"' for (name,) in columns)
            found[table] = connection.execute(f"select {names} from {table} order by all").fetchall()
    return found


def differences(home: Path, other: Path) -> dict[str, Any]:
    """Return the rows of each table that two homes do not share; none where they tell the same."""
    ours, theirs = (without_clocks(each) for each in (home, other))
    return {
        table: (
            [row for row in ours[table] if row not in theirs[table]],
            len(ours[table]),
            len(theirs[table]),
        )
        for table in ours
        if ours[table] != theirs[table]
    }


def task(
    stage: str, settings: Settings, run_id: str, shard: int | None, now: datetime, lingers: bool, result: Path
) -> None:
    """Run a stage as a task of Airflow does, and write the number of shards it made.

    One that ``lingers`` has done its work, but cannot tell that it has.
    """
    call = getattr(import_module(f"vigia.stages.{stage}"), stage)
    given: Mapping[str, Any] = {"settings": settings, "run_id": run_id, "shard": shard, "now": now}
    print("begun", flush=True)
    done = call(**{name: given[name] for name in signature(call).parameters if name in given})
    if lingers:
        print("done", flush=True)
        signal.pause()
    result.write_text("0" if isinstance(done, StageReport) else str(done))
