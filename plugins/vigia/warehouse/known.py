"""By what the warehouse knows an entry again: its key, its URL, its title.

A row of ``entries`` is never deleted: it is what keeps an entry, however old, from coming back as new.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import pyarrow as pa

from vigia.model import Disposition, Entry
from vigia.warehouse.writer import Connection

# Media Cloud's window for equal titles of one source.
TITLE_WINDOW = timedelta(days=7)
# Punctuation and blanks are what editors change first.
_TITLE_KEY = r"trim(regexp_replace(lower(title), '[^\p{L}\p{N}]+', ' ', 'g'))"
_COLUMNS = "entry_id, feed_id, content_hash, disposition, attempts, article_id, canonical_url"


@dataclass(frozen=True, slots=True)
class KnownEntry:
    """An entry as it was loaded, for telling an edit or a second sight."""

    entry_id: str
    feed_id: str
    content_hash: str
    disposition: Disposition
    attempts: int
    article_id: str | None
    canonical_url: str | None


@dataclass(frozen=True, slots=True)
class KnownUrl:
    """A canonical URL seen before: its article, if any, and the entry of each feed that leads to it."""

    article_id: str | None
    by_feed: dict[str, KnownEntry]


@dataclass(frozen=True, slots=True)
class KnownTitle:
    """An entry of the same outlet with the same title, settled: nothing of it is waited for."""

    entry: KnownEntry
    published_at: datetime | None
    summary: str


def known_entries(connection: Connection, entry_ids: Iterable[str]) -> dict[str, KnownEntry]:
    """Return id → entry for those of the ids that were loaded, under their own or a further key."""
    _register(connection, {"wanted_id": list(entry_ids)})
    rows = connection.execute(
        f"""
        with
        meant as (
            select wanted_id, coalesce(min(alias.entry_id), wanted_id) as entry_id
            from wanted
            left join entry_aliases as alias on alias.alias_id = wanted_id
            group by wanted_id
        )
        select wanted_id, {_COLUMNS}
        from meant
        join entries using (entry_id)
        """
    ).fetchall()
    return {wanted_id: _known(row) for wanted_id, *row in rows}


def known_urls(connection: Connection, canonical_urls: Iterable[str]) -> dict[str, KnownUrl]:
    """Return canonical URL → what is known of it, by its entries, its article, or another way to that."""
    _register(connection, {"wanted_url": list(dict.fromkeys(canonical_urls))})
    rows = connection.execute(
        f"""
        with
        named as (
            select canonical_url as wanted_url, article_id
            from entries
            semi join wanted on wanted_url = canonical_url
            union
            select canonical_url, article_id from articles semi join wanted on wanted_url = canonical_url
            union
            select canonical_url, article_id from url_aliases semi join wanted on wanted_url = canonical_url
        ),
        bearers as (
            select wanted_url, true as is_exact, entries.*
            from wanted
            join entries on canonical_url = wanted_url
            union all
            select wanted_url, false, entries.*
            from named
            join entries using (article_id)
        ),
        articled as (
            select wanted_url, min(article_id) as known_article_id
            from named
            group by wanted_url
        )
        select wanted_url, known_article_id, {_COLUMNS}
        from articled
        left join bearers using (wanted_url)
        qualify row_number() over (
            partition by wanted_url, feed_id order by is_exact desc, first_seen_at, entry_id
        ) = 1
        """
    ).fetchall()
    known: dict[str, KnownUrl] = {}
    for url, article_id, *row in rows:
        by_feed = known.setdefault(url, KnownUrl(article_id, {})).by_feed
        if row[0] is not None:
            by_feed[row[1]] = _known(row)
    return known


def known_titles(
    connection: Connection, entries: Sequence[Entry], now: datetime
) -> dict[str, list[KnownTitle]]:
    """Return entry id → settled entries of its outlet with its title, the earliest first.

    They were first seen within seven days before ``now``, or have the same time of publication.
    """
    columns = ("entry_id", "outlet_id", "title", "published_at")
    _register(connection, {f"wanted_{name}": [getattr(entry, name) for entry in entries] for name in columns})
    rows = connection.execute(
        f"""
        with
        wanted_titles as (
            select *, {_TITLE_KEY.replace("title", "wanted_title")} as title_key
            from wanted
        ),
        recent as (
            select *
            from entries
            where first_seen_at >= $since
            union
            select entries.*
            from entries
            semi join wanted on wanted_published_at = published_at
        ),
        keyed as (
            select *, {_TITLE_KEY} as title_key
            from recent
            where
                retry_at is null
                and disposition in (
                    'bad_url', 'known', 'too_old', 'paywalled', 'too_short', 'no_text', 'gated', 'duplicate',
                    'tagged'
                )
        )
        select wanted_entry_id, published_at, summary, {_COLUMNS}
        from wanted_titles
        join keyed using (title_key)
        where outlet_id = wanted_outlet_id and entry_id <> wanted_entry_id
        order by first_seen_at, entry_id
        """,
        {"since": now - TITLE_WINDOW},
    ).fetchall()
    titles: dict[str, list[KnownTitle]] = {}
    for entry_id, published_at, summary, *row in rows:
        titles.setdefault(entry_id, []).append(KnownTitle(_known(row), published_at, summary))
    return titles


def _known(row: Sequence[object]) -> KnownEntry:
    entry_id, feed_id, content_hash, disposition, *rest = row
    return KnownEntry(entry_id, feed_id, content_hash, Disposition(str(disposition)), *rest)  # type: ignore[arg-type]


def _register(connection: Connection, columns: dict[str, list[object]] | dict[str, list[str]]) -> None:
    kinds = {"wanted_published_at": pa.timestamp("us", "UTC")}
    arrays = {name: pa.array(values, kinds.get(name, pa.string())) for name, values in columns.items()}
    connection.register("wanted", pa.table(arrays))
