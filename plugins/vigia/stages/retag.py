"""retag: what is stored is tagged by the rules of today, without a word to anybody."""

import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from vigia.catalog import read_catalog
from vigia.model import StageReport, TaggedArticle
from vigia.runs import run_folder, write_records
from vigia.settings import Settings
from vigia.stages.group import form_stories
from vigia.stages.load import seed_tables
from vigia.tagging.tagger import Item, read_tagger
from vigia.warehouse import (
    Connection,
    articles_of_other_rules,
    count_without_body,
    load_catalog,
    mark_article_days,
    mark_every_day,
    replace_tags,
    writer,
)


def retag(settings: Settings, now: datetime) -> StageReport:
    """Tag again every stored article that other rules had tagged, in one transaction.

    Stories are formed anew where tags changed, and no alert is recorded: what the rules come to see
    late is no news. What had been said stays in ``article_tags_history``. Counts ``read`` and
    ``changed`` articles, and those changed by ``before → after`` of their relevance; ``body_removed``
    keep their tags, since what is left of them tells less. Tagging an article that holds nothing costs
    half a millisecond, so none is left out. Raises WarehouseBusy.
    """
    folder = run_folder(settings.home, f"retag-{now:%Y%m%dT%H%M%SZ}")
    seeds = seed_tables(settings)
    counts: Counter[str] = Counter(read=0, changed=0)
    try:
        with writer(*settings.warehouse) as connection:
            connection.execute("begin")
            if kept := count_without_body(connection, read_tagger(settings.seeds).rules_hash):
                counts["body_removed"] = kept
            write_records(folder, "tags", _tagged(settings, connection, counts), 0)
            if load_catalog(connection, seeds):
                mark_every_day(connection, now)
            for (before, after), articles in replace_tags(connection, folder, now).items():
                counts["changed"] += articles
                counts[f"{before} → {after}"] = articles
            form_stories(connection)
            mark_article_days(connection, now)
            connection.execute("commit")
    finally:
        shutil.rmtree(folder, ignore_errors=True)  # it can be made again at any time
    return StageReport("retag", "", dict(counts))


def _tagged(settings: Settings, connection: Connection, counts: Counter[str]) -> Iterator[TaggedArticle]:
    outlets = read_catalog(settings.catalog_folder).outlets
    tagger = read_tagger(settings.seeds)
    for row in articles_of_other_rules(connection, tagger.rules_hash):
        counts["read"] += 1
        outlet = outlets.get(row["outlet_id"])
        country = outlet.country_code if outlet else None
        item = Item(row["title"], row["summary"], row["body"], row["language_code"], country)
        yield TaggedArticle(row["article_id"], row["entry_id"], tagger.tag(item))
