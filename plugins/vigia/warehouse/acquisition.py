"""What a run learnt of keys, URLs, gaps and reservations, beside its entries and articles."""

from datetime import datetime
from pathlib import Path

from vigia.runs import record_files
from vigia.warehouse.batches import batch, columns_of
from vigia.warehouse.writer import Connection

# A feed that makes a new GUID at each poll is known by its URLs: more of its keys tell nothing.
MOST_ALIASES = 20


def load_acquisition(connection: Connection, folder: Path) -> None:
    """Load the aliases of entries, back-fills and reservations of a run; what is there stays."""
    for table in ("entry_aliases", "backfills"):
        columns = columns_of(connection, table)
        name = table.removeprefix("entry_")
        batch(connection, f"batch_{name}", record_files(folder, name), columns)
    _load_entry_aliases(connection)
    _load_backfills(connection)
    _load_reservations(connection, folder)


def _load_entry_aliases(connection: Connection) -> None:
    connection.execute(
        """
        insert into entry_aliases
        select fresh.*
        from batch_aliases as fresh
        anti join entry_aliases as stored using (alias_id)
        anti join entries on entries.entry_id = fresh.alias_id
        where (select count(*) from entry_aliases as known where known.entry_id = fresh.entry_id) < $most
        qualify row_number() over (partition by fresh.alias_id order by fresh.entry_id) = 1
        """,
        {"most": MOST_ALIASES},
    )


def follow_url_aliases(connection: Connection, prefix: str) -> None:
    """Give what came under a further URL of a stored article that one's id; before the articles.

    ``prefix`` is that of the tables of the batch.
    """
    connection.execute(
        f"""
        create or replace temp table followed_ids as
        select distinct run_id, entry_id, fresh.article_id, alias.article_id as known_id
        from {prefix}_articles as fresh
        join url_aliases as alias using (canonical_url)
        semi join articles on articles.article_id = alias.article_id
        anti join articles on articles.article_id = fresh.article_id
        """
    )
    for name in ("articles", "tags", "pages"):
        connection.execute(
            f"""
            update {prefix}_{name} as fresh set article_id = known_id
            from followed_ids
            where
                fresh.run_id = followed_ids.run_id
                and fresh.entry_id = followed_ids.entry_id
                and fresh.article_id = followed_ids.article_id
            """
        )


def load_url_aliases(connection: Connection, now: datetime) -> None:
    """Load the other URLs of the batch of articles; after the articles."""
    connection.execute(
        """
        insert into url_aliases
        with
        led as (
            select unnest(other_urls) as canonical_url, article_id
            from batch_articles
        )
        select canonical_url, min(article_id), $now
        from led
        anti join url_aliases using (canonical_url)
        anti join articles using (canonical_url)
        group by canonical_url
        """,
        {"now": now},
    )


def _load_backfills(connection: Connection) -> None:
    connection.execute(
        """
        insert into backfills
        select * replace (coalesce(gap_run_id, run_id) as gap_run_id, coalesce(attempts, 1) as attempts)
        from batch_backfills
        anti join backfills using (run_id, feed_id)
        """
    )


def _load_reservations(connection: Connection, folder: Path) -> None:
    columns = columns_of(connection, "reservations", "first_seen_at", "last_seen_at")
    files = [path for name in ("reservations", "page_reservations") for path in record_files(folder, name)]
    batch(connection, "batch_reservations", files, columns | {"seen_at": "timestamptz"})
    connection.execute(
        """
        merge into reservations as target
        using (
            select * exclude (seen_at, url), arg_min(url, (seen_at, url)) as url,
                min(seen_at) as first_seen_at, max(seen_at) as last_seen_at
            from batch_reservations
            group by outlet_id, source, is_reserved, statement, policy_url
        ) as source
        on
            target.outlet_id = source.outlet_id
            and target.source = source.source
            and target.is_reserved = source.is_reserved
            and target.statement = source.statement
            and target.policy_url is not distinct from source.policy_url
        when matched and source.last_seen_at > target.last_seen_at then update
            set last_seen_at = source.last_seen_at
        when not matched then insert by name
        """
    )
