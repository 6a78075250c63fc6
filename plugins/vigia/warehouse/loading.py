"""Loading a run: everything it brought, in one transaction, idempotent by key.

A run may be loaded again, whole or after it was cut off, and another run may have brought the
same URL meanwhile: each statement inserts only what is not there and changes only what differs.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from vigia.runs import record_files
from vigia.warehouse.acquisition import follow_url_aliases, load_acquisition, load_url_aliases
from vigia.warehouse.articles import load_articles, load_tags
from vigia.warehouse.batches import batch, columns_of
from vigia.warehouse.literals import literal
from vigia.warehouse.writer import Connection

_BATCHES = ("polls", "entries", "pages", "articles", "tags")
TAGS = (
    "struct(relevance varchar, score double, topics struct(id varchar, score double)[], "
    "actors struct(id varchar, name varchar, side varchar, hits integer)[], "
    'evidence struct(field varchar, "start" integer, "end" integer, surface varchar, entity_id varchar, '
    "side varchar, rule varchar, weight double, dropped_because varchar)[], "
    "rules_hash varchar, sentence varchar)"
)


def load_run(connection: Connection, folder: Path, run_id: str, now: datetime, zone: str) -> list[str]:
    """Load what a run brought, inside the caller's transaction.

    ``zone`` is the IANA zone of the report days. Returns the ids of the articles that are new or
    changed; their tags have been replaced.
    """
    _read_batches(connection, folder, "batch")
    touched = _load_batches(connection, now, zone)
    load_acquisition(connection, folder)
    return touched


def load_runs_again(connection: Connection, folder: Path, zone: str) -> Iterator[tuple[str, datetime, bool]]:
    """Load the runs whose pages were read anew, one after the other as they were, as ``load_run`` does.

    Yields after each run its id, when its last page was fetched, and whether it brought or changed
    an article; the caller then does what follows a load.
    """
    _read_batches(connection, folder, "whole")
    runs = connection.execute(
        "select run_id, max(fetched_at) from whole_pages group by run_id order by 2, 1"
    ).fetchall()
    for run_id, at in runs:
        of_run = f"where run_id = {literal(run_id)}"
        for name in _BATCHES:
            connection.execute(f"create or replace temp view batch_{name} as from whole_{name} {of_run}")
        yield run_id, at, bool(_load_batches(connection, at, zone))


def _load_batches(connection: Connection, now: datetime, zone: str) -> list[str]:
    _load_polls(connection)
    _load_pages(connection)
    touched = load_articles(connection, now, zone)
    load_tags(connection)
    _load_entries(connection, now)
    load_url_aliases(connection, now)
    return touched


def record_run(connection: Connection, counts: Mapping[str, Any]) -> None:
    """Add the row of a run, unless the run was loaded before."""
    names = ", ".join(counts)
    marks = ", ".join("?" for _ in counts)
    connection.execute(
        f"insert into runs ({names}) select {marks} where not exists (select 1 from runs where run_id = ?)",
        [*counts.values(), counts["run_id"]],
    )


def is_recorded(connection: Connection, run_id: str) -> bool:
    """Say whether a run was loaded before."""
    return bool(connection.execute("select 1 from runs where run_id = ?", [run_id]).fetchone())


def run_counts(connection: Connection) -> dict[str, int]:
    """Count what the batches of the run hold and what of it was new; for ``record_run``."""
    row = connection.execute(
        """
        select
            (select count(*) from batch_polls) as feeds_polled,
            (
                select count(*) from batch_polls
                where outcome not in ('new', 'unchanged', 'empty')
            ) as polls_failed,
            (select coalesce(sum(entry_count), 0) from batch_polls) as entries_seen,
            (select count(*) from new_entries) as entries_new,
            (select count(*) from batch_pages) as pages_fetched,
            (select count(*) from touched_articles where is_new) as articles_new,
            (select count(*) from touched_articles where not is_new) as articles_changed,
            (select count(*) from touched_articles where is_new and relevance = 'match') as matches_new
        """
    ).fetchone()
    names = (
        "feeds_polled polls_failed entries_seen entries_new pages_fetched "
        "articles_new articles_changed matches_new"
    ).split()
    return dict(zip(names, (int(value) for value in row or ()), strict=True))


def _read_batches(connection: Connection, folder: Path, prefix: str) -> None:
    states = ", ".join(f"{name} {kind}" for name, kind in columns_of(connection, "feed_states").items())
    polls = columns_of(connection, "polls") | {"state": f"struct({states})"}
    entries = columns_of(connection, "entries", "loaded_at")
    articles = columns_of(
        connection,
        "articles",
        *"body_hash loaded_at updated_at report_date version relevance score sentence story_id".split(),
        *"duplicate_of rules_hash fetched_at body_removed_at".split(),
    ) | {"disposition": "varchar", "other_urls": "varchar[]"}
    tags = {"run_id": "varchar", "article_id": "varchar", "entry_id": "varchar", "tags": TAGS}
    pages = columns_of(connection, "pages") | {"retry_at": "timestamptz"}
    for name, columns in {
        "polls": polls, "entries": entries, "pages": pages, "articles": articles, "tags": tags
    }.items():  # fmt: skip
        batch(connection, f"{prefix}_{name}", record_files(folder, name), columns)
    follow_url_aliases(connection, prefix)


def _load_polls(connection: Connection) -> None:
    columns = ", ".join(columns_of(connection, "polls"))
    connection.execute(
        "create or replace temp table new_polls as from batch_polls anti join polls using (run_id, feed_id)"
    )
    connection.execute(
        "create or replace temp table new_feeds as "
        "select distinct feed_id from batch_polls anti join feed_states using (feed_id)"
    )
    connection.execute(f"insert into polls ({columns}) select {columns} from new_polls")
    connection.execute(
        """
        merge into feed_states as target
        using (
            select state.* from batch_polls
            qualify row_number() over (partition by feed_id order by polled_at desc) = 1
        ) as source
        on target.feed_id = source.feed_id
        when matched and source.last_polled_at > target.last_polled_at then update
        when not matched then insert
        """
    )


def _load_pages(connection: Connection) -> None:
    # Of a page that was looked at again, what it is now is told here and not by its entry.
    columns = ", ".join(columns_of(connection, "pages"))
    connection.execute(
        """
        create or replace temp table new_pages as
        with
        read as (
            select run_id, entry_id, disposition, note
            from batch_articles
            where disposition not in ('tagged', 'gated')
        )
        select
            page.* exclude (retry_at) replace (
                if(page.is_revisit, coalesce(read.disposition, page.disposition), page.disposition)
                    as disposition,
                if(page.is_revisit, coalesce(read.note, page.note), page.note) as note
            )
        from batch_pages as page
        anti join pages using (run_id, entry_id)
        left join read using (run_id, entry_id)
        """
    )
    connection.execute(f"insert into pages ({columns}) select {columns} from new_pages")


def _load_entries(connection: Connection, now: datetime) -> None:
    # An entry ends as its article says; one whose article another entry brought is a duplicate; one
    # that was known before its fetch follows the entry with the same URL. What a run says of an entry
    # is taken once: read again, it must not undo what a later run said.
    connection.execute(
        """
        create or replace temp table disposed as
        with
        ended as (
            select
                article.entry_id,
                article.article_id,
                case
                    when arrived.entry_id = article.entry_id and stored.entry_id = article.entry_id
                        then article.disposition
                    when article.disposition in ('tagged', 'gated') then 'duplicate'
                    else article.disposition
                end as disposition,
                article.note
            from batch_articles as article
            join arrived using (article_id)
            join articles as stored using (article_id)
        ),
        followed as (
            select
                canonical_url,
                min(ended.article_id) as article_id
            from batch_entries
            join ended using (entry_id)
            group by canonical_url
        )
        select
            entry.* replace (
                coalesce(ended.disposition, entry.disposition) as disposition,
                coalesce(ended.note, entry.note) as note,
                coalesce(ended.article_id, followed.article_id, entry.article_id) as article_id,
                entry.attempts + (page.entry_id is not null)::integer as attempts,
                coalesce(page.retry_at, entry.retry_at) as retry_at
            )
        from batch_entries as entry
        left join batch_pages as page using (entry_id)
        left join ended using (entry_id)
        left join followed using (canonical_url)
        qualify row_number() over (partition by entry_id order by entry.first_seen_at, entry.run_id) = 1
        """
    )
    connection.execute(
        """
        create or replace temp table new_entries as
        select entry_id from disposed
        anti join entries using (entry_id)
        """
    )
    connection.execute(
        """
        create or replace temp table changed_entries as
        select disposed.entry_id, disposed.first_seen_at, disposed.published_at
        from disposed
        left join entries as stored using (entry_id)
        where
            stored.entry_id is null
            or (
                stored.run_id <> disposed.run_id
                and not exists (select 1 from runs where runs.run_id = disposed.run_id)
            )
        """
    )
    names = list(columns_of(connection, "entries", "loaded_at"))
    connection.execute(
        f"""
        merge into entries as target using disposed as source on target.entry_id = source.entry_id
        when matched
            and source.run_id <> target.run_id
            and not exists (select 1 from runs where runs.run_id = source.run_id)
            then update set
            run_id = source.run_id,
            title = source.title,
            summary = source.summary,
            updated_at = source.updated_at,
            content_hash = source.content_hash,
            disposition = source.disposition,
            note = source.note,
            article_id = source.article_id,
            attempts = source.attempts,
            retry_at = source.retry_at,
            loaded_at = $now
        when not matched then insert ({", ".join(names)}, loaded_at)
        values ({", ".join(f"source.{name}" for name in names)}, $now)
        """,
        {"now": now},
    )
