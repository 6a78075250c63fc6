"""What the warehouse remembers that the next run must know: feed states, and what is to be tried again."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime

from vigia.model import Backfill, Disposition, Entry, FeedState
from vigia.warehouse.writer import Connection

_NOT_STORED = ("content", "is_revisit")  # of an entry


def feed_states(connection: Connection) -> dict[str, FeedState]:
    """Return what polling remembers, by feed id."""
    names = [field.name for field in fields(FeedState)]
    rows = connection.execute(f"select {', '.join(names)} from feed_states").fetchall()
    values = [dict(zip(names, row, strict=True)) for row in rows]
    return {row["feed_id"]: FeedState(**row | {"last_keys": tuple(row["last_keys"])}) for row in values}


def reservations_asked(connection: Connection) -> dict[str, datetime]:
    """Return when each outlet was last asked what it reserves of text and data mining, by outlet id."""
    rows = connection.execute(
        "select outlet_id, max(last_seen_at) from reservations where source = 'robots.txt' group by outlet_id"
    ).fetchall()
    return dict(rows)


def backfills_to_retry(connection: Connection, now: datetime, since: datetime) -> dict[str, Backfill]:
    """Return feed id → its last search for a gap that is due again, the oldest gap of each feed.

    What went missing wholly before ``since`` is given up.
    """
    names = [field.name for field in fields(Backfill)]
    rows = connection.execute(
        f"""
        with
        latest as (
            select *
            from backfills
            qualify row_number() over (
                partition by feed_id, gap_run_id order by attempts desc, sought_at desc
            ) = 1
        )
        select {", ".join(names)}
        from latest
        where retry_at <= $now and missing_until > $since
        qualify row_number() over (partition by feed_id order by missing_since, gap_run_id) = 1
        """,
        {"now": now, "since": since},
    ).fetchall()
    return {row[names.index("feed_id")]: Backfill(*row) for row in rows}


def has_entries_of(connection: Connection, feed_id: str) -> bool:
    """Say whether any entry of a feed was loaded."""
    return bool(connection.execute("select 1 from entries where feed_id = ? limit 1", [feed_id]).fetchone())


def entries_to_retry(connection: Connection, now: datetime, most: int) -> list[Entry]:
    """Return entries whose page could not be had and whose next try has come, the oldest first."""
    names = [field.name for field in fields(Entry) if field.name not in _NOT_STORED]
    rows = connection.execute(
        f"select {', '.join(names)} from entries where retry_at <= ? order by retry_at, entry_id limit ?",
        [now, most],
    ).fetchall()
    return [_entry(dict(zip(names, row, strict=True))) for row in rows]


def entries_to_revisit(connection: Connection, now: datetime, days: Sequence[int], most: int) -> list[Entry]:
    """Return entries of matches whose page is to be looked at again, the oldest first.

    The n-th visit is due ``days[n]`` days after the article was first seen; visits that nobody made
    within a week of the last one are forgone. Only a text that came from a page can be compared.
    """
    if not days:
        return []
    names = [field.name for field in fields(Entry) if field.name not in _NOT_STORED]
    rows = connection.execute(
        f"""
        with visits as (select entry_id, count(*) as visits from pages where is_revisit group by entry_id)
        select {", ".join(f"entries.{name}" for name in names)}
        from entries
        join articles using (entry_id)
        left join visits using (entry_id)
        where
            articles.relevance = 'match'
            and articles.body_source = 'page'
            and coalesce(visits, 0) < len($days)
            and articles.first_seen_at <= $now - to_days($days[coalesce(visits, 0) + 1])
            and articles.first_seen_at > $now - to_days($days[-1] + 7)
        order by articles.first_seen_at, entries.entry_id
        limit $most
        """,
        {"now": now, "days": sorted(days), "most": most},
    ).fetchall()
    return [_entry(dict(zip(names, row, strict=True))) for row in rows]


def _entry(row: dict[str, object]) -> Entry:
    authors = row["authors"]
    assert isinstance(authors, list)
    disposition = Disposition(str(row["disposition"]))
    return Entry(**row | {"authors": tuple(authors), "disposition": disposition, "content": ""})  # type: ignore[arg-type]
