"""The index beside each WARC file: CDXJ, a sorted line for each page, as web archives have it.

It is made by reading the file, so it can be made again at any time, and is there whole or not at all.
"""

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from fastwarc.warc import ArchiveIterator, WarcRecordType

from vigia.archive.records import FIELDS, MOST_FIELD_BYTES, parsed_fields
from vigia.errors import ParseError
from vigia.urls import canonical_url

_UNSAFE = re.compile(r"[\s\x00-\x1f\x7f-\x9f]")
_STAMP = "%Y%m%d%H%M%S"
_TOLD = ("entry-id", "run-id")  # of our own metadata; other files have none


@dataclass(frozen=True, slots=True)
class Capture:
    """One line of an index: a page that was asked for, and where its record begins.

    ``status`` is None where no answer came; then the record only tells why.
    """

    url: str
    requested_url: str
    fetched_at: datetime
    status: int | None
    file: str
    offset: int
    entry_id: str | None
    run_id: str | None


def captures(folder: Path) -> Iterator[Capture]:
    """Yield what the files of an archive hold; an index that is missing or older is made first.

    Raises ParseError for a file that is no WARC file.
    """
    for path in sorted(folder.glob("*.warc.gz")):
        index = index_of(path)
        if not index.exists() or index.stat().st_mtime_ns < path.stat().st_mtime_ns:
            index_file(path)
        with index.open(encoding="utf-8", newline="\n") as lines:
            yield from (_capture(line) for line in lines)


def index_of(path: Path) -> Path:
    """Return where the index of a WARC file is."""
    return path.with_name(path.name.removesuffix(".gz").removesuffix(".warc") + ".cdxj")


def index_file(path: Path) -> Path:
    """Write the index of a WARC file beside it and return its path. Raises ParseError."""
    lines = sorted(_lines(path))
    index = index_of(path)
    draft = index.with_name(f"{index.name}.{os.getpid()}.tmp")
    with draft.open("w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(index)
    return index


def surt(url: str) -> str:
    """Return the sort-friendly form of a URL: ``com,example)/path?query``."""
    try:
        parts = urlsplit(canonical_url(url))
    except ValueError:
        return quote(url, safe="")
    host, _, port = parts.netloc.partition(":")
    name = ",".join(reversed(host.lower().split("."))) + (f":{port}" if port else "")
    place = f"{name}){parts.path}{f'?{parts.query}' if parts.query else ''}".lower()
    return _UNSAFE.sub(lambda found: quote(found.group()), place)


def _lines(path: Path) -> Iterator[str]:
    """Yield the line of each response, with what the metadata after it tells, and of each lone metadata."""
    pending: dict[str, Any] | None = None
    pending_id = ""
    for record in _records(path):
        if pending is not None and "length" not in pending:
            pending["length"] = str(record.stream_pos - int(pending["offset"]))
        if record.record_type == WarcRecordType.response:
            yield from _line(pending)
            pending, pending_id = _response(record, path.name), record.record_id
        elif record.record_type == WarcRecordType.metadata:
            about = parsed_fields(record.reader.read(MOST_FIELD_BYTES))
            if pending is None or record.headers.get("WARC-Concurrent-To") != pending_id:
                yield from _line(pending)
                pending, pending_id = _of_record(record, path.name), ""
                pending |= {"mime": FIELDS, "status": "-"}
            _tell(pending, about)
    if pending is not None:
        pending.setdefault("length", str(path.stat().st_size - int(pending["offset"])))
    yield from _line(pending)


def _records(path: Path) -> Iterator[Any]:
    try:
        with path.open("rb") as stream:
            yield from (record for record in ArchiveIterator(stream) if record.record_date is not None)
    except (OSError, ValueError) as error:
        raise ParseError(f"{path.name}: not a WARC file, or damaged: {error}") from error


def _of_record(record: Any, file: str) -> dict[str, Any]:
    return {
        "url": (record.headers.get("WARC-Target-URI") or "").strip("<>"),
        "at": record.record_date.astimezone(UTC),
        "offset": str(record.stream_pos),
        "filename": file,
    }


def _response(record: Any, file: str) -> dict[str, Any]:
    line = _of_record(record, file)
    digest = record.headers.get("WARC-Payload-Digest")
    if record.is_http_parsed:
        mime = (record.http_headers.get("Content-Type") or "").partition(";")[0].strip()
        line |= {"mime": mime or "unk", "status": str(record.http_headers.status_code or "-")}
    else:
        line |= {"mime": "unk", "status": "-"}
    return line | ({"digest": digest} if digest else {})


def _tell(line: dict[str, Any], about: Any) -> None:
    line |= {name: about[name] for name in _TOLD if name in about}
    if about.get("requested-url", line["url"]) != line["url"]:
        line["requested-url"] = about["requested-url"]


def _line(found: dict[str, Any] | None) -> Iterator[str]:
    if found is not None:
        at = found.pop("at")
        yield f"{surt(found['url'])} {at.strftime(_STAMP)} {json.dumps(found, ensure_ascii=False)}"


def _capture(line: str) -> Capture:
    _, stamp, text = line.split(" ", 2)
    found = json.loads(text)
    return Capture(
        url=found["url"],
        requested_url=found.get("requested-url", found["url"]),
        fetched_at=datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC),
        status=int(found["status"]) if found["status"].isdecimal() else None,
        file=found["filename"],
        offset=int(found["offset"]),
        entry_id=found.get("entry-id"),
        run_id=found.get("run-id"),
    )
