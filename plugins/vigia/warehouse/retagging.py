"""Retagging: the tags of stored articles replaced by those of other rules."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from vigia.runs import record_files
from vigia.warehouse.articles import keep_tags, load_tags
from vigia.warehouse.batches import batch
from vigia.warehouse.loading import TAGS
from vigia.warehouse.writer import Connection

BATCH = 500  # articles that are held in memory at once


def articles_of_other_rules(connection: Connection, rules_hash: str) -> Iterator[dict[str, Any]]:
    """Yield the articles that were last tagged by other rules, with what the tagger reads.

    Those whose body was removed keep the tags that it gave them: what is left of them tells less. Nothing
    else may be executed on the connection until all are read.
    """
    reader = connection.execute(
        """
        select article_id, entry_id, outlet_id, title, summary, body, language_code
        from articles
        where rules_hash <> ? and body_removed_at is null
        """,
        [rules_hash],
    ).to_arrow_reader(BATCH)
    for rows in reader:
        yield from rows.to_pylist()


def count_without_body(connection: Connection, rules_hash: str) -> int:
    """Return how many articles keep the tags of other rules because their body was removed."""
    row = connection.execute(
        "select count(*) from articles where rules_hash <> ? and body_removed_at is not null", [rules_hash]
    ).fetchone()
    return int(row[0]) if row else 0


def replace_tags(connection: Connection, folder: Path, now: datetime) -> dict[tuple[str, str], int]:
    """Replace the tags of articles by the ``tags`` of a run folder, inside the caller's transaction.

    What changes is kept in ``article_tags_history``. Returns how many articles changed, by relevance
    before and after. Leaves ``touched_articles`` for the stories, which must be formed anew.
    """
    columns = {"article_id": "varchar", "entry_id": "varchar", "tags": TAGS}
    batch(connection, "arrived", record_files(folder, "tags"), columns)
    _find_touched(connection)
    changes = connection.execute(
        """
        select stored.relevance, touched.relevance, count(*)
        from touched_articles as touched
        join articles as stored using (article_id)
        group by all
        order by all
        """
    ).fetchall()
    keep_tags(connection, now, "rules")
    load_tags(connection)
    connection.execute(
        """
        update articles set
            relevance = arrived.tags.relevance,
            score = arrived.tags.score,
            sentence = arrived.tags.sentence,
            rules_hash = arrived.tags.rules_hash
        from arrived
        where articles.article_id = arrived.article_id
        """
    )
    return {(before, after): count for before, after, count in changes}


# Table → its rows as they arrived, to be compared with those that are stored.
_PARTS = {
    "match_topics": "article_id, part.id, part.score from (select article_id, unnest(tags.topics) as part",
    "article_actors": "article_id, part.id, part.hits from (select article_id, unnest(tags.actors) as part",
    "evidence": "article_id, part.* from (select article_id, unnest(tags.evidence) as part",
}


def _find_touched(connection: Connection) -> None:
    """Make the table of the articles whose tags differ in more than the version of the rules."""
    connection.execute("create or replace temp table differing (article_id varchar)")
    for table, arrived in _PARTS.items():
        new = f"select {arrived} from arrived)"
        old = f"select * from {table} semi join arrived using (article_id)"
        connection.execute(
            f"""
            insert into differing
            select article_id from (({new}) except ({old}))
            union all
            select article_id from (({old}) except ({new}))
            """
        )
    connection.execute(
        """
        create or replace temp table touched_articles as
        select stored.article_id, false as is_new, arrived.tags.relevance as relevance
        from articles as stored
        join arrived using (article_id)
        where
            stored.relevance <> arrived.tags.relevance
            or stored.score <> arrived.tags.score
            or stored.sentence is distinct from arrived.tags.sentence
            or stored.article_id in (select article_id from differing)
        """
    )
