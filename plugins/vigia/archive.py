"""The archive door: WARC 1.1 files, one gzip member a record, so that any page is one seek away."""

import hashlib
import logging
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any, Self

from fastwarc.stream_io import GzipWriter
from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from vigia import __version__
from vigia.compression import decode_body
from vigia.errors import InputError, PageUnreadable, ParseError

if TYPE_CHECKING:
    from vigia.web import Answer

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.+-]{0,200}")
_ROTATE_BYTES = 1_000_000_000  # the size the WARC standard recommends
_GZIP_LEVEL = 6  # as small as 9 on pages, nearly twice as fast
_MOST_PAGE_BYTES = 64_000_000  # of one foreign page, packed or unpacked
# The body is kept unpacked: what says otherwise keeps its value under another name, as crawlers do.
_UNPACKED = (b"content-encoding", b"transfer-encoding", b"content-length")
_ORIGINAL = b"X-Archive-Orig-"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ArchivedPage:
    """One page of an archive; ``body`` is unpacked, ``headers`` have lower-case names."""

    url: str
    fetched_at: datetime
    status: int
    headers: dict[str, str]
    body: bytes


class ArchiveWriter:
    """Writes the pages of one shard of one run; a context manager.

    The files appear under their names only when the block ends without an error; then they take the
    place of what an earlier run of the same name left. A killed run leaves a ``.open`` file that
    the next one overwrites.
    """

    def __init__(self, folder: Path, name: str, rotate_bytes: int = _ROTATE_BYTES) -> None:
        """Take the folder, the name without ending, and the size after which a further file begins.

        Raises InputError for a name that could leave the folder.
        """
        if not _NAME.fullmatch(name):
            raise InputError(f"archive name {name!r}: expected letters, digits, '.', '_', '+', '-'")
        self._folder = folder
        self._name = name
        self._rotate_bytes = rotate_bytes
        self._part = 0
        self._file: IO[bytes] | None = None
        self._gzip: Any = None

    def __enter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()
        if kind is None:
            self._publish()
        else:
            for part in range(1, self._part + 1):
                self._draft(part).unlink(missing_ok=True)

    def write(self, answer: "Answer", fetched_at: datetime, metadata: Mapping[str, str]) -> tuple[str, int]:
        """Write the request, the response and the metadata of one page.

        Returns the file name in the folder, and the offset of the response there.
        """
        file = self._open_file()
        response = _record(WarcRecordType.response, answer.final_url, fetched_at)
        offset = file.tell()
        head = _unpacked_head(answer.response_head, len(answer.body))
        self._write(response, head + answer.body, hashlib.sha1(answer.body).digest())  # noqa: S324
        request = _record(WarcRecordType.request, answer.final_url, fetched_at, response)
        self._write(request, answer.request_head)
        record = _record(WarcRecordType.metadata, answer.final_url, fetched_at, response)
        record.headers["Content-Type"] = "application/warc-fields"
        self._write(record, _fields(_about(answer) + list(metadata.items())))
        return self._file_name(self._part), offset

    def _write(self, record: Any, content: bytes, payload_digest: bytes | None = None) -> None:
        record.headers["Content-Length"] = str(len(content))
        record.set_bytes_content(content)
        record.write(self._gzip, checksum_data=True, payload_digest=payload_digest)
        self._gzip.finish()  # ends the gzip member: without it the file could not be sought in

    def _open_file(self) -> IO[bytes]:
        if self._file is not None and self._file.tell() > self._rotate_bytes:
            self._close()
        if self._file is None:
            self._part += 1
            self._file = self._draft(self._part).open("wb")
            self._gzip = GzipWriter(self._file, compression_level=_GZIP_LEVEL)
            information = WarcRecord()
            information.init_headers(WarcRecordType.warcinfo)
            information.headers["Content-Type"] = "application/warc-fields"
            information.headers["WARC-Filename"] = self._file_name(self._part)
            self._write(
                information,
                _fields([("software", f"vigia/{__version__}"), ("format", "WARC File Format 1.1")]),
            )
        return self._file

    def _close(self) -> None:
        if self._file is not None:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            self._file = None

    def _publish(self) -> None:
        for part in range(1, self._part + 1):
            self._draft(part).replace(self._folder / self._file_name(part))
        stale = self._part + 1
        while self._part and (self._folder / self._file_name(stale)).exists():
            (self._folder / self._file_name(stale)).unlink()
            stale += 1

    def _file_name(self, part: int) -> str:
        return f"{self._name}.warc.gz" if part == 1 else f"{self._name}.{part}.warc.gz"

    def _draft(self, part: int) -> Path:
        return self._folder / f"{self._file_name(part)}.open"


def read_page(folder: Path, file: str, offset: int) -> ArchivedPage:
    """Read one page back by where it was written.

    Raises InputError for a path that leaves the folder, PageUnreadable where no whole page is.
    """
    path = (folder / file).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise InputError(f"archive file {file!r} is outside of the archive")
    place = f"{file} at {offset}"
    try:
        with path.open("rb") as stream:
            stream.seek(offset)
            record = next(iter(ArchiveIterator(stream)), None)
            if record is None or record.record_type != WarcRecordType.response:
                raise PageUnreadable(f"{place}: no page begins there")
            return _page(record)
    except ParseError as error:
        raise PageUnreadable(f"{place}: {error}") from error
    except (OSError, ValueError) as error:
        raise PageUnreadable(f"{place}: cannot be read ({error})") from error


def read_pages(path: Path) -> Iterator[ArchivedPage]:
    """Read every page of a WARC file, whoever wrote it: plain, gzip or zstd.

    A page that cannot be read is logged and left out. Raises ParseError where the file itself breaks
    off, after all pages before have been yielded.
    """
    left_out = 0
    with path.open("rb") as stream:
        records = iter(ArchiveIterator(stream, record_types=WarcRecordType.response))
        while (record := _next(records, path)) is not None:
            try:
                yield _page(record)
            except (ParseError, ValueError) as error:
                left_out += 1
                _log.warning("%s at %d left out: %s", path.name, record.stream_pos, error)
    if left_out:
        _log.warning("%s: %d page(s) left out", path.name, left_out)


def _next(records: Iterator[Any], path: Path) -> Any:
    try:
        return next(records, None)
    except (OSError, ValueError) as error:
        raise ParseError(f"{path.name}: not a WARC file, or damaged: {error}") from error


def _page(record: Any) -> ArchivedPage:
    if not record.is_http_parsed or record.http_headers.status_code is None:
        raise PageUnreadable("not an HTTP response")
    length = record.content_length
    if length > _MOST_PAGE_BYTES:
        raise PageUnreadable(f"{length} bytes; at most {_MOST_PAGE_BYTES} are read")
    try:
        body = record.reader.read(length) if length else b""
    except OSError as error:
        raise PageUnreadable(f"damaged: {error}") from error
    if len(body) != length:
        raise PageUnreadable(f"breaks off after {len(body)} of {length} bytes")
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


def _record(kind: Any, url: str, at: datetime, response: Any = None) -> Any:
    record = WarcRecord()
    record.init_headers(kind)
    record.record_date = at.astimezone(UTC)
    record.headers["WARC-Target-URI"] = url
    if kind != WarcRecordType.metadata:
        part = "request" if kind == WarcRecordType.request else "response"
        record.headers["Content-Type"] = f"application/http; msgtype={part}"
    if response is not None:
        record.headers["WARC-Concurrent-To"] = response.record_id
    return record


def _unpacked_head(head: bytes, length: int) -> bytes:
    lines = head.rstrip(b"\r\n").split(b"\r\n")
    kept = [lines[0]]
    for line in lines[1:]:
        is_packed = line.partition(b":")[0].strip().lower() in _UNPACKED
        kept.append(_ORIGINAL + line if is_packed else line)
    kept.append(b"Content-Length: %d" % length)
    return b"\r\n".join(kept) + b"\r\n\r\n"


def _about(answer: "Answer") -> list[tuple[str, str]]:
    asked = [("requested-url", answer.url)]
    asked += [("redirect", f"{status} {url}") for status, url in answer.redirects]
    return [
        *asked,
        ("wire-bytes", str(answer.wire_bytes)),
        ("elapsed-seconds", f"{answer.elapsed_seconds:.3f}"),
    ]


def _fields(pairs: list[tuple[str, str]]) -> bytes:
    lines = []
    for name, value in pairs:
        # One line a field, whatever came from outside.
        lines.append(f"{' '.join(name.split())}: {' '.join(value.split())}\r\n")
    return "".join(lines).encode("utf-8", "replace")
