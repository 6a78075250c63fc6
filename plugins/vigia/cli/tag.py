"""``vigia tag``: JSON Lines of items in, JSON Lines of tags out."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import click

from vigia.errors import InputError
from vigia.model import Tags
from vigia.settings import read_settings
from vigia.tagging.tagger import Item, Tagger, read_tagger

Record = dict[str, object]


@click.command()
@click.argument("file", default="-", type=click.Path(path_type=Path, allow_dash=True))
def command(file: Path) -> None:
    """Tag items of news: FILE, or stdin, holds one JSON object a line.

    Each has id, title, summary, body, and if you like lang and outlet_country. A line that cannot
    be read gives an error in its place, and exit 1 at the end.
    """
    tagger = read_tagger(read_settings().seeds)
    failed = False
    with _opened(file) as lines:
        for record in tag_lines(lines, tagger):
            failed = failed or "error" in record
            sys.stdout.buffer.write(json.dumps(record, ensure_ascii=False).encode() + b"\n")
    sys.stdout.buffer.flush()
    if failed:
        sys.exit(1)


def _opened(file: Path) -> BinaryIO:
    if str(file) == "-":
        return sys.stdin.buffer
    try:
        return file.open("rb")
    except OSError as error:
        raise InputError(f"{file}: {error.strerror}; expected a readable file of JSON Lines") from error


def tag_lines(lines: BinaryIO, tagger: Tagger) -> Iterator[Record]:
    """Yield the answer to each line that is not blank, in the same order."""
    for line in lines:
        if line.strip():
            yield _answer(line, tagger)


def _answer(line: bytes, tagger: Tagger) -> Record:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        return {"error": f"not JSON: {error}"}
    if not isinstance(record, dict):
        return {"error": f"a JSON {type(record).__name__}; expected an object"}
    known: Record = {"id": record["id"]} if _is_id(record.get("id")) else {}
    fault = _fault(record)
    if fault:
        return known | {"error": fault}
    item = Item(
        record["title"], record["summary"], record["body"], record.get("lang"), record.get("outlet_country")
    )
    return known | _record(tagger.tag(item))


def _is_id(value: object) -> bool:
    return (isinstance(value, str) and _is_text(value)) or (
        isinstance(value, int) and not isinstance(value, bool)
    )


def _is_text(value: str) -> bool:
    """Tell whether text can be written as UTF-8: lone surrogates cannot."""
    return not any("\ud800" <= char <= "\udfff" for char in value) if not value.isascii() else True


def _fault(record: Record) -> str | None:
    if not _is_id(record.get("id")):
        return "id: expected text or a whole number"
    for name in ("title", "summary", "body"):
        if name not in record:
            return f"{name}: missing; expected text, which may be empty"
    for name in ("title", "summary", "body", "lang", "outlet_country"):
        value = record.get(name)
        if value is None and name in ("lang", "outlet_country"):
            continue
        if not isinstance(value, str):
            return f"{name}: {type(value).__name__}; expected text"
        if not _is_text(value):
            return f"{name}: holds a lone surrogate; expected text that UTF-8 can write"
    return None


def _record(tags: Tags) -> Record:
    return {
        "relevance": tags.relevance.value,
        "score": tags.score,
        "topics": [{"id": topic.id, "score": topic.score} for topic in tags.topics],
        "actors": [{"id": actor.id, "name": actor.name, "side": actor.side.value} for actor in tags.actors],
        "evidence": [
            {
                "field": one.field, "start": one.start, "end": one.end, "surface": one.surface,
                "entity_id": one.entity_id, "side": one.side and one.side.value, "rule": one.rule,
                "weight": one.weight, "dropped_because": one.dropped_because,
            }
            for one in tags.evidence
        ],
        "language": tags.language,
        "rules_hash": tags.rules_hash,
    }  # fmt: skip
