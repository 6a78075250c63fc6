"""Back-fill: what came and went between two polls of a feed, sought where the outlet still lists it.

Sought are the older pages of the feed itself, where WordPress makes it, and else the sitemaps that
robots.txt names. Only what lies between the last good poll and the oldest entry shown is taken.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from statistics import median
from typing import Literal
from urllib.parse import urlsplit, urlunsplit

from vigia.errors import FeedUnreadable, FetchError, Killed, Refused, VigiaError
from vigia.feeds.checks import odd_dates
from vigia.feeds.identity import entry_keys
from vigia.feeds.sitemap import SitemapPart
from vigia.model import Backfill, FeedDocument, FeedEntry, FeedState
from vigia.stages.documents import Documents
from vigia.stages.plan import LONGEST_GAP
from vigia.urls import canonical_url, host, is_fetchable, is_homepage, registrable_domain
from vigia.web import Answer

MOST_REQUESTS = 10  # for one gap; at five seconds each it takes a minute
MOST_BYTES = 40_000_000
MOST_ENTRIES = 300  # as many as a busy outlet publishes in a day; the newest are taken
MARGIN = timedelta(hours=1)  # an entry may carry a time somewhat before it could be seen
# After so long without a good poll, and three intervals, one entry that stays on top hides no gap.
OUTAGE = timedelta(hours=6)
OUTAGE_INTERVALS = 3
# A server that fails is mostly well within the day; a feed's pages and sitemaps then still list the gap.
RETRIES_AFTER = (timedelta(hours=1), timedelta(hours=6), timedelta(days=1))
# Where robots.txt names none.
USUAL_SITEMAPS = ("/sitemap-news.xml", "/news-sitemap.xml", "/sitemap.xml")

_PATH_DATE = re.compile(r"/((?:19|20)\d\d)[/-](\d{1,2})(?:[/-](\d{1,2}))?(?=[/-])")

Found = list[tuple[str, FeedEntry]]


@dataclass(frozen=True)
class Gap:
    """What may be missing, and what is known around it."""

    reason: Literal["gap", "outage"]
    since: datetime
    until: datetime
    feed_url: str
    is_paged: bool  # the feed has older pages at ?paged=2
    known: frozenset[str]  # keys of the document before
    shown: tuple[FeedEntry, ...]
    shown_keys: frozenset[str]
    earlier: Backfill | None = None  # the search that is made again

    # A sitemap has thousands of entries, each of which is held against these.
    @cached_property
    def shown_urls(self) -> frozenset[str]:
        """The canonical URLs that the document shows."""
        return frozenset(canonical_url(entry.url) for entry in self.shown if entry.url)

    @cached_property
    def domains(self) -> frozenset[str]:
        """The registrable domains that it leads to."""
        return frozenset(registrable_domain(host(entry.url)) for entry in self.shown if entry.url)

    @cached_property
    def sections(self) -> frozenset[str]:
        """The first steps of its paths."""
        return frozenset(_section(entry.url) for entry in self.shown if entry.url)


def find_gap(
    state: FeedState,
    answer: Answer,
    document: FeedDocument,
    keys: Sequence[str],
    has_gap: bool,
    now: datetime,
) -> Gap | None:
    """Return what may be missing between a feed's state and the document that came, None if nothing is.

    ``has_gap`` says that they share no entry.
    """
    if state.last_success_at is None or not (has_gap or _hides_gap(state, document, keys, now)):
        return None
    dates = [entry.published_at for entry in document.entries if entry.published_at]
    return Gap(
        reason="gap" if has_gap else "outage",
        since=max(state.last_success_at, now - LONGEST_GAP),
        until=min(dates, default=now),
        feed_url=answer.final_url,
        is_paged=is_wordpress(answer, document),
        known=frozenset(state.last_keys),
        shown=document.entries,
        shown_keys=frozenset(keys),
    )


def known_gap(earlier: Backfill, answer: Answer, document: FeedDocument, keys: Sequence[str]) -> Gap:
    """Return a gap that was sought before, as it stands beside the document that came now.

    What the document before the gap showed is no longer known: only dates tell whether it is closed.
    """
    return Gap(
        reason=earlier.reason,
        since=earlier.missing_since,
        until=earlier.missing_until,
        feed_url=answer.final_url,
        is_paged=is_wordpress(answer, document),
        known=frozenset(),
        shown=document.entries,
        shown_keys=frozenset(keys),
        earlier=earlier,
    )


def _hides_gap(state: FeedState, document: FeedDocument, keys: Sequence[str], now: datetime) -> bool:
    """Say whether, after an outage, the document ends in an entry that is new: older ones may be missing."""
    assert state.last_success_at is not None
    away = now - state.last_success_at
    usual = timedelta(seconds=OUTAGE_INTERVALS * (state.interval_seconds or 0))
    if away < max(OUTAGE, usual) or not keys or not state.last_keys or keys[-1] in state.last_keys:
        return False
    last = document.entries[-1].published_at
    return last is not None and last > state.last_success_at


def is_wordpress(answer: Answer, document: FeedDocument) -> bool:
    """Say whether WordPress made a feed: then it has older pages at ``?paged=2``."""
    return "wordpress" in document.generator.lower() or "api.w.org" in answer.headers.get("link", "")


@dataclass(slots=True)
class Search:
    """One search for what is missing of a feed."""

    gap: Gap
    documents: Documents
    home_url: str
    now: datetime
    found: dict[str, FeedEntry] = field(default_factory=dict)
    is_closed: bool = False
    notes: list[str] = field(default_factory=list)
    is_hindered: bool = False  # by what may have passed at the next try
    asked_wait: timedelta = timedelta()  # the longest that a server asked for

    async def run(self, run_id: str, feed_id: str) -> tuple[Backfill, Found]:
        """Search; what stands in the way is noted, never raised."""
        method: Literal["paging", "sitemap", "none"] = "none"
        if self.gap.is_paged and await self._by_paging():
            method = "paging"
        if not self.is_closed and await self._by_sitemaps():
            method = "sitemap"
        found = self._newest()
        report = Backfill(
            run_id=run_id,
            feed_id=feed_id,
            sought_at=self.now,
            reason=self.gap.reason,
            missing_since=self.gap.since,
            missing_until=self.gap.until,
            method=method,
            requests=self.documents.requests,
            body_bytes=self.documents.body_bytes,
            entries_found=len(found),
            is_closed=self.is_closed,
            note="; ".join(self.notes)[:1_000] or None,
            gap_run_id=self.gap.earlier.gap_run_id if self.gap.earlier else run_id,
            attempts=self._attempts,
            retry_at=self._retry_at(),
        )
        return report, found

    @property
    def _attempts(self) -> int:
        return self.gap.earlier.attempts + 1 if self.gap.earlier else 1

    def _retry_at(self) -> datetime | None:
        if self.is_closed or not self.is_hindered or self._attempts > len(RETRIES_AFTER):
            return None
        return self.now + max(RETRIES_AFTER[self._attempts - 1], self.asked_wait)

    def _note(self, error: VigiaError) -> None:
        self.notes.append(str(error))
        self.is_hindered |= error.is_transient
        if isinstance(error, Refused) and error.retry_after_seconds:
            self.asked_wait = max(self.asked_wait, timedelta(seconds=error.retry_after_seconds))

    def _newest(self) -> Found:
        """Return what was found, the newest first and no more than the bound."""
        ordered = sorted(
            self.found.items(), key=lambda pair: pair[1].published_at or self.gap.since, reverse=True
        )
        if len(ordered) > MOST_ENTRIES:
            self.is_closed = False
            self.notes.append(f"only the newest {MOST_ENTRIES} of {len(ordered)} entries were taken")
        return ordered[:MOST_ENTRIES]

    def _may_ask(self) -> bool:
        if self.documents.requests < MOST_REQUESTS and self.documents.body_bytes < MOST_BYTES:
            return True
        self.notes.append(
            f"stopped after {self.documents.requests} requests and {self.documents.body_bytes} bytes"
        )
        return False

    async def _by_paging(self) -> bool:
        """Read the feed's older pages until one reaches back; return whether one could be read."""
        number = 2
        while not self.is_closed and self._may_ask():
            try:
                document = odd_dates(await self.documents.feed(_page(self.gap.feed_url, number)), self.now)
            except (FetchError, FeedUnreadable, Killed) as error:
                # Past its last page WordPress answers 404: all there is was read.
                self.is_closed = number > 2 and isinstance(error, Refused) and error.status == 404
                if not self.is_closed:
                    self._note(error)
                break
            keys = entry_keys(document)
            if self.gap.shown_keys.issuperset(keys):
                self.notes.append(f"page {number} shows what the first page shows")
                break
            self._take(zip(keys, document.entries, strict=True))
            self.is_closed = self._reaches_back(keys, document.entries)
            number += 1
        return number > 2

    def _reaches_back(self, keys: Iterable[str], entries: Iterable[FeedEntry]) -> bool:
        if not (self.gap.known - self.gap.shown_keys).isdisjoint(keys):
            return True
        dates = [entry.published_at.timestamp() for entry in entries if entry.published_at]
        return bool(dates) and median(dates) < self.gap.since.timestamp()

    def _take(self, entries: Iterable[tuple[str, FeedEntry]]) -> None:
        for key, entry in entries:
            is_known = key in self.gap.known or key in self.gap.shown_keys
            is_shown = canonical_url(entry.url or "") in self.gap.shown_urls
            if not is_known and not is_shown and self._is_between(entry):
                self.found.setdefault(key, entry)

    def _is_between(self, entry: FeedEntry) -> bool:
        if entry.published_at is None:
            return True
        if self.gap.earlier and entry.published_at >= self.gap.until:
            return False  # the polls since have told it
        return self.gap.since - MARGIN <= entry.published_at <= self.now

    async def _by_sitemaps(self) -> bool:
        """Read sitemaps, those of news and the newest first; return whether one could be read."""
        waiting = await self._sitemaps()
        asked: set[str] = set()
        has_read = False
        while waiting and not self.is_closed and self._may_ask():
            url = waiting.pop(0)
            if url in asked:
                continue
            asked.add(url)
            try:
                document = await self.documents.sitemap(url)
            except (FetchError, FeedUnreadable, Killed) as error:
                self._note(error)
                continue
            has_read = True
            if isinstance(document, tuple):
                waiting = self._parts(document) + waiting
            else:
                self._take_sitemap(odd_dates(document, self.now))
        if not has_read:
            self.notes.append("no sitemap could be read")
        return has_read

    async def _sitemaps(self) -> list[str]:
        named: list[str] = []
        for url in (self.gap.feed_url, self.home_url):
            try:
                named += (await self.documents.door.robots_file(url)).sitemaps
            except FetchError as error:
                self._note(error)
        home = urlsplit(self.home_url)
        usual = [urlunsplit((home.scheme, home.netloc, path, "", "")) for path in USUAL_SITEMAPS]
        urls = [url for url in dict.fromkeys(named) if is_fetchable(url)] or usual
        return sorted(urls, key=lambda url: "news" not in url.lower())

    def _parts(self, parts: Sequence[SitemapPart]) -> list[str]:
        """Return the sitemaps of an index that may list what is missing, the likeliest first."""
        fresh = [part for part in parts if part.changed_at is None or part.changed_at >= self.gap.since]
        # The undated are numbered: the newest is mostly the last.
        fresh.reverse()
        fresh.sort(key=lambda part: part.changed_at or self.gap.since, reverse=True)
        fresh.sort(key=lambda part: "news" not in part.url.lower())
        return [part.url for part in fresh]

    def _take_sitemap(self, document: FeedDocument) -> None:
        listed = {canonical_url(entry.url) for entry in document.entries if entry.url}
        dates = [entry.published_at for entry in document.entries if entry.published_at]
        # It proves that nothing is missing when it lists what is shown and goes back to what was known.
        is_cut = any("only the newest" in note for note in document.notes)
        reaches = min(dates, default=self.now) < self.gap.since or not self.gap.known.isdisjoint(
            f"link:{url}" for url in listed
        )
        entries = [_undated(entry) for entry in document.entries if self._is_article_between(entry)]
        self._take((f"link:{canonical_url(entry.url or '')}", entry) for entry in entries)
        self.is_closed = (
            reaches
            and not self.gap.shown_urls.isdisjoint(listed)
            and (not is_cut or min(dates) < self.gap.since)
        )

    def _is_article_between(self, entry: FeedEntry) -> bool:
        """Say whether a sitemap's entry can be an article of this feed that is missing."""
        url = entry.url or ""
        if not self._is_between(entry) or entry.published_at is None or is_homepage(url):
            return False
        return self._is_of_feed(url) and self._is_path_between(url)

    def _is_of_feed(self, url: str) -> bool:
        if registrable_domain(host(url)) not in self.gap.domains:
            return False
        # A feed of one section shows one first step of a path; the sitemap lists all sections.
        return len(self.gap.sections) > 1 or _section(url) in self.gap.sections

    def _is_path_between(self, url: str) -> bool:
        """Say whether the date in a path, if there is one, lies between; an edit does not move it."""
        found = _PATH_DATE.search(urlsplit(url).path)
        if found is None:
            return True
        year, month, day = (int(part) if part else None for part in found.groups())
        first = (self.gap.since - timedelta(days=1)).date()
        if day is None:
            return (year, month) >= (first.year, first.month)
        return (year, month, day) >= (first.year, first.month, first.day)


def found_note(report: Backfill) -> str:
    """Return the note of an entry that was found."""
    return f"found by back-fill ({report.method}): missed between two polls"


def _undated(entry: FeedEntry) -> FeedEntry:
    """Take away the date of a URL without a title: it is that of its last change, not of publication."""
    return entry if entry.title else replace(entry, published_at=None, updated_at=None)


def _page(url: str, number: int) -> str:
    parts = urlsplit(url)
    kept = [part for part in parts.query.split("&") if part and not part.startswith("paged=")]
    return urlunsplit(parts._replace(query="&".join([*kept, f"paged={number}"]), fragment=""))


def _section(url: str) -> str:
    """Return the first step of a path where it has more than one and is a word, else nothing."""
    steps: Iterator[str] = iter(urlsplit(canonical_url(url)).path.strip("/").split("/"))
    first = next(steps, "")
    return first if any(True for _ in steps) and not first.isdigit() else ""
