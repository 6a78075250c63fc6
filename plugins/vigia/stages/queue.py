"""queue: which of the entries seen are new, edited or due for another try; their pages by host."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from vigia.catalog import read_catalog
from vigia.model import Disposition, Entry
from vigia.runs import read_records, record_files, run_folder, write_records
from vigia.settings import Settings
from vigia.stages.plan import by_host
from vigia.urls import article_id, host, is_fetchable, is_homepage
from vigia.warehouse import (
    KnownEntry,
    entries_to_retry,
    entries_to_revisit,
    known_entries,
    known_urls,
    writer,
)

# A page that refuses now may answer later; ten tries, each an hour or more apart, then it stays as it is.
MOST_ATTEMPTS = 10
MOST_RETRIES = 2_000
MOST_REVISITS = 200  # they wait: what is new comes first, and nobody is asked for thousands of old pages
LATER = ("pages", "gates", "articles", "tags")


@dataclass(frozen=True, slots=True)
class Known:
    """What the warehouse knows of the entries of a run."""

    entries: dict[str, KnownEntry]
    urls: dict[str, tuple[str, frozenset[str]]]


def queue(settings: Settings, run_id: str, now: datetime) -> int:
    """Write the entries to record and, by shard, those whose page is wanted; return the shards.

    An entry seen before and not edited is left out: it has its disposition already. What is more
    than one run fetches of a host stays queued for the next.
    """
    folder = run_folder(settings.home, run_id)
    for name in ("entries", "queue", *LATER):  # of an earlier attempt, which may have had more shards
        for path in record_files(folder, name):
            path.unlink()
    seen = _first_of_each(read_records(folder, "seen", Entry))
    with writer(settings.home, settings.lock_seconds) as connection:
        known = Known(
            known_entries(connection, (entry.entry_id for entry in seen)),
            known_urls(connection, (entry.canonical_url for entry in seen if entry.canonical_url)),
        )
        retried = entries_to_retry(connection, now, MOST_RETRIES)
        revisited = entries_to_revisit(connection, now, settings.revisit_days, MOST_REVISITS)
    enabled = {
        feed.feed_id for feed in read_catalog(settings.catalog_folder).feeds.values() if feed.is_enabled
    }
    oldest = now - timedelta(days=settings.entry_max_age_days)
    recorded = [_disposed(entry, known, oldest) for entry in seen if _is_wanted(entry, known)]
    present = {entry.entry_id for entry in recorded}
    recorded += [
        replace(entry, run_id=run_id, disposition=Disposition.QUEUED, note=None, retry_at=None)
        for entry in retried
        if entry.entry_id not in present and entry.feed_id in enabled
    ]
    recorded = _put_off(_one_fetch_per_url(recorded), settings.host_most_pages, now)
    write_records(folder, "entries", recorded)
    queued = [
        entry for entry in recorded if entry.disposition is Disposition.QUEUED and entry.retry_at is None
    ]
    present = {entry.entry_id for entry in recorded}
    # Looking again changes the article at most: what was said of its entry stays.
    queued += [
        replace(entry, run_id=run_id, disposition=Disposition.QUEUED, retry_at=None, is_revisit=True)
        for entry in revisited
        if entry.entry_id not in present and entry.feed_id in enabled
    ]
    shards = by_host(queued, [host(entry.url or "") for entry in queued], settings.page_shards)
    for number, shard in enumerate(shards):
        write_records(folder, "queue", shard, number)
    return len(shards)


def _first_of_each(entries: Iterable[Entry]) -> list[Entry]:
    found: dict[str, Entry] = {}
    for entry in sorted(entries, key=lambda entry: entry.feed_id):  # they come as servers answered
        found.setdefault(entry.entry_id, entry)
    return list(found.values())


def _is_wanted(entry: Entry, known: Known) -> bool:
    stored = known.entries.get(entry.entry_id)
    if stored is not None:
        return _is_edited(entry, stored)
    # The same feed showing a known URL under another key: its GUIDs flipped, it is no new entry.
    _, feeds = known.urls.get(entry.canonical_url or "", ("", frozenset()))
    return entry.feed_id not in feeds


def _is_edited(entry: Entry, stored: KnownEntry) -> bool:
    return (
        stored.content_hash != entry.content_hash
        and stored.article_id is not None
        and stored.disposition not in (Disposition.KNOWN, Disposition.DUPLICATE)
        and stored.attempts < MOST_ATTEMPTS
    )


def _disposed(entry: Entry, known: Known, oldest: datetime) -> Entry:
    stored = known.entries.get(entry.entry_id)
    if stored is not None:  # edited
        return replace(entry, attempts=stored.attempts, article_id=stored.article_id)
    if entry.url is None or entry.canonical_url is None or not is_fetchable(entry.url):
        note = f"no URL that could be fetched: {entry.url!r}" if entry.url else "the feed gives no URL"
        return replace(entry, disposition=Disposition.BAD_URL, note=note)
    if is_homepage(entry.url):
        return replace(entry, disposition=Disposition.HOMEPAGE, note="the URL is a home page, not an article")
    if entry.canonical_url in known.urls:
        known_article, _ = known.urls[entry.canonical_url]
        return replace(entry, disposition=Disposition.KNOWN, article_id=known_article)
    if entry.published_at is not None and entry.published_at < oldest:
        return replace(entry, disposition=Disposition.TOO_OLD, note=f"published before {oldest:%Y-%m-%d}")
    return replace(entry, article_id=article_id(entry.canonical_url))


def _one_fetch_per_url(entries: Iterable[Entry]) -> list[Entry]:
    """Let the first queued entry of a URL fetch it; the others become known by it."""
    fetched: dict[str, str] = {}
    result = []
    for entry in entries:
        if entry.disposition is not Disposition.QUEUED or entry.canonical_url is None:
            result.append(entry)
        elif entry.canonical_url in fetched:
            result.append(replace(entry, disposition=Disposition.KNOWN))
        else:
            fetched[entry.canonical_url] = entry.entry_id
            result.append(entry)
    return result


def _put_off(entries: Iterable[Entry], most: int, now: datetime) -> list[Entry]:
    """Let what is more than ``most`` pages of one host wait for the next run.

    Live entries go before a backlog, those known longest first.
    """
    taken: Counter[str] = Counter()
    result = []
    for entry in sorted(entries, key=lambda entry: (entry.is_backlog, entry.first_seen_at)):
        name = host(entry.url or "")
        taken[name] += entry.disposition is Disposition.QUEUED
        is_over = entry.disposition is Disposition.QUEUED and taken[name] > most
        note = f"waits for the next run: one run fetches at most {most} pages of {name}"
        result.append(replace(entry, retry_at=now, note=note) if is_over else entry)
    return result
