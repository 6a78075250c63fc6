"""``vigia extract``: JSON Lines of pages in, JSON Lines of articles out."""

import json
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, BinaryIO

import click

from vigia.articles.extraction import Extracted
from vigia.articles.page import read_page
from vigia.cli.clock import now
from vigia.compression import decode_body
from vigia.errors import InputError, ParseError, VigiaError
from vigia.killable import KillablePool
from vigia.model import Disposition
from vigia.settings import read_settings

PROCESSES = 2
MEMORY_BYTES = 2_000_000_000

Record = dict[str, Any]


@click.command()
@click.argument("file", default="-", type=click.Path(path_type=Path, allow_dash=True))
def command(file: Path) -> None:
    """Turn HTML pages into articles: FILE, or stdin, holds one JSON object a line.

    Each has id, url, and html or path: an HTML file, which may end in .gz, from the current folder.
    A page that cannot be read gives an error in its place, and exit 1 at the end.
    """
    settings = read_settings()
    # A day ahead: it is tomorrow already in some time zone.
    source = PageSource(settings.page_max_bytes, (now() + timedelta(days=1)).date())
    failed = False
    with _opened(file) as lines, KillablePool(PROCESSES, settings.parse_seconds, MEMORY_BYTES) as pool:
        for record in extract_lines(lines, pool, source):
            failed = failed or "error" in record
            # A lone surrogate that came in as an escape goes out as one.
            line = json.dumps(record, ensure_ascii=False).encode("utf-8", "backslashreplace")
            sys.stdout.buffer.write(line + b"\n")
            sys.stdout.buffer.flush()
    if failed:
        raise click.exceptions.Exit(1)


@dataclass(frozen=True, slots=True)
class PageSource:
    """Where pages come from, and the bounds of what is taken."""

    max_bytes: int
    latest: date  # later dates of publication are not believed

    def arguments(self, request: Record) -> tuple[Any, ...]:
        """Return the arguments of ``read_page`` for a request.

        Raises InputError or ParseError naming what is wrong with it.
        """
        url = _text(request, "url") if request.get("url") is not None else ""
        if request.get("html") is not None:
            body = _text(request, "html").encode("utf-8", "replace")
        elif request.get("path") is not None:
            body = self._read(Path(_text(request, "path")))
        else:
            raise InputError("html and path are both missing; expected one of them")
        if len(body) > self.max_bytes:
            raise InputError(
                f"the page has more than {self.max_bytes} bytes; VIGIA_PAGE_MAX_BYTES allows more"
            )
        content_type = "text/html; charset=utf-8" if request.get("html") is not None else None
        return body, content_type, url, "UTC", None, self.latest

    def _read(self, path: Path) -> bytes:
        try:
            with path.open("rb") as file:
                data = file.read(self.max_bytes + 1)
        except (OSError, ValueError) as error:
            raise InputError(f"path: {path}: {getattr(error, 'strerror', None) or error}") from error
        return decode_body(data, "gzip", self.max_bytes) if path.suffix == ".gz" else data


def extract_lines(lines: Iterable[bytes], pool: KillablePool, source: PageSource) -> Iterator[Record]:
    """Yield the answer to each line that is not blank, in the same order."""
    known: deque[Record] = deque()  # of the lines read so far: the id, and the error if there is one

    def calls() -> Iterator[tuple[Any, ...]]:
        for line in lines:
            if not line.strip():
                continue
            answer: Record = {}
            known.append(answer)
            try:
                yield source.arguments(_request(line, answer))
            except (InputError, ParseError) as error:
                answer["error"] = str(error)

    for outcome in pool.map(read_page, calls()):
        yield from _leading_errors(known)
        yield known.popleft() | _record(outcome)
    yield from _leading_errors(known)


def _leading_errors(known: deque[Record]) -> Iterator[Record]:
    while known and "error" in known[0]:
        yield known.popleft()


def _request(line: bytes, answer: Record) -> Record:
    """Read a line, and put its id into the answer."""
    try:
        request = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(f"not JSON: {error}") from error
    if not isinstance(request, dict):
        raise InputError(f"a JSON {type(request).__name__}; expected an object")
    if not isinstance(request.get("id"), (str, int)) or isinstance(request.get("id"), bool):
        raise InputError("id: expected text or a whole number")
    answer["id"] = request["id"]
    return request


def _text(request: Record, name: str) -> str:
    value = request[name]
    if not isinstance(value, str):
        raise InputError(f"{name}: a {type(value).__name__}; expected text")
    return value


def _record(outcome: Extracted | VigiaError) -> Record:
    if isinstance(outcome, VigiaError):
        return {"error": str(outcome)}
    at = outcome.published_at
    return {
        "title": outcome.title,
        "body": outcome.body,
        "authors": list(outcome.authors),
        "published_at": None if at is None else at.isoformat(),
        "published_source": outcome.published_source,
        "language": outcome.language,
        # Queued is said of what still lies ahead in a run; here it is all there is.
        "disposition": "extracted"
        if outcome.disposition is Disposition.QUEUED
        else outcome.disposition.value,
    }


def _opened(file: Path) -> BinaryIO:
    if str(file) == "-":
        return sys.stdin.buffer
    try:
        return file.open("rb")
    except OSError as error:
        raise InputError(f"{file}: {error.strerror}; expected a readable file of JSON Lines") from error
