"""load: everything a run brought into the warehouse, with its stories and alerts, in one transaction."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from vigia.catalog import read_catalog, read_rows
from vigia.model import StageReport
from vigia.notify import channel_name
from vigia.runs import run_folder
from vigia.settings import Settings
from vigia.stages.group import form_stories
from vigia.tagging.tagger import read_tagger
from vigia.warehouse import (
    load_catalog,
    load_run,
    queue_alerts,
    record_run,
    rows_of,
    run_counts,
    writer,
)


def load(settings: Settings, run_id: str, now: datetime) -> StageReport:
    """Load a run; loading it again, or after it was cut off, ends in the same rows.

    Stories are formed and alerts recorded here and not later, so that a match is never without its
    alert nor an alert without its match. Raises WarehouseBusy.
    """
    folder = run_folder(settings.home, run_id)
    seeds = seed_tables(settings)
    with writer(settings.home, settings.lock_seconds) as connection:
        connection.execute("begin")
        load_catalog(connection, seeds)
        load_run(connection, folder, run_id, now, settings.time_zone)
        counts = run_counts(connection)
        new_stories = form_stories(connection)
        channels = [channel_name(url.get_secret_value()) for url in settings.alert_urls]
        oldest = now - timedelta(hours=settings.alert_max_age_hours)
        alerts = queue_alerts(connection, new_stories, channels, now, oldest)
        counts |= {"stories_new": len(new_stories), "alerts_new": alerts}
        rules_hash = read_tagger(settings.seeds).rules_hash
        record_run(
            connection,
            {"run_id": run_id, "started_at": now, "loaded_at": now, "rules_hash": rules_hash, **counts},
        )
        connection.execute("commit")
    return StageReport("load", run_id, counts)


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
