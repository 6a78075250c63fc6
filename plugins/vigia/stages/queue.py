"""queue: which of the entries seen are new, edited or due for another try; their pages by host."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from vigia.catalog import read_catalog
from vigia.model import Alias, Disposition, Entry
from vigia.runs import read_records, record_files, run_folder, write_records
from vigia.settings import Settings
from vigia.stages.plan import by_host
from vigia.stages.recognition import (
    Sights,
    alias,
    has_article_url,
    is_same_article,
    namesake,
    part,
    title_key,
)
from vigia.urls import article_id, host, is_homepage
from vigia.warehouse import (
    Connection,
    KnownEntry,
    KnownTitle,
    KnownUrl,
    entries_to_retry,
    entries_to_revisit,
    known_entries,
    known_titles,
    known_urls,
    writer,
)

# A page that refuses now may answer later; ten tries, each an hour or more apart, then it stays as it is.
MOST_ATTEMPTS = 10
MOST_RETRIES = 2_000
MOST_REVISITS = 200  # they wait: what is new comes first, and nobody is asked for thousands of old pages
# Of two new entries with one title the second waits until it is known whether the first can be read.
SECOND_LOOK = timedelta(hours=1)
LATER = ("pages", "page_reservations", "gates", "articles", "tags")


@dataclass(frozen=True, slots=True)
class Known:
    """What the warehouse knows of the entries of a run."""

    sights: Sights
    retried: list[Entry]
    urls: Mapping[str, KnownUrl]
    titles: Mapping[str, list[KnownTitle]]


def queue(settings: Settings, run_id: str, now: datetime) -> int:
    """Write the entries to record, by shard those whose page is wanted, and aliases; return the shards.

    An entry seen before and not edited is left out: it has its disposition already. What is more
    than one run fetches of a host stays queued for the next.
    """
    folder = run_folder(settings.home, run_id)
    for name in ("entries", "queue", *LATER):  # of an earlier attempt, which may have had more shards
        for path in record_files(folder, name):
            path.unlink()
    seen = _first_of_each(read_records(folder, "seen", Entry))
    with writer(*settings.warehouse) as connection:
        known = _known(connection, seen, now)
        revisited = entries_to_revisit(connection, now, settings.revisit_days, MOST_REVISITS)
    feeds = read_catalog(settings.catalog_folder).feeds.values()
    enabled = {feed.feed_id for feed in feeds if feed.is_enabled}
    oldest = now - timedelta(days=settings.entry_max_age_days)
    new, aliases = _disposed(known, oldest)
    recorded = [*_edited(known.sights), *new]
    present = {entry.entry_id for entry in recorded}
    recorded += [
        _retried(entry, known, run_id)
        for entry in known.retried
        if entry.entry_id not in present and entry.feed_id in enabled
    ]
    recorded = _one_fetch_per_title(_one_fetch_per_url(recorded), now)
    recorded = _put_off(recorded, settings.host_most_pages, now)
    write_records(folder, "entries", recorded)
    write_records(folder, "aliases", [*known.sights.aliases, *aliases])
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


def _known(connection: Connection, seen: list[Entry], now: datetime) -> Known:
    entries = known_entries(connection, (entry.entry_id for entry in seen))
    urls = known_urls(connection, (entry.canonical_url for entry in seen if entry.canonical_url))
    sights = part(seen, entries, urls)
    retried = entries_to_retry(connection, now, MOST_RETRIES)
    undecided = [entry for entry in retried if entry.disposition is Disposition.DUPLICATE]
    titles = known_titles(connection, [*sights.new, *undecided], now)
    return Known(sights, retried, urls, titles)


def _first_of_each(entries: Iterable[Entry]) -> list[Entry]:
    found: dict[str, Entry] = {}
    for entry in sorted(entries, key=lambda entry: entry.feed_id):  # they come as servers answered
        found.setdefault(entry.entry_id, entry)
    return list(found.values())


def _edited(sights: Sights) -> list[Entry]:
    return [
        replace(entry, entry_id=stored.entry_id, attempts=stored.attempts, article_id=stored.article_id)
        for entry, stored in sights.again
        if _is_edited(entry, stored)
    ]


def _is_edited(entry: Entry, stored: KnownEntry) -> bool:
    # A back-fill may find what is known too, at places that tell less of it than its feed: no edit.
    return (
        stored.content_hash != entry.content_hash
        and not entry.is_backlog
        and stored.article_id is not None
        and stored.disposition not in (Disposition.KNOWN, Disposition.DUPLICATE)
        and stored.attempts < MOST_ATTEMPTS
    )


def _disposed(known: Known, oldest: datetime) -> tuple[list[Entry], list[Alias]]:
    """Give each new entry its disposition; one without a URL may be another seen before, by its title."""
    disposed, aliases = [], []
    for entry in known.sights.new:
        twin = namesake(entry, known.titles.get(entry.entry_id, ()))
        if not has_article_url(entry):
            if twin and twin.feed_id == entry.feed_id and twin.canonical_url == entry.canonical_url:
                aliases.append(alias(entry, twin, "title"))
            else:
                disposed.append(_without_article(entry))
        elif (url := known.urls.get(entry.canonical_url or "")) is not None:
            disposed.append(_known_by_url(entry, url))
        elif twin is not None:
            disposed.append(_known_by_title(entry, twin))
        elif entry.published_at is not None and entry.published_at < oldest:
            note = f"published before {oldest:%Y-%m-%d}"
            disposed.append(replace(entry, disposition=Disposition.TOO_OLD, note=note))
        else:
            disposed.append(replace(entry, article_id=article_id(entry.canonical_url or "")))
    return disposed, aliases


def _without_article(entry: Entry) -> Entry:
    if entry.url and is_homepage(entry.url):
        return replace(entry, disposition=Disposition.HOMEPAGE, note="the URL is a home page, not an article")
    note = f"no URL that could be fetched: {entry.url!r}" if entry.url else "the feed gives no URL"
    return replace(entry, disposition=Disposition.BAD_URL, note=note)


def _known_by_url(entry: Entry, url: KnownUrl) -> Entry:
    first = next(iter(url.by_feed.values()), None)
    note = f"seen before, it was {first.disposition}" if first and url.article_id is None else None
    return replace(entry, disposition=Disposition.KNOWN, article_id=url.article_id, note=note)


def _known_by_title(entry: Entry, twin: KnownEntry) -> Entry:
    is_old = twin.disposition is Disposition.TOO_OLD
    return replace(
        entry,
        disposition=Disposition.TOO_OLD if is_old else Disposition.DUPLICATE,
        article_id=twin.article_id,
        note=f"the outlet has the same title at {twin.canonical_url}",
    )


def _retried(entry: Entry, known: Known, run_id: str) -> Entry:
    entry = replace(entry, run_id=run_id, retry_at=None)
    if twin := namesake(entry, known.titles.get(entry.entry_id, ())):
        return _known_by_title(entry, twin)
    own = entry.article_id or article_id(entry.canonical_url or "")
    return replace(entry, disposition=Disposition.QUEUED, note=None, article_id=own)


def _one_fetch_per_url(entries: Iterable[Entry]) -> list[Entry]:
    """Let the first queued entry of a URL fetch it; the others become known by it."""
    fetched: set[str] = set()
    result = []
    for entry in entries:
        if entry.disposition is not Disposition.QUEUED or entry.canonical_url is None:
            result.append(entry)
        elif entry.canonical_url in fetched:
            result.append(replace(entry, disposition=Disposition.KNOWN))
        else:
            fetched.add(entry.canonical_url)
            result.append(entry)
    return result


def _one_fetch_per_title(entries: Iterable[Entry], now: datetime) -> list[Entry]:
    """Let the first queued entry of an outlet's title fetch it; a second waits to see what comes of it."""
    fetched: dict[tuple[str, str], Entry] = {}
    result = []
    for entry in entries:
        if entry.disposition is Disposition.QUEUED and not entry.attempts:
            first = fetched.setdefault((entry.outlet_id, title_key(entry.title)), entry)
            if first is not entry and is_same_article(entry, first.summary, first.published_at):
                result.append(_undecided(entry, first, now))
                continue
        result.append(entry)
    return result


def _undecided(entry: Entry, first: Entry, now: datetime) -> Entry:
    return replace(
        entry,
        disposition=Disposition.DUPLICATE,
        article_id=None,
        retry_at=now + SECOND_LOOK,
        note=f"the outlet has the same title at {first.canonical_url}; looked at again when that was read",
    )


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
