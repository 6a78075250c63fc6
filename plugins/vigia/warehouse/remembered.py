"""What the warehouse remembers that the next run must know: feed states, entries, URLs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

import pyarrow as pa

from vigia.model import Disposition, Entry, FeedState
from vigia.warehouse.writer import Connection

_NOT_STORED = ("content", "is_revisit")  # of an entry


@dataclass(frozen=True, slots=True)
class KnownEntry:
    """An entry as it was loaded, for telling an edit or a second sight."""

    entry_id: str
    content_hash: str
    disposition: Disposition
    attempts: int
    article_id: str | None


def feed_states(connection: Connection) -> dict[str, FeedState]:
    """Return what polling remembers, by feed id."""
    names = [field.name for field in fields(FeedState)]
    rows = connection.execute(f"select {', '.join(names)} from feed_states").fetchall()
    states = [FeedState(**dict(zip(names, row, strict=True)) | {"last_keys": tuple(row[-1])}) for row in rows]
    return {state.feed_id: state for state in states}


def known_entries(connection: Connection, entry_ids: Iterable[str]) -> dict[str, KnownEntry]:
    """Return those of the given entries that were loaded before, by id."""
    _register_keys(connection, entry_ids)
    rows = connection.execute(
        """
        select entry_id, content_hash, disposition, attempts, article_id
        from entries
        semi join wanted on wanted.key = entries.entry_id
        """
    ).fetchall()
    known = [KnownEntry(row[0], row[1], Disposition(row[2]), row[3], row[4]) for row in rows]
    return {entry.entry_id: entry for entry in known}


def known_urls(
    connection: Connection, canonical_urls: Iterable[str]
) -> dict[str, tuple[str, frozenset[str]]]:
    """Return canonical URL → (article id, feeds that showed it) of the URLs that have an article."""
    _register_keys(connection, canonical_urls)
    rows = connection.execute(
        """
        select canonical_url, min(article_id), list(distinct feed_id)
        from entries
        semi join wanted on wanted.key = entries.canonical_url
        where article_id is not null
        group by canonical_url
        union all
        select canonical_url, article_id, []
        from articles
        semi join wanted on wanted.key = articles.canonical_url
        anti join entries using (canonical_url)
        """
    ).fetchall()
    return {url: (article_id, frozenset(feeds)) for url, article_id, feeds in rows}


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


def _register_keys(connection: Connection, keys: Iterable[str]) -> None:
    connection.register("wanted", pa.table({"key": pa.array(list(keys), pa.string())}))
