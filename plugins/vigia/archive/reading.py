"""Reading pages back: one by its place, or every record of a WARC file, whoever wrote it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from fastwarc.warc import ArchiveIterator, WarcRecordType

from vigia.archive.members import member_end, next_record
from vigia.archive.records import MOST_FIELD_BYTES, parsed_fields
from vigia.compression import decode_body
from vigia.errors import InputError, PageUnreadable, ParseError

_MOST_PAGE_BYTES = 64_000_000  # of one foreign page, packed or unpacked
_MOST_URL_CHARS = 10_000


@dataclass(frozen=True, slots=True)
class ArchivedPage:
    """One page of an archive; ``body`` is unpacked, ``headers`` have lower-case names."""

    url: str
    fetched_at: datetime
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a WARC file: a response has a page, or a note that says why it has none.

    ``kind`` is that of the standard, or ``damaged`` for bytes that are no record.
    """

    kind: str
    offset: int
    url: str = ""
    page: ArchivedPage | None = None
    note: str | None = None


def read_page(folder: Path, file: str, offset: int) -> ArchivedPage:
    """Read one page back by where it was written.

    Raises InputError for a path that leaves the folder, PageUnreadable where no whole page is.
    """
    with _opened(folder, file, offset) as stream:
        try:
            record = next(iter(ArchiveIterator(stream, parse_http=False)), None)
            if record is None or record.record_type != WarcRecordType.response:
                raise PageUnreadable("no page begins there")
            return _page(record)
        except (ParseError, OSError, ValueError) as error:
            raise PageUnreadable(f"{file} at {offset}: {error}") from error


def read_fields(folder: Path, file: str, offset: int) -> Mapping[str, str]:
    """Return what the archive tells beside the record at a place: the fields of its metadata.

    Raises as ``read_page`` does; other files than ours have none.
    """
    with _opened(folder, file, offset) as stream:
        try:
            response_id = None
            for record in ArchiveIterator(stream, parse_http=False):
                if record.record_type == WarcRecordType.metadata:
                    belongs = record.headers.get("WARC-Concurrent-To") == response_id
                    return parsed_fields(record.reader.read(MOST_FIELD_BYTES)) if belongs else {}
                if record.record_type == WarcRecordType.response:
                    if response_id is not None:
                        break
                    response_id = record.record_id
        except (OSError, ValueError) as error:
            raise PageUnreadable(f"{file} at {offset}: cannot be read ({error})") from error
    return {}


def read_records(path: Path) -> Iterator[Record]:
    """Read every record of a WARC file: plain, gzip or zstd, in any order.

    What is damaged is told and passed over. Raises ParseError for a file in which no record is.
    """
    position: int | None = 0
    is_warc = False
    with path.open("rb") as stream:
        while position is not None:
            stream.seek(position)
            end, reason = position, None
            try:
                for record in ArchiveIterator(stream, parse_http=False):
                    is_warc = True
                    end = record.stream_pos + 1
                    length = record.content_length
                    yield _read(record)
            except (OSError, ValueError) as error:
                reason = str(error)
            if reason is None:
                break
            if end != position:
                end = member_end(stream, end - 1) or end + length
            position = next_record(stream, end + 1)
            if position is None and not is_warc:
                break
            yield Record("damaged", end, note=f"nothing can be read up to {position or 'the end'}: {reason}")
    if not is_warc:
        raise ParseError(f"{path.name}: not a WARC file: {reason or 'no record is in it'}")


def _opened(folder: Path, file: str, offset: int) -> IO[bytes]:
    path = (folder / file).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise InputError(f"archive file {file!r} is outside of the archive")
    try:
        stream = path.open("rb")
    except OSError as error:
        raise PageUnreadable(f"{file} at {offset}: cannot be read ({error})") from error
    try:
        stream.seek(offset)
    except (OSError, ValueError) as error:
        stream.close()
        raise PageUnreadable(f"{file} at {offset}: cannot be read ({error})") from error
    return stream


def _read(record: Any) -> Record:
    kind, offset = (record.headers.get("WARC-Type") or "unknown")[:40].lower(), record.stream_pos
    url = (record.headers.get("WARC-Target-URI") or "").strip("<>")[:_MOST_URL_CHARS]
    if record.record_type != WarcRecordType.response:
        return Record(kind, offset, url)
    try:
        return Record(kind, offset, url, _page(record))
    except (ParseError, OSError, ValueError) as error:
        return Record(kind, offset, url, note=str(error))


def _page(record: Any) -> ArchivedPage:
    if record.content_length > _MOST_PAGE_BYTES:
        raise PageUnreadable(f"{record.content_length} bytes; at most {_MOST_PAGE_BYTES} are read")
    if not record.is_http:
        raise PageUnreadable("not an HTTP response")
    record.parse_http()
    if record.http_headers is None or record.http_headers.status_code is None:
        raise PageUnreadable("not an HTTP response")
    length = record.content_length
    try:
        body = record.reader.read(length) if length else b""
    except OSError as error:
        raise PageUnreadable(f"damaged: {error}") from error
    if len(body) != length:
        raise PageUnreadable(f"breaks off after {len(body)} of {length} bytes")
    if record.record_date is None:
        raise PageUnreadable("without a date")
    headers = _headers(record.http_headers)
    return ArchivedPage(
        url=(record.headers.get("WARC-Target-URI") or "").strip("<>"),
        fetched_at=record.record_date.astimezone(UTC),
        status=record.http_headers.status_code,
        headers=headers,
        body=_unpacked(body, headers),
    )


def _headers(found: Any) -> dict[str, str]:
    headers: dict[str, str] = {}
    for raw_name, raw_value in found.items_bytes():
        name = raw_name.decode("latin-1").lower()
        value = raw_value.decode("utf-8", "replace")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


def _unpacked(body: bytes, headers: Mapping[str, str]) -> bytes:
    if "chunked" in headers.get("transfer-encoding", "").lower():
        body = _dechunked(body)
    coding = headers.get("content-encoding", "")
    if coding and body:
        try:
            return decode_body(body, coding, _MOST_PAGE_BYTES)
        except ParseError:
            # Many tools store the body unpacked and leave the header as it was.
            if body[:2] != b"\x1f\x8b" and b"<" in body[:1000]:
                return body
            raise
    return body


def _dechunked(body: bytes) -> bytes:
    """Undo chunking; a body that is not chunked, whatever its header says, stays as it is."""
    pieces: list[bytes] = []
    position = 0
    while True:
        end = body.find(b"\r\n", position, position + 100)
        size_text = body[position:end].partition(b";")[0].strip() if end >= 0 else b""
        if not re.fullmatch(rb"[0-9A-Fa-f]{1,8}", size_text):
            return b"".join(pieces) if pieces else body
        size = int(size_text, 16)
        if size == 0:
            return b"".join(pieces)
        pieces.append(body[end + 2 : end + 2 + size])
        position = end + 2 + size + 2
