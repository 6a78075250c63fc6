"""replay: archived pages as if they had just been fetched, for gate, extract, tag and load to take up.

The archive holds each queued entry beside its page, so nothing else is needed: with an empty warehouse the
articles come back; with a full one and the same code no row changes.
"""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import TypeVar

from vigia.archive import Capture, captures, read_fields
from vigia.disk import require_space
from vigia.errors import InputError, PageUnreadable
from vigia.model import Disposition, Entry, Page
from vigia.runs import empty_run_folder, from_json, write_records
from vigia.settings import Settings
from vigia.urls import canonical_url

SHARD_PAGES = 2_000  # what one task holds in memory and can be retried for

Item = TypeVar("Item")

_log = logging.getLogger(__name__)


def replay(
    settings: Settings,
    run_id: str,
    first_day: date | None = None,
    last_day: date | None = None,
    url: str | None = None,
) -> int:
    """Write the archived pages of some days, or of a URL, as if fetched; return the number of shards.

    The days are those of the reports' zone on which the pages were fetched; without any, all are taken.
    A page that other programs archived has no entry: it is told of and left to ``import_warc``.
    Raises InputError where the days are in the wrong order, and DiskFull.
    """
    if first_day and last_day and last_day < first_day:
        raise InputError(f"{last_day} is before {first_day}: the first day comes first")
    require_space(settings.home, settings.least_free_bytes)
    folder = empty_run_folder(settings.home, run_id)
    since, until = _instants(settings, first_day, last_day)
    chosen = _one_of_each(
        capture
        for capture in captures(settings.home / "archive")
        if (since is None or capture.fetched_at >= since)
        and (until is None or capture.fetched_at < until)
        and (url is None or canonical_url(url) in _addresses(capture))
    )
    shards = 0
    for group in groups(_told(settings, chosen)):
        write_records(folder, "queue", (entry for entry, _ in group), shards)
        write_records(folder, "pages", (page for _, page in group), shards)
        write_records(folder, "entries", (entry for entry, _ in group if not entry.is_revisit), shards)
        shards += 1
    return shards


def _instants(
    settings: Settings, first_day: date | None, last_day: date | None
) -> tuple[datetime | None, datetime | None]:
    def midnight(day: date | None, later: int) -> datetime | None:
        return datetime.combine(day + timedelta(days=later), time(), settings.zone) if day else None

    return midnight(first_day, 0), midnight(last_day, 1)


def _addresses(capture: Capture) -> tuple[str, str]:
    return canonical_url(capture.url), canonical_url(capture.requested_url)


def _one_of_each(found: Iterable[Capture]) -> list[Capture]:
    """Keep the last capture of each entry in each run: a run that was killed may have fetched it twice."""
    kept: dict[tuple[str, str], Capture] = {}
    foreign = 0
    for capture in found:
        if capture.run_id is None or capture.entry_id is None:
            foreign += 1
            continue
        key = capture.run_id, capture.entry_id
        if key not in kept or kept[key].fetched_at <= capture.fetched_at:
            kept[key] = capture
    if foreign:
        _log.warning("%d archived pages belong to no entry: `vigia import-warc` takes them up", foreign)
    return sorted(kept.values(), key=lambda capture: (capture.fetched_at, capture.file, capture.offset))


def _told(settings: Settings, chosen: Iterable[Capture]) -> Iterator[tuple[Entry, Page]]:
    for capture in chosen:
        try:
            about = read_fields(settings.home / "archive", capture.file, capture.offset)
            entry = from_json(Entry, about.get("entry", ""))
            page = from_json(Page, about.get("page", ""))
        except (PageUnreadable, InputError) as error:
            _log.warning("%s at %d is left out: %s", capture.file, capture.offset, error)
            continue
        if page.disposition is Disposition.QUEUED:
            page = replace(page, archive_file=capture.file, archive_offset=capture.offset)
        yield entry, page


def groups(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Yield items by as many as one shard takes."""
    waiting = iter(items)
    while group := list(islice(waiting, SHARD_PAGES)):
        yield group
