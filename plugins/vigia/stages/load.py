"""load: everything a run brought into the warehouse, with its stories and alerts, in one transaction."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from vigia.catalog import read_catalog, read_rows
from vigia.disk import require_space
from vigia.model import IMPORT_FEED, StageReport
from vigia.notify import channel_name
from vigia.runs import run_folder
from vigia.settings import Settings
from vigia.stages.group import form_stories
from vigia.stages.import_warc import FEED, IMPORTED
from vigia.tagging.tagger import read_tagger
from vigia.warehouse import (
    Connection,
    has_entries_of,
    is_recorded,
    load_catalog,
    load_run,
    load_runs_again,
    mark_article_days,
    mark_every_day,
    mark_watching_days,
    queue_alerts,
    record_run,
    rows_of,
    run_counts,
    writer,
)

_IMPORT_TABLES = {"outlets": ("outlet_id", rows_of([IMPORTED])), "feeds": ("feed_id", rows_of([FEED]))}


def load(settings: Settings, run_id: str, now: datetime, is_replay: bool = False) -> StageReport:
    """Load a run; loading it again, or after it was cut off, ends in the same rows.

    Stories are formed and alerts recorded here and not later, so that a match is never without its
    alert nor an alert without its match. ``is_replay`` loads the pages of earlier runs, each as of its
    own time and without a word to anybody. Raises WarehouseBusy and DiskFull.
    """
    require_space(settings.home, settings.least_free_bytes)
    folder = run_folder(settings.home, run_id)
    seeds = seed_tables(settings)
    rules_hash = read_tagger(settings.seeds).rules_hash  # seconds of work, before anybody has to wait
    with writer(*settings.warehouse) as connection:
        connection.execute("begin")
        if load_catalog(connection, seeds):  # names and classes stand in the rows of every day
            mark_every_day(connection, now)
        if is_replay:
            counts = _load_again(settings, connection, folder, rules_hash)
        else:
            load_run(connection, folder, run_id, now, settings.time_zone)
            mark_watching_days(connection, now, settings.time_zone)
            counts = _follow(settings, connection, run_id, now, rules_hash, settings.alert_urls)
        if has_entries_of(connection, IMPORT_FEED):
            load_catalog(connection, _IMPORT_TABLES)
        connection.execute("commit")
    return StageReport("load", run_id, counts)


def _load_again(settings: Settings, connection: Connection, folder: Path, rules_hash: str) -> dict[str, int]:
    total: Counter[str] = Counter(runs=0)
    for run_id, at, is_changed in load_runs_again(connection, folder, settings.time_zone):
        total["runs"] += 1
        mark_watching_days(connection, at, settings.time_zone)
        if is_changed or not is_recorded(connection, run_id):
            total.update(_follow(settings, connection, run_id, at, rules_hash, channels=()))
    return dict(total)


def _follow(
    settings: Settings,
    connection: Connection,
    run_id: str,
    now: datetime,
    rules_hash: str,
    channels: Iterable[SecretStr],
) -> dict[str, int]:
    """Do what follows the load of a run: form stories, mark their days, record alerts and the run itself."""
    counts = run_counts(connection)
    new_stories = form_stories(connection)
    mark_article_days(connection, now)
    names = [channel_name(url.get_secret_value()) for url in channels]
    oldest = now - timedelta(hours=settings.alert_max_age_hours)
    alerts = queue_alerts(connection, new_stories, names, now, oldest)
    counts |= {"stories_new": len(new_stories), "alerts_new": alerts}
    record_run(
        connection,
        {"run_id": run_id, "started_at": now, "loaded_at": now, "rules_hash": rules_hash, **counts},
    )
    return counts


def seed_tables(settings: Settings) -> Mapping[str, tuple[str, list[dict[str, Any]]]]:
    """Return the reference tables with their key and rows, as the seeds have them."""
    catalog = read_catalog(settings.catalog_folder)
    topics = read_rows(settings.seeds / "topics.csv", ("topic", "name", "meaning", "ordinal"))
    actors = read_rows(
        settings.seeds / "actors.csv", ("actor_id", "name", "side", "kind", "role", "wikidata")
    )
    dispositions = read_rows(
        settings.seeds / "dispositions.csv", ("disposition", "stage", "is_final", "is_retried", "meaning")
    )
    return {
        "outlets": ("outlet_id", rows_of(catalog.outlets.values())),
        "feeds": ("feed_id", rows_of(catalog.feeds.values())),
        "topics": ("topic", [row | {"ordinal": int(row["ordinal"])} for row in topics]),
        "actors": ("actor_id", actors),
        "dispositions": (
            "disposition",
            [
                row | {"is_final": row["is_final"] == "true", "is_retried": row["is_retried"] == "true"}
                for row in dispositions
            ],
        ),
    }
