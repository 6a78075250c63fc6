"""poll: one GET of each due feed; its entries, and what polling must remember."""

import asyncio
import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from vigia.catalog import Catalog, read_catalog
from vigia.errors import FeedUnreadable, Killed, ParseError, Refused, Unreachable, Unusable
from vigia.feeds.cadence import is_gap, next_state
from vigia.feeds.checks import odd_dates
from vigia.feeds.identity import entry_keys
from vigia.feeds.moves import address, after_answer, forgotten
from vigia.killable import KillablePool
from vigia.model import (
    Backfill,
    Disposition,
    Entry,
    Feed,
    FeedDocument,
    FeedEntry,
    FeedState,
    Outlet,
    Poll,
    PollOutcome,
    Reservation,
    StageReport,
)
from vigia.runs import read_records, record_file, run_folder
from vigia.settings import Settings
from vigia.stages.acquisition import parsers, web
from vigia.stages.backfill import Search, find_gap, found_note, known_gap
from vigia.stages.documents import FEED_ACCEPT, Documents, documents_of
from vigia.stages.plan import DueFeed
from vigia.stages.reservations import look_up
from vigia.urls import canonical_url, entry_id
from vigia.web import Answer, Web, freshness_seconds

# Some servers answer 304 for ever: once a day the feed is read whole, and its bytes compared.
FULL_EVERY = timedelta(hours=24)
MOST_TOLD = 200  # failures that the report of the stage lists; all of them are in the polls
# Feeds under way for each request: the others wait for the turn of their host, or for the parser.
WORKERS_PER_REQUEST = 2


def poll(settings: Settings, run_id: str, shard: int, now: datetime) -> StageReport:
    """Poll the feeds of a shard; write ``polls``, ``seen``, ``backfills`` and ``reservations``.

    Results are written as they come, so that memory holds what is under way and not every feed.
    """
    folder = run_folder(settings.home, run_id)
    due = read_records(folder, "due", DueFeed, shard)
    catalog = read_catalog(settings.catalog_folder)
    counts: Counter[str] = Counter()
    failures: list[str] = []
    with (
        record_file(folder, "polls", shard) as write_poll,
        record_file(folder, "seen", shard) as write_entry,
        record_file(folder, "backfills", shard) as write_backfill,
        record_file(folder, "reservations", shard) as write_reservation,
    ):

        def keep(
            result: Poll, entries: list[Entry], backfill: Backfill | None, reserved: list[Reservation]
        ) -> None:
            write_poll(result)
            for reservation in reserved:
                write_reservation(reservation)
            for entry in entries:
                write_entry(entry)
            if backfill:
                write_backfill(backfill)
            counts[result.outcome] += 1
            if result.error and len(failures) < MOST_TOLD:
                failures.append(f"{result.feed_id}: {result.error}")

        with parsers(settings) as pool:
            asyncio.run(_poll_all(settings, run_id, due, catalog, pool, now, keep))
    return StageReport("poll", run_id, dict(counts), tuple(failures))


async def _poll_all(
    settings: Settings,
    run_id: str,
    due: Iterable[DueFeed],
    catalog: Catalog,
    pool: KillablePool,
    now: datetime,
    keep: Callable[[Poll, list[Entry], Backfill | None, list[Reservation]], None],
) -> None:
    waiting = iter(due)
    parsing = asyncio.Lock()  # the pool has one child

    async def work(door: Web) -> None:
        for item in waiting:  # shared: each of the workers takes the next one
            outlet = catalog.outlets[item.feed.outlet_id]
            documents = documents_of(outlet, door, pool, parsing, settings.feed_max_bytes)
            polled = await _Poller(settings, run_id, item, outlet, now).poll(documents)
            reserved = await look_up(door, outlet, now) if item.asks_reservations else []
            keep(*polled, reserved)

    async with web(settings) as door:
        workers = WORKERS_PER_REQUEST * settings.concurrency
        await asyncio.gather(*(work(door) for _ in range(workers)))


class _Poller:
    """One poll of one feed."""

    def __init__(self, settings: Settings, run_id: str, due: DueFeed, outlet: Outlet, now: datetime) -> None:
        self.settings = settings
        self.run_id = run_id
        self.feed = due.feed
        self.state = due.state
        self.retry = due.retry
        self.outlet = outlet
        self.now = now
        self.url = address(self.feed.url, self.state, now)

    @property
    def _is_first(self) -> bool:
        # The first that is read, however often it failed before: all it shows may be old.
        return self.state.last_success_at is None

    async def poll(self, documents: Documents) -> tuple[Poll, list[Entry], Backfill | None]:
        """Fetch, compare, parse, seek what is missing; every failure becomes the outcome of the poll."""
        try:
            answer = await self._get(documents.door)
        except Refused as error:
            return self._failed("refused", error, error.status, error.retry_after_seconds), [], None
        except Unreachable as error:
            return self._failed("unreachable", error), [], None
        except Unusable as error:
            return self._failed("unusable", error), [], None
        if answer.status == 304 or (self._hash(answer) == self.state.body_hash and not self.retry):
            return self._unchanged(answer), [], None
        try:
            document = odd_dates(await documents.read(answer), self.now)
        except (FeedUnreadable, ParseError, Killed) as error:
            return self._failed("unreadable", error, answer.status, answer=answer), [], None
        result, entries = self._read(answer, document)
        return await self._with_missing(documents, answer, document, result, entries)

    async def _with_missing(
        self, documents: Documents, answer: Answer, document: FeedDocument, result: Poll, entries: list[Entry]
    ) -> tuple[Poll, list[Entry], Backfill | None]:
        """Add to the entries shown those that came and went since the last good poll."""
        keys = [entry.key for entry in entries]
        gap = find_gap(self.state, answer, document, keys, result.is_gap, self.now)
        if gap is None and self.retry:
            gap = known_gap(self.retry, answer, document, keys)
        if gap is None:
            return result, entries, None
        search = Search(gap, documents, self.outlet.home_url, self.now)
        report, found = await search.run(self.run_id, self.feed.feed_id)
        missing = [
            replace(
                entry_of(self.feed, self.run_id, key, item, self.now, is_backlog=True),
                note="; ".join(filter(None, (found_note(report), item.note))),
            )
            for key, item in found
        ]
        return result, entries + missing, report

    async def _get(self, door: Web) -> Answer:
        last_full = self.state.last_full_at
        is_recent = last_full is not None and self.now - last_full < FULL_EVERY
        is_conditional = is_recent and not self.retry  # a search needs what the document shows
        return await door.get(
            self.url,
            max_bytes=self.settings.feed_max_bytes,
            accept=FEED_ACCEPT,
            etag=self.state.etag if is_conditional else None,
            last_modified=self.state.last_modified if is_conditional else None,
        )

    def _hash(self, answer: Answer) -> str:
        return hashlib.sha256(answer.body).hexdigest()[:32]

    def _failed(
        self,
        outcome: PollOutcome,
        error: Exception,
        status: int | None = None,
        retry_after_seconds: float | None = None,
        answer: Answer | None = None,
    ) -> Poll:
        state = next_state(
            self.state,
            now=self.now,
            outcome=outcome,
            retry_after_seconds=retry_after_seconds,
            http_status=status,
        )
        if self.url != self.feed.url:
            state = forgotten(state)  # next time it is asked where the catalog says
        return self._poll(outcome, state, answer, status=status, error=str(error))

    def _unchanged(self, answer: Answer) -> Poll:
        fresh = freshness_seconds(answer.headers)
        state = next_state(self.state, now=self.now, outcome="unchanged", header_seconds=fresh)
        if answer.status != 304:
            state = replace(state, last_full_at=self.now)
        state = self._with_move(state, answer, state.moved_title or state.title)  # the same document
        return self._poll("unchanged", state, answer)

    def _with_move(self, state: FeedState, answer: Answer, title: str | None) -> FeedState:
        return after_answer(state, self.feed.url, self.url, answer.redirects, title, self.now)

    def _read(self, answer: Answer, document: FeedDocument) -> tuple[Poll, list[Entry]]:
        keys = entry_keys(document)
        outcome: PollOutcome = "new" if keys else "empty"
        times = [entry.published_at for entry in document.entries if entry.published_at]
        state = replace(
            next_state(
                self.state,
                now=self.now,
                outcome=outcome,
                ttl_seconds=document.ttl_seconds,
                header_seconds=freshness_seconds(answer.headers),
                keys=keys,
                entry_times=times,
            ),
            etag=answer.headers.get("etag"),
            last_modified=answer.headers.get("last-modified"),
            body_hash=self._hash(answer),
            last_full_at=self.now,
        )
        state = self._with_move(state, answer, document.title)
        has_gap = is_gap(self.state, keys, times)
        result = self._poll(outcome, state, answer, document=document, is_gap=has_gap)
        return result, [
            entry_of(self.feed, self.run_id, key, item, self.now, is_backlog=self._is_first)
            for key, item in zip(keys, document.entries, strict=True)
        ]

    def _poll(
        self,
        outcome: PollOutcome,
        state: FeedState,
        answer: Answer | None,
        *,
        status: int | None = None,
        error: str | None = None,
        document: FeedDocument | None = None,
        is_gap: bool = False,
    ) -> Poll:
        return Poll(
            run_id=self.run_id,
            feed_id=self.feed.feed_id,
            polled_at=self.now,
            url=self.url,
            final_url=answer.final_url if answer else None,
            outcome=outcome,
            http_status=answer.status if answer else status,
            error=error,
            body_bytes=len(answer.body) if answer else 0,
            elapsed_seconds=round(answer.elapsed_seconds, 3) if answer else 0.0,
            format=document.format if document else None,
            encoding=document.encoding if document else None,
            feed_title=document.title if document else None,
            entry_count=len(document.entries) if document else 0,
            is_first=self._is_first,
            is_gap=is_gap,
            state=state,
        )


def entry_of(feed: Feed, run_id: str, key: str, item: FeedEntry, now: datetime, *, is_backlog: bool) -> Entry:
    """Return what a feed shows as an entry with its identity, first seen now."""
    return Entry(
        entry_id=entry_id(feed.feed_id, key),
        run_id=run_id,
        feed_id=feed.feed_id,
        outlet_id=feed.outlet_id,
        key=key,
        url=item.url,
        canonical_url=canonical_url(item.url) if item.url else None,
        title=item.title,
        summary=item.summary,
        content=item.content,
        authors=item.authors,
        published_at=item.published_at,
        published_source="feed" if item.published_at else None,
        updated_at=item.updated_at,
        language_code=item.language_code or feed.language_code,
        first_seen_at=now,
        content_hash=_content_hash(item),
        is_backlog=is_backlog,
        disposition=Disposition.QUEUED,
        note=item.note,
    )


def _content_hash(item: FeedEntry) -> str:
    updated = item.updated_at.isoformat() if item.updated_at else ""
    return hashlib.sha256("\x00".join((item.title, item.summary, updated)).encode()).hexdigest()[:16]
