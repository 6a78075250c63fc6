"""extract: an article for every queued entry, from its page where there is one, else from its feed.

A headline is never lost because its page could not be had: the article then holds what the feed
gave, and its disposition says what became of the page.
"""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from vigia.archive import read_page as read_archived
from vigia.articles.extraction import Extracted
from vigia.articles.page import read_page
from vigia.catalog import read_catalog
from vigia.errors import Killed, ParseError
from vigia.killable import KillablePool
from vigia.model import IMPORT_FEED, Article, Disposition, Entry, Gate, Outlet, Page, StageReport
from vigia.runs import read_records, run_folder, write_records
from vigia.settings import Settings
from vigia.stages.acquisition import parsers
from vigia.urls import article_id, canonical_url, untracked_url

# What a page is good for: its text is used even where it is short or cut by a paywall.
_WITH_TEXT = (Disposition.QUEUED, Disposition.TOO_SHORT, Disposition.PAYWALLED)
_TELLING = re.compile(r"[^\W\d_]{4,}|\d{4,}")  # words and numbers long enough to be of one article
GATED_NOTE = "names no Cuban side: its body was not extracted"


def extract(settings: Settings, run_id: str, shard: int) -> StageReport:
    """Extract the pages of a shard that passed the gate; write ``articles`` of the run."""
    folder = run_folder(settings.home, run_id)
    outlets = read_catalog(settings.catalog_folder).outlets
    pages = {(page.run_id, page.entry_id): page for page in read_records(folder, "pages", Page, shard)}
    gates = {(gate.run_id, gate.entry_id): gate for gate in read_records(folder, "gates", Gate, shard)}
    counts: Counter[str] = Counter()
    failures = []

    def extracted(pool: KillablePool) -> Iterator[Article]:
        for entry in read_records(folder, "queue", Entry, shard):
            key = entry.run_id, entry.entry_id
            page, gate = pages[key], gates.get(key)
            if gate is not None and gate.is_open:
                article = _from_page(entry, page, _read(settings, pool, page, outlets.get(entry.outlet_id)))
            elif gate is not None:
                article = _from_feed(entry, Disposition.GATED, GATED_NOTE)
            else:
                article = _from_feed(entry, page.disposition, page.note)
            counts[article.disposition.value] += 1
            if article.disposition not in (Disposition.TAGGED, Disposition.GATED):
                failures.append(f"{entry.url}: {article.disposition}: {article.note}")
            yield article

    with parsers(settings) as pool:
        write_records(folder, "articles", extracted(pool), shard)
    return StageReport("extract", run_id, dict(counts), tuple(failures))


def _read(settings: Settings, pool: KillablePool, page: Page, outlet: Outlet | None) -> Extracted | str:
    """Return what the page says, or why it could not be read."""
    archived = read_archived(settings.home / "archive", page.archive_file or "", page.archive_offset or 0)
    try:
        extracted: Extracted = pool.call(
            read_page,
            archived.body,
            page.content_type,
            page.final_url or page.url,
            outlet.time_zone if outlet else "UTC",
            outlet.language_code if outlet else None,
            _latest(page.fetched_at),
        )
    except (ParseError, Killed) as error:
        return str(error)
    return extracted


def _latest(fetched_at: datetime) -> date:
    # A day ahead: it is tomorrow already in some time zone.
    return (fetched_at + timedelta(days=1)).date()


def _from_page(entry: Entry, page: Page, extracted: Extracted | str) -> Article:
    if isinstance(extracted, str):
        return _from_feed(entry, Disposition.UNUSABLE, extracted)
    if extracted.disposition not in _WITH_TEXT:
        return _from_feed(entry, extracted.disposition, extracted.note)
    canonical = identity(entry, page, extracted)
    disposition = Disposition.TAGGED if extracted.disposition is Disposition.QUEUED else extracted.disposition
    dated_by_feed = entry.published_at is not None
    return Article(
        article_id=entry.article_id or "" if canonical == entry.canonical_url else article_id(canonical),
        entry_id=entry.entry_id,
        run_id=entry.run_id,
        outlet_id=entry.outlet_id,
        url=untracked_url(page.final_url or page.url),
        canonical_url=canonical,
        title=_title(entry, extracted),
        summary=entry.summary,
        body=extracted.body or entry.content,
        body_source="page" if extracted.body else "feed" if entry.content else "none",
        authors=extracted.authors or entry.authors,
        language_code=extracted.language or entry.language_code,
        published_at=entry.published_at if dated_by_feed else extracted.published_at,
        published_source=entry.published_source if dated_by_feed else extracted.published_source,
        published_is_day=not dated_by_feed and extracted.published_is_day,
        first_seen_at=entry.first_seen_at,
        is_backlog=entry.is_backlog,
        disposition=disposition,
        note=extracted.note or entry.note,
        other_urls=tuple(sorted(_addresses(entry, page, extracted) - {canonical})),
    )


def _addresses(entry: Entry, page: Page, extracted: Extracted) -> set[str]:
    """Return every canonical URL that leads to the page: the feed's, the last redirect's, its own word."""
    ended = canonical_url(page.final_url or page.url)
    return {url for url in (entry.canonical_url, ended, _own_word(entry, page, extracted)) if url}


def _own_word(entry: Entry, page: Page, extracted: Extracted) -> str | None:
    """Return the page's own canonical URL where something of the article is in it.

    Some sites state one address for all their pages; believed, it would make them one article.
    """
    if extracted.canonical_url is None:
        return None
    named = " ".join((entry.url or "", page.final_url or "", entry.title, extracted.title))
    shared = _words(urlsplit(extracted.canonical_url).path) & _words(named)
    return extracted.canonical_url if shared else None


def _words(text: str) -> set[str]:
    return set(_TELLING.findall(text.lower()))


def _title(entry: Entry, extracted: Extracted) -> str:
    """Return the headline: the feed's, or that of a page which no feed showed."""
    named = (entry.title, extracted.title)
    return next(filter(None, reversed(named) if entry.feed_id == IMPORT_FEED else named), "")


def identity(entry: Entry, page: Page, extracted: Extracted) -> str:
    """Return the canonical URL: the page's own word for it, else where the fetch ended.

    An entry that already has an article keeps it, so that an edit or a later success is no second
    article.
    """
    known = entry.canonical_url or ""
    if entry.attempts:
        return known
    return _own_word(entry, page, extracted) or canonical_url(page.final_url or page.url) or known


def _from_feed(entry: Entry, disposition: Disposition, note: str | None) -> Article:
    return Article(
        article_id=entry.article_id or "",
        entry_id=entry.entry_id,
        run_id=entry.run_id,
        outlet_id=entry.outlet_id,
        url=untracked_url(entry.url or ""),
        canonical_url=entry.canonical_url or "",
        title=entry.title,
        summary=entry.summary,
        body=entry.content,
        body_source="feed" if entry.content else "none",
        authors=entry.authors,
        language_code=entry.language_code,
        published_at=entry.published_at,
        published_source=entry.published_source,
        published_is_day=False,
        first_seen_at=entry.first_seen_at,
        is_backlog=entry.is_backlog,
        disposition=disposition,
        note=note or entry.note,
    )
