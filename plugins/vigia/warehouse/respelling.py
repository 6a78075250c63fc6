"""Spell the stored URLs as this release does: else what is stored would come back as new.

Keys stay: an article keeps its id and the URL it was made from, and its new spelling leads to it as
a further URL; an entry takes the new spelling, by which its feed will show it.
"""

from collections.abc import Iterator

import duckdb
import pyarrow as pa

from vigia.urls import SPELLING, canonical_url

_BATCH = 50_000


def respell(connection: duckdb.DuckDBPyConnection) -> None:
    """Bring the stored URLs to this release's spelling, once, in one transaction.

    Reads each distinct URL once, some 50 µs each; memory holds those that change.
    """
    row = connection.execute("select max(spelling) from url_spellings").fetchone()
    if row and row[0] is not None and row[0] >= SPELLING:
        return
    changed = list(_changed(connection))
    connection.execute("begin")
    if changed:
        former, spelt = zip(*changed, strict=True)
        connection.register("respelt", pa.table({"former": pa.array(former), "spelt": pa.array(spelt)}))
        _lead_to_articles(connection)
        connection.execute(
            "update entries set canonical_url = spelt from respelt where canonical_url = former"
        )
        # What the models show of a URL is restated: later than every mark before.
        connection.execute(
            """
            update changed_days
            set changed_at = (select max(changed_at) + interval 1 microsecond from changed_days)
            """
        )
        connection.unregister("respelt")
    connection.execute("insert into url_spellings values (?, now())", [SPELLING])
    connection.execute("commit")


def _changed(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, str]]:
    found = connection.execute(
        """
        select canonical_url from entries where canonical_url is not null
        union
        select canonical_url from articles
        union
        select canonical_url from url_aliases
        """
    )
    while rows := found.fetchmany(_BATCH):
        for (former,) in rows:
            if (spelt := canonical_url(former)) != former:
                yield former, spelt


def _lead_to_articles(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        """
        insert into url_aliases
        with
        led as (
            select spelt, article_id, first_seen_at
            from articles
            join respelt on canonical_url = former
            union all
            select spelt, article_id, first_seen_at
            from url_aliases
            join respelt on canonical_url = former
        )
        select spelt, arg_min(article_id, (first_seen_at, article_id)), min(first_seen_at)
        from led
        anti join url_aliases on url_aliases.canonical_url = spelt
        anti join articles on articles.canonical_url = spelt
        group by spelt
        """
    )
