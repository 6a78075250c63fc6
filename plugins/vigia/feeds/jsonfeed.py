"""JSON Feed 1.0 and 1.1."""

import json
from typing import Any

from vigia.errors import FeedUnreadable
from vigia.feeds.driver import MAX_ENTRIES
from vigia.feeds.fields import RawEntry, Reader, language_code, one_line
from vigia.model import FeedDocument


def read_json_feed(text: str, encoding: str, reader: Reader) -> FeedDocument:
    """Read a JSON Feed from text.

    Raises FeedUnreadable for JSON that has no list of items.
    """
    document = _parsed(text)
    items = document.get("items")
    if not isinstance(items, list):
        keys = ", ".join(map(str, list(document)[:8]))
        raise FeedUnreadable(f"JSON with the keys {keys[:200] or '(none)'}; expected JSON Feed with 'items'")
    raw_entries = [
        _raw_entry(item, _names(document)) for item in items[:MAX_ENTRIES] if isinstance(item, dict)
    ]
    notes = [f"only the first {MAX_ENTRIES} entries were read"] if len(items) > MAX_ENTRIES else []
    return FeedDocument(
        format="json",
        encoding=encoding,
        title=one_line(_text(document, "title")[:2_000])[:200],
        language_code=language_code(_text(document, "language")),
        ttl_seconds=None,
        entries=reader.read_all(raw_entries),
        notes=tuple(notes),
    )


def _parsed(text: str) -> dict[str, Any]:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FeedUnreadable(f"broken JSON ({str(error)[:200]}); expected JSON Feed") from error
    if not isinstance(document, dict):
        raise FeedUnreadable(f"JSON whose top is a {type(document).__name__}; expected JSON Feed, an object")
    return document


def _raw_entry(item: dict[str, Any], feed_names: list[str]) -> RawEntry:
    return RawEntry(
        guid=_text(item, "id"),
        url=_text(item, "url") or _text(item, "external_url") or None,
        title=_text(item, "title"),
        summary=_text(item, "summary"),
        content=_text(item, "content_html") or _escaped(_text(item, "content_text")),
        authors=_names(item) or feed_names,
        published=_text(item, "date_published"),
        updated=_text(item, "date_modified"),
        language=_text(item, "language"),
    )


def _text(fields: dict[str, Any], name: str) -> str:
    value = fields.get(name)
    # An id may be a number: the standard asks readers to take it as text.
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _names(fields: dict[str, Any]) -> list[str]:
    authors = fields.get("authors")
    people = authors if isinstance(authors, list) else [fields.get("author")]
    return [_text(person, "name") for person in people if isinstance(person, dict)]
