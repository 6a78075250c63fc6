"""RSS 0.9 to 2.0, RDF and Atom, by feedparser with its risky parts fenced off.

feedparser is given a stream (a text or bytes it would take for a file name or URL to open), UTF-8
that we decoded, our bounded driver, no sanitiser and no resolving of links inside texts: both are
slow and we keep plain text only.
"""

import io
import re
import time
from typing import Any
from xml.sax import SAXException

import feedparser
from feedparser.util import FeedParserDict

from vigia.errors import FeedUnreadable
from vigia.feeds.driver import MAX_ENTRIES
from vigia.feeds.fields import RawEntry, Reader, language_code, one_line, seconds
from vigia.model import FeedDocument
from vigia.text import plain_text
from vigia.urls import MAX_URL_CHARS

_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'
_HEADERS = {"content-type": "application/xml; charset=utf-8"}
_FULL_TEXTS = ("yandex_full-text", "rbc_news_full-text", "full-text", "fulltext", "turbo_content")
_PERIODS = {"hourly": 3_600, "daily": 86_400, "dayly": 86_400, "weekly": 604_800, "monthly": 2_592_000}
_NOT_DATED = time.struct_time((1970, 1, 1, 0, 0, 0, 3, 1, 0))
_MAX_PROLOG_CHARS = 20_000  # before the first element; feedparser's patterns for DTDs are slow on more
# feedparser seeks mail addresses in authors with a pattern that is quadratic in such a run. What is
# left is longer than any URL that is asked for, so that a URL cut here is not taken for another one.
_LONG_RUN = re.compile(rf"(?<![\w.+-])([\w.+-]{{{MAX_URL_CHARS + 1}}})[\w.+-]+", re.ASCII)
_ITEM = re.compile(r"<(?:\w{1,20}:)?(?:item|entry)\b", re.IGNORECASE)
_FIRST_ELEMENT = re.compile(r"<\w")

# feedparser has one list of drivers and one of date readers for the whole process; nobody else uses it.
feedparser.api.PREFERRED_XML_PARSERS[:] = ["vigia.feeds.driver"]
# Dates are read by vigia.dates from their text: feedparser's own readers take MSK and ART for UTC.
feedparser.registerDateHandler(lambda _: _NOT_DATED)


def read_syndication(text: str, encoding: str, reader: Reader) -> FeedDocument:
    """Read RSS, RDF or Atom from decoded text without an XML declaration.

    Raises FeedUnreadable if feedparser finds no feed in it.
    """
    result = _parsed(_LONG_RUN.sub(r"\1", _with_short_prolog(text)))
    fault = result.get("bozo_exception")
    version = result.get("version") or ""
    if not result["entries"]:
        _refuse_unread(text, version, fault)
    feed = result["feed"]
    # Atom entries without an author have the feed's (RFC 4287, 4.2.1).
    editors = _authors(feed) if version.startswith("atom") else []
    raw_entries = [_raw_entry(entry, editors) for entry in result["entries"][:MAX_ENTRIES]]
    return FeedDocument(
        format=_format(version),
        encoding=encoding,
        title=one_line(plain_text(_text(feed, "title")[:2_000]))[:200],
        language_code=language_code(_text(feed, "language")),
        ttl_seconds=_ttl_seconds(feed),
        entries=reader.read_all(raw_entries),
        notes=_notes(fault, len(raw_entries)),
        generator=one_line(_text(feed, "generator"))[:200],
    )


def _parsed(text: str) -> FeedParserDict:
    body = io.BytesIO((_DECLARATION + text).encode("utf-8", "replace"))
    try:
        return feedparser.parse(
            body, response_headers=_HEADERS, resolve_relative_uris=False, sanitize_html=False
        )
    except (ValueError, LookupError, AssertionError, AttributeError, TypeError, RecursionError) as error:
        # What feedparser lets escape on damaged documents: addresses, base64, markup declarations.
        raise FeedUnreadable(
            f"feedparser failed with {type(error).__name__}: {error}; expected RSS, RDF or Atom"
        ) from error


def _refuse_unread(text: str, version: str, fault: object) -> None:
    """Tell an empty feed from one that could not be read."""
    because = f" ({str(fault)[:200]})" if fault else ""
    if not version:
        raise FeedUnreadable(f"no feed in it{because}; expected RSS, RDF or Atom")
    if fault and (item_count := len(_ITEM.findall(text))):
        raise FeedUnreadable(f"a damaged feed{because}: of {item_count} entries none can be read")


def _with_short_prolog(text: str) -> str:
    first = _FIRST_ELEMENT.search(text)
    return text[first.start() :] if first and first.start() > _MAX_PROLOG_CHARS else text


def _notes(fault: object, entry_count: int) -> tuple[str, ...]:
    notes = [f"not well-formed: {str(fault)[:200]}"] if isinstance(fault, SAXException) else []
    if entry_count == MAX_ENTRIES:
        notes.append(f"only the first {MAX_ENTRIES} entries were read")
    return tuple(notes)


def _format(version: str) -> str:
    if version.startswith("atom"):
        return "atom"
    return "rdf" if version in ("rss10", "rss090") else "rss"


def _text(fields: FeedParserDict, name: str) -> str:
    # Not fields.get: feedparser answers a missing date with another one, and warns.
    value = dict.get(fields, name)
    return value if isinstance(value, str) else ""


def _ttl_seconds(feed: FeedParserDict) -> int | None:
    if minutes := seconds(_text(feed, "ttl"), 60):
        return minutes
    period = _PERIODS.get(_text(feed, "sy_updateperiod").strip().lower())
    frequency = seconds(_text(feed, "sy_updatefrequency"), 1) or 1
    return max(1, period // frequency) if period else None


def _raw_entry(entry: FeedParserDict, editors: list[str]) -> RawEntry:
    return RawEntry(
        guid=_text(entry, "id"),
        url=_url(entry),
        title=_text(entry, "title"),
        # Without its detail, the summary is a copy of the content made by feedparser.
        summary=_text(entry, "summary") if "summary_detail" in entry else "",
        content=max(_contents(entry), key=len, default=""),
        authors=_authors(entry) or editors,
        published=_text(entry, "published") or _text(entry, "created"),
        updated=_text(entry, "updated"),
        language=_text(entry, "language") or _detail_language(entry),
    )


def _url(entry: FeedParserDict) -> str | None:
    if original := _text(entry, "feedburner_origlink"):
        return original
    link = _text(entry, "link")
    # Without a link of its own, an entry has its GUID as link; that may be no address at all.
    return link if "links" in entry or link.startswith(("http://", "https://")) else None


def _contents(entry: FeedParserDict) -> list[str]:
    parts: list[Any] = dict.get(entry, "content") or []
    return [_text(part, "value") for part in parts] + [_text(entry, name) for name in _FULL_TEXTS]


def _authors(fields: FeedParserDict) -> list[str]:
    parts: list[Any] = dict.get(fields, "authors") or []
    if len(parts) > 1:
        return [_text(part, "name") for part in parts]
    # Of one author feedparser cuts a mail address off, at times in its middle.
    author = _text(fields, "author")
    return [author] if author else []


def _detail_language(entry: FeedParserDict) -> str:
    detail = dict.get(entry, "title_detail")
    return _text(detail, "language") if isinstance(detail, dict) else ""
