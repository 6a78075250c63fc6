"""fetch: the page behind each queued entry, into the archive."""

import asyncio
import itertools
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from vigia.archive import ArchiveWriter
from vigia.errors import FetchError, Refused, Unreachable
from vigia.model import Disposition, Entry, Page, Reservation, StageReport
from vigia.runs import read_records, run_folder, to_json, write_records
from vigia.settings import Settings
from vigia.stages.acquisition import web
from vigia.stages.queue import MOST_ATTEMPTS
from vigia.stages.reservations import of_answer
from vigia.web import Answer, Web

ACCEPT = "text/html, application/xhtml+xml, */*;q=0.5"
# What failed for a passing reason is tried again after an hour, doubling to half a day; a plain no is
# asked once more after a day, since some servers refuse by mistake.
FIRST_RETRY = timedelta(hours=1)
LONGEST_RETRY = timedelta(hours=12)
ASKED_ONCE_MORE = timedelta(hours=24)
GONE = (404, 410)
_AT_ONCE = 256  # bounds what is held in memory: answers are archived as soon as their group is complete


def fetch(settings: Settings, run_id: str, shard: int, now: datetime) -> StageReport:
    """Fetch the pages of a shard; write them to the archive, ``pages`` and ``page_reservations`` of the run.

    Raises DiskFull before the disk is.
    """
    folder = run_folder(settings.home, run_id)
    entries = list(read_records(folder, "queue", Entry, shard))
    archive, least = settings.home / "archive", settings.least_free_bytes
    # A run that is done again after its load fetches other pages: those it fetched before stay.
    with ArchiveWriter(archive, f"{run_id}-{shard}", least_free_bytes=least, keeps_earlier=True) as writer:
        results = asyncio.run(_fetch_all(settings, run_id, entries, writer, now))
    pages = [page for page, _ in results]
    write_records(folder, "pages", pages, shard)
    reserved = itertools.chain.from_iterable(reserved for _, reserved in results)
    write_records(folder, "page_reservations", reserved, shard)
    counts = Counter("fetched" if page.note is None else page.disposition.value for page in pages)
    return StageReport("fetch", run_id, dict(counts), tuple(f"{p.url}: {p.note}" for p in pages if p.note))


async def _fetch_all(
    settings: Settings, run_id: str, entries: Iterable[Entry], writer: ArchiveWriter, now: datetime
) -> list[tuple[Page, list[Reservation]]]:
    async with web(settings) as door:
        waiting = iter(entries)
        results: list[tuple[Page, list[Reservation]]] = []
        while group := list(itertools.islice(waiting, _AT_ONCE)):
            results += await asyncio.gather(
                *(_fetch_one(settings, run_id, door, entry, writer, now) for entry in group)
            )
        return results


async def _fetch_one(
    settings: Settings, run_id: str, door: Web, entry: Entry, writer: ArchiveWriter, now: datetime
) -> tuple[Page, list[Reservation]]:
    assert entry.url is not None  # queue disposed of those without
    try:
        answer = await door.get(entry.url, max_bytes=settings.page_max_bytes, accept=ACCEPT)
    except FetchError as error:
        page = _failed(run_id, entry, error, now)
        writer.note(page.url, now, told(entry, page))
        return page, []
    page = _fetched(run_id, entry, answer, now)
    file, offset = writer.write(answer, now, told(entry, page))
    return replace(page, archive_file=file, archive_offset=offset), of_answer(entry.outlet_id, answer, now)


def told(entry: Entry, page: Page) -> dict[str, str]:
    """Return what the archive holds beside a page, so that a replay needs nothing else."""
    return {
        "run-id": page.run_id,
        "entry-id": entry.entry_id,
        "feed-id": entry.feed_id,
        "entry": to_json(entry),
        "page": to_json(page),
    }


def _fetched(run_id: str, entry: Entry, answer: Answer, now: datetime) -> Page:
    return Page(
        run_id=run_id,
        entry_id=entry.entry_id,
        article_id=entry.article_id or "",
        url=entry.url or "",
        final_url=answer.final_url,
        fetched_at=now,
        http_status=answer.status,
        content_type=answer.content_type,
        body_bytes=len(answer.body),
        elapsed_seconds=round(answer.elapsed_seconds, 3),
        archive_file=None,
        archive_offset=None,
        disposition=Disposition.QUEUED,
        is_revisit=entry.is_revisit,
    )


def _failed(run_id: str, entry: Entry, error: FetchError, now: datetime) -> Page:
    return Page(
        run_id=run_id,
        entry_id=entry.entry_id,
        article_id=entry.article_id or "",
        url=entry.url or "",
        final_url=error.url,
        fetched_at=now,
        http_status=error.status if isinstance(error, Refused) else None,
        content_type=None,
        body_bytes=0,
        elapsed_seconds=0.0,
        archive_file=None,
        archive_offset=None,
        disposition=disposition_of(error),
        note=str(error),
        retry_at=retry_at(error, entry.attempts + 1, now),
        is_revisit=entry.is_revisit,
    )


def disposition_of(error: FetchError) -> Disposition:
    """Return what an entry is whose page could not be had."""
    if isinstance(error, Unreachable):
        return Disposition.UNREACHABLE
    if isinstance(error, Refused):
        if error.status is None:
            return Disposition.ROBOTS
        return Disposition.VANISHED if error.status in GONE else Disposition.REFUSED
    return Disposition.UNUSABLE


def retry_at(error: FetchError, attempts: int, now: datetime) -> datetime | None:
    """Return when to try again after this many attempts, None for never."""
    if attempts >= MOST_ATTEMPTS:
        return None
    if error.is_transient:
        wait: timedelta = min(FIRST_RETRY * 2 ** (attempts - 1), LONGEST_RETRY)
        asked = error.retry_after_seconds if isinstance(error, Refused) else None
        return now + max(wait, timedelta(seconds=asked or 0))
    if disposition_of(error) is Disposition.REFUSED and attempts == 1:
        return now + ASKED_ONCE_MORE
    return None
