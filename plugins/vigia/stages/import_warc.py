"""import_warc: the pages of a WARC file, whoever wrote it, as if they had just been fetched.

Each response becomes an entry of the feed ``import``; its outlet is the one of the catalog that owns the
domain, else ``imported``. Pages are copied into our archive, so that a replay needs nothing else.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from vigia.archive import ArchivedPage, ArchiveWriter, Record, read_records
from vigia.catalog import Catalog, read_catalog
from vigia.decoding import charset_of, decode
from vigia.disk import require_space
from vigia.errors import InputError
from vigia.model import IMPORT_FEED, Disposition, Entry, Feed, Outlet, Page, StageReport
from vigia.runs import empty_run_folder, write_records
from vigia.settings import Settings
from vigia.stages.fetch import GONE, told
from vigia.stages.replay import groups
from vigia.text import plain_text
from vigia.urls import (
    article_id,
    canonical_url,
    entry_id,
    host,
    is_fetchable,
    is_homepage,
    registrable_domain,
)
from vigia.web import Answer

IMPORTED = Outlet("imported", "Imported pages", "", "", "unknown", "", "UTC", "imported", "unknown")
FEED = Feed(
    IMPORT_FEED, IMPORTED.outlet_id, "warc:", "", "import", "low", False, "pages of files, never polled"
)
_TITLE = re.compile(r"<title\b[^>]{0,200}>([^<]{1,2000})", re.IGNORECASE)
_HEAD_BYTES = 100_000
_MOST_FAILURES = 1_000  # that are listed one by one; all are counted
Progress = Callable[[int, Counter[str]], None]


@dataclass(slots=True)
class _Import:
    """One file on its way in."""

    settings: Settings
    run_id: str
    now: datetime
    catalog: Catalog
    owners: dict[str, str]  # registrable domain → outlet
    seen: set[str] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)


def import_warc(
    settings: Settings, path: Path, now: datetime, progress: Progress = lambda _, __: None
) -> tuple[str, int, StageReport]:
    """Copy the pages of a file into the archive and a run folder; return the run, its shards and counts.

    The run is named by what the file holds: the same file again is the same run, and changes no row.
    ``progress`` is told the bytes read so far, and the counts, after each record. Memory is bounded by
    2,000 pages' records and the hashes of the URLs. Raises InputError where there is no such file,
    ParseError for what is no WARC file, and DiskFull.
    """
    if not path.is_file():
        raise InputError(f"{path}: no such file; expected a WARC file")
    require_space(settings.home, settings.least_free_bytes)
    run_id = f"import-{_digest(path)}"
    folder = empty_run_folder(settings.home, run_id)
    catalog = read_catalog(settings.catalog_folder)
    work = _Import(settings, run_id, now, catalog, _owners(catalog))
    archive, least = settings.home / "archive", settings.least_free_bytes
    shards = 0
    with ArchiveWriter(archive, run_id, least_free_bytes=least) as writer:
        for group in groups(_taken(work, path, writer, progress)):
            queued = [(entry, page) for entry, page in group if page is not None]
            write_records(folder, "entries", (entry for entry, _ in group), shards)
            write_records(folder, "queue", (entry for entry, _ in queued), shards)
            write_records(folder, "pages", (page for _, page in queued), shards)
            shards += 1
    return run_id, shards, StageReport("import_warc", run_id, dict(work.counts), tuple(work.failures))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        digest = sha256()
        while piece := file.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()[:16]


def _owners(catalog: Catalog) -> dict[str, str]:
    addresses = [(outlet.outlet_id, outlet.home_url) for outlet in catalog.outlets.values()]
    addresses += [(feed.outlet_id, feed.url) for feed in catalog.feeds.values()]
    owners: dict[str, str] = {}
    for outlet_id, url in addresses:
        owners.setdefault(registrable_domain(host(url)), outlet_id)
    return owners


def _taken(
    work: _Import, path: Path, writer: ArchiveWriter, progress: Progress
) -> Iterator[tuple[Entry, Page | None]]:
    for record in read_records(path):
        if record.kind != "response":
            work.counts[record.kind] += 1
            if record.kind == "damaged":
                _fail(work, f"{path.name} at {record.offset}: {record.note}")
        elif (entry := _entry(work, record)) is not None:
            work.counts["pages" if entry.disposition is Disposition.QUEUED else entry.disposition.value] += 1
            if entry.disposition is Disposition.QUEUED and record.page is not None:
                yield entry, _archived(work, entry, record.page, writer)
            else:
                _fail(work, f"{path.name} at {record.offset}: {entry.disposition}: {entry.note}")
                yield entry, None
        progress(record.offset, work.counts)


def _fail(work: _Import, reason: str) -> None:
    if len(work.failures) < _MOST_FAILURES:
        work.failures.append(reason)


def _entry(work: _Import, record: Record) -> Entry | None:
    """Return the entry of a response, or None for a further one of a URL that the file already had."""
    canonical = canonical_url(record.url)
    identity = entry_id(IMPORT_FEED, canonical)
    if identity in work.seen:
        work.counts["repeated"] += 1
        return None
    work.seen.add(identity)
    disposition, note = _disposition(record)
    at = min(record.page.fetched_at, work.now) if record.page else work.now
    return Entry(
        entry_id=identity,
        run_id=work.run_id,
        feed_id=IMPORT_FEED,
        outlet_id=work.owners.get(registrable_domain(host(record.url)), IMPORTED.outlet_id),
        key=canonical,
        url=record.url,
        canonical_url=canonical,
        title=_title(record.page) if record.page and disposition is Disposition.QUEUED else "",
        summary="",
        content="",
        authors=(),
        published_at=None,
        published_source=None,
        updated_at=None,
        language_code=None,
        first_seen_at=at,
        content_hash=identity,
        is_backlog=True,
        disposition=disposition,
        note=note,
        article_id=article_id(canonical) if disposition is Disposition.QUEUED else None,
    )


def _disposition(record: Record) -> tuple[Disposition, str | None]:
    if not is_fetchable(record.url):
        return Disposition.BAD_URL, f"no URL of a page: {record.url[:200]!r}"
    if record.page is None:
        return Disposition.UNUSABLE, record.note
    if is_homepage(record.url):
        return Disposition.HOMEPAGE, "the URL is a home page, not an article"
    status = record.page.status
    if status in GONE:
        return Disposition.VANISHED, f"HTTP {status}"
    if 300 <= status < 400:
        return Disposition.UNUSABLE, f"HTTP {status}: a redirect; where it leads is a record of its own"
    if not 200 <= status < 300:
        return Disposition.REFUSED, f"HTTP {status}"
    return Disposition.QUEUED, None


def _title(page: ArchivedPage) -> str:
    """Return the window title: the headline of a page that the gate stops."""
    html, _ = decode(page.body[:_HEAD_BYTES], charset_of(page.headers.get("content-type")))
    found = _TITLE.search(html)
    return " ".join(plain_text(found.group(1)).split())[:500] if found else ""


def _archived(work: _Import, entry: Entry, found: ArchivedPage, writer: ArchiveWriter) -> Page:
    content_type = found.headers.get("content-type")
    page = Page(
        run_id=work.run_id,
        entry_id=entry.entry_id,
        article_id=entry.article_id or "",
        url=found.url,
        final_url=found.url,
        fetched_at=entry.first_seen_at,
        http_status=found.status,
        content_type=content_type[:500] if content_type else None,
        body_bytes=len(found.body),
        elapsed_seconds=0.0,
        archive_file=None,
        archive_offset=None,
        disposition=Disposition.QUEUED,
    )
    file, offset = writer.write(_as_answer(found), page.fetched_at, told(entry, page))
    return replace(page, archive_file=file, archive_offset=offset)


def _as_answer(page: ArchivedPage) -> Answer:
    line = f"HTTP/1.1 {page.status} Archived"
    # What is true of the unpacked body; other headers are the outlet's own.
    fields = [f"{name}: {' '.join(value.split())}" for name, value in page.headers.items()]
    head = "\r\n".join([line, *fields]).encode("utf-8", "replace") + b"\r\n\r\n"
    return Answer(
        url=page.url,
        final_url=page.url,
        status=page.status,
        headers=page.headers,
        body=page.body,
        wire_bytes=len(page.body),
        elapsed_seconds=0.0,
        redirects=(),
        request_head=b"",
        response_head=head,
    )
