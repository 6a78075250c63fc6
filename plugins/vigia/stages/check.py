"""check: one look at each feed, and whether it is worth polling; and the feeds of a home page."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from vigia.articles.page import decode_page
from vigia.catalog import Catalog
from vigia.errors import FeedUnreadable, FetchError, Killed, Refused
from vigia.feeds.checks import odd_dates
from vigia.feeds.discovery import FeedLink, feed_links, usual_links
from vigia.feeds.fields import one_line
from vigia.feeds.identity import are_guids_trusted
from vigia.feeds.verdict import verdict
from vigia.model import Feed, FeedDocument, Outlet, Reservation
from vigia.settings import Settings
from vigia.stages.acquisition import parsers, web
from vigia.stages.backfill import is_wordpress
from vigia.stages.documents import Documents, documents_of
from vigia.stages.reservations import look_up, of_answer
from vigia.web import Answer

MOST_TRIED = 12  # addresses of one home page
MOST_FOUND = 8


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found at one feed; ``faults`` is empty when it passes."""

    feed_id: str
    url: str
    status: int | None = None
    final_url: str | None = None
    title: str = ""
    language_code: str | None = None
    format: str | None = None
    encoding: str | None = None
    entry_count: int = 0
    newest_at: datetime | None = None
    window_hours: float | None = None  # between the oldest and the newest entry shown
    dated_share: float = 0.0
    summary_chars: int = 0
    guids: str = ""  # trusted or distrusted
    ttl_seconds: int | None = None
    robots: str = ""  # allowed, forbidden or unreadable: for the feed and a page it links to
    crawl_delay_seconds: float = 0.0
    terms: str = ""
    reservations: tuple[str, ...] = ()  # what is reserved of text and data mining, and where
    back_fill: str = "none"  # where missed entries can be sought: paging, sitemap, none
    found_by: str = ""  # where discovery met it
    notes: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()


def check_feeds(settings: Settings, catalog: Catalog, feeds: Iterable[Feed], now: datetime) -> list[Finding]:
    """Look at feeds of the catalog, all at once as far as their hosts allow."""

    async def all_of_them() -> list[Finding]:
        async with _looking(settings) as documents_for:
            told: dict[str, asyncio.Task[list[Reservation]]] = {}

            async def one(feed: Feed) -> Finding:
                outlet = catalog.outlets[feed.outlet_id]
                documents = documents_for(outlet)
                if outlet.outlet_id not in told:  # once for all feeds of an outlet
                    told[outlet.outlet_id] = asyncio.ensure_future(look_up(documents.door, outlet, now))
                return await _check(
                    feed.feed_id, feed.url, outlet, documents, now, await told[outlet.outlet_id]
                )

            return await asyncio.gather(*(one(feed) for feed in feeds))

    return asyncio.run(all_of_them())


def discover(settings: Settings, url: str, outlet: Outlet, now: datetime) -> list[Finding]:
    """Find the feeds of a home page and look at each; a URL that is a feed is the only one.

    ``outlet`` is whose they are, as far as is known. Raises FetchError when the page cannot be had.
    """

    async def found() -> list[Finding]:
        async with _looking(settings) as documents_for:
            documents = documents_for(outlet)
            answer = await documents.get(url, "text/html, application/xml;q=0.9, */*;q=0.5")
            reserved = await look_up(documents.door, outlet, now)
            try:
                await documents.read(answer)
                links: list[FeedLink] = [FeedLink(url, "", "given")]
            except (FeedUnreadable, Killed):
                links = list(await _links(documents, answer))
            findings: list[Finding] = []
            for link in links[:MOST_TRIED]:
                finding = await _check("", link.url, outlet, documents, now, reserved)
                if finding.format:  # it is a feed, good or bad
                    findings.append(replace(finding, found_by=link.where, title=finding.title or link.title))
            return _distinct(findings)[:MOST_FOUND]

    return asyncio.run(found())


async def _links(documents: Documents, answer: Answer) -> list[FeedLink]:
    html = decode_page(answer.body, answer.content_type)
    named = await documents.parsed(feed_links, html, answer.final_url)
    links = list(named) or list(usual_links(answer.final_url))
    try:
        sitemaps = (await documents.door.robots_file(answer.final_url)).sitemaps
    except FetchError:
        sitemaps = ()
    news = [FeedLink(url, "", "sitemap") for url in sitemaps if "news" in url.lower()]
    return [*links[: MOST_TRIED - len(news[:2])], *news[:2]]


def _distinct(findings: list[Finding]) -> list[Finding]:
    """Leave out what redirects to another that was found; those that pass first, sitemaps last."""
    seen: dict[str, Finding] = {}
    for finding in findings:
        seen.setdefault(finding.final_url or finding.url, finding)
    return sorted(seen.values(), key=lambda finding: (bool(finding.faults), finding.found_by == "sitemap"))


@asynccontextmanager
async def _looking(settings: Settings) -> AsyncIterator[Callable[[Outlet], Documents]]:
    """Open door and parser; give what makes the reader of an outlet's documents."""
    parsing = asyncio.Lock()
    with parsers(settings) as pool:
        async with web(settings) as door:
            yield lambda outlet: documents_of(outlet, door, pool, parsing, settings.feed_max_bytes)


async def _check(
    feed_id: str, url: str, outlet: Outlet, documents: Documents, now: datetime, reserved: list[Reservation]
) -> Finding:
    finding = Finding(feed_id, url, terms=outlet.terms)
    try:
        delay = await documents.door.permission(url)
        answer = await documents.get(url)
    except FetchError as error:
        is_forbidden = isinstance(error, Refused) and error.status is None
        robots = "forbidden" if is_forbidden else "unreadable" if "robots.txt" in str(error) else ""
        status = error.status if isinstance(error, Refused) else None
        return replace(finding, status=status, robots=robots, faults=(one_line(str(error)),))
    finding = replace(
        finding, status=answer.status, final_url=answer.final_url, robots="allowed", crawl_delay_seconds=delay
    )
    try:
        document = odd_dates(await documents.read(answer), now)
    except (FeedUnreadable, Killed) as error:
        return replace(finding, faults=(one_line(str(error)),))
    reserved = [*reserved, *of_answer(outlet.outlet_id, answer, now)]
    finding = _judged(finding, document, reserved, now)
    return await _with_site(finding, answer, document, documents)


def _judged(finding: Finding, document: FeedDocument, reserved: list[Reservation], now: datetime) -> Finding:
    found = verdict(document, now)
    dates = [entry.published_at for entry in document.entries if entry.published_at]
    faults = [*found.faults]
    if finding.terms.startswith("forbidden"):
        faults.append(f"terms: {finding.terms}")
    return replace(
        finding,
        title=document.title,
        language_code=document.language_code,
        format=document.format,
        encoding=document.encoding,
        entry_count=found.entry_count,
        newest_at=found.newest_at,
        window_hours=round((max(dates) - min(dates)).total_seconds() / 3_600, 1) if dates else None,
        dated_share=round(len(dates) / max(1, found.entry_count), 2),
        summary_chars=found.summary_chars,
        guids="trusted" if are_guids_trusted(document.entries) else "distrusted",
        ttl_seconds=document.ttl_seconds,
        reservations=tuple(f"{item.source}: {item.statement}" for item in reserved if item.is_reserved),
        notes=document.notes,
        faults=tuple(faults),
    )


async def _with_site(
    finding: Finding, answer: Answer, document: FeedDocument, documents: Documents
) -> Finding:
    """Add what the site allows: whether an article may be fetched, and where missed ones can be sought."""
    page = next((entry.url for entry in document.entries if entry.url), None)
    try:
        sitemaps = (await documents.door.robots_file(answer.final_url)).sitemaps
        if page is not None:
            await documents.door.permission(page)
    except FetchError as error:
        fault = f"its pages cannot be fetched: {one_line(str(error))}"
        finding = replace(finding, robots="forbidden", faults=(*finding.faults, fault))
        sitemaps = ()
    where = "paging" if is_wordpress(answer, document) else "sitemap" if sitemaps else "none"
    notes = finding.notes
    if urlsplit(answer.final_url)[1:3] != urlsplit(finding.url)[1:3]:
        notes = (*notes, f"moved to {answer.final_url}")
    return replace(finding, back_fill=where, notes=notes)
