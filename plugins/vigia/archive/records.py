"""WARC records as we write them, and the fields of those that tell about others."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from fastwarc.warc import WarcRecord, WarcRecordType

from vigia import __version__

if TYPE_CHECKING:
    from vigia.web import Answer

FIELDS = "application/warc-fields"
MOST_FIELD_BYTES = 64_000_000
# The body is kept unpacked: what says otherwise keeps its value under another name, as crawlers do.
_UNPACKED = (b"content-encoding", b"transfer-encoding", b"content-length")
_ORIGINAL = b"X-Archive-Orig-"
_LINE_ENDS = re.compile(r"[\r\n]+")


def about_file(name: str) -> tuple[Any, bytes]:
    """Return the record that opens a file, and its content."""
    record = WarcRecord()
    record.init_headers(WarcRecordType.warcinfo)
    record.headers["Content-Type"] = FIELDS
    record.headers["WARC-Filename"] = name
    return record, fields({"software": f"vigia/{__version__}", "format": "WARC File Format 1.1"}.items())


def record_of(kind: Any, url: str, at: datetime, response: Any = None) -> Any:
    """Return an empty record about a URL at a time; ``response`` is the record that it belongs to."""
    record = WarcRecord()
    record.init_headers(kind)
    record.record_date = at.astimezone(UTC)
    record.headers["WARC-Target-URI"] = url
    if kind == WarcRecordType.metadata:
        record.headers["Content-Type"] = FIELDS
    else:
        part = "request" if kind == WarcRecordType.request else "response"
        record.headers["Content-Type"] = f"application/http; msgtype={part}"
    if response is not None:
        record.headers["WARC-Concurrent-To"] = response.record_id
    return record


def unpacked_head(head: bytes, length: int) -> bytes:
    """Return the head of an answer as it is true of its unpacked body of ``length`` bytes."""
    lines = head.rstrip(b"\r\n").split(b"\r\n")
    kept = [lines[0]]
    for line in lines[1:]:
        is_packed = line.partition(b":")[0].strip().lower() in _UNPACKED
        kept.append(_ORIGINAL + line if is_packed else line)
    kept.append(b"Content-Length: %d" % length)
    return b"\r\n".join(kept) + b"\r\n\r\n"


def about_answer(answer: "Answer") -> list[tuple[str, str]]:
    """Return what is told of an answer beside itself."""
    asked = [("requested-url", answer.url)]
    asked += [("redirect", f"{status} {url}") for status, url in answer.redirects]
    return [
        *asked,
        ("wire-bytes", str(answer.wire_bytes)),
        ("elapsed-seconds", f"{answer.elapsed_seconds:.3f}"),
    ]


def fields(pairs: Iterable[tuple[str, str]]) -> bytes:
    """Write fields, one a line whatever came from outside."""
    lines = [f"{' '.join(name.split())}: {_LINE_ENDS.sub(' ', value).strip()}\r\n" for name, value in pairs]
    return "".join(lines).encode("utf-8", "replace")


def parsed_fields(content: bytes) -> Mapping[str, str]:
    """Read fields back, the first of each name; a line that is none is passed over."""
    found: dict[str, str] = {}
    for line in content.decode("utf-8", "replace").split("\r\n"):
        name, colon, value = line.partition(": ")
        if colon:
            found.setdefault(name, value)
    return found
