"""Google News sitemaps, and plain sitemaps whose URLs carry ``lastmod``."""

import io
import re
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from typing import Any
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

from vigia.errors import FeedUnreadable
from vigia.feeds.driver import MAX_ENTRIES, create_parser
from vigia.feeds.fields import RawEntry, Reader, language_code
from vigia.model import FeedDocument

_NEWS = "sitemap-news"  # in the namespace's address, with whatever version
_KEPT = {"loc", "lastmod"}
_KEPT_NEWS = {"title", "publication_date", "language", "name"}
_MAX_FIELD_CHARS = 5_000
MAX_PARTS = 10_000  # of an index; the protocol allows 50,000, real ones have up to a few hundred
# An index has nothing but these two; a pattern reads it as well as a parser, and bears any damage.
_PART = re.compile(
    r"<(?:\w{1,20}:)?sitemap\b[^>]{0,200}>(.{0,5000}?)</(?:\w{1,20}:)?sitemap\s{0,9}>", re.S | re.I
)
_LOC = re.compile(r"<(?:\w{1,20}:)?loc\b[^>]{0,200}>(?:\s{0,99}<!\[CDATA\[)?\s{0,99}([^<\]\s]{1,2000})", re.I)
_LASTMOD = re.compile(r"<(?:\w{1,20}:)?lastmod\b[^>]{0,200}>\s{0,99}([^<]{1,60})", re.I)


@dataclass(frozen=True, slots=True)
class SitemapPart:
    """One sitemap that an index names."""

    url: str  # absolute
    changed_at: datetime | None


def read_sitemap_index(text: str, reader: Reader) -> tuple[SitemapPart, ...]:
    """Read the sitemaps that an index names, in their order."""
    parts = []
    for found in list(_PART.finditer(text))[:MAX_PARTS]:
        loc, changed = _LOC.search(found[1]), _LASTMOD.search(found[1])
        url = reader.address(unescape(loc[1])) if loc else None
        if url:
            parts.append(SitemapPart(url, reader.moment(changed[1]) if changed else None))
    return tuple(parts)


def read_sitemap(text: str, encoding: str, reader: Reader) -> FeedDocument:
    """Read a sitemap from decoded text without an XML declaration.

    Of more than 2,000 URLs the newest by date are kept. Raises FeedUnreadable for an index of
    sitemaps and for a document without URLs that is damaged.
    """
    urls, fault = _collected(text)
    urls.sort(key=_when, reverse=True)
    raw_entries = [_raw_entry(fields) for fields in urls[:MAX_ENTRIES] if fields.get("loc")]
    notes = [f"not well-formed: {fault}"] if fault else []
    if len(urls) > MAX_ENTRIES:
        notes.append(f"only the newest {MAX_ENTRIES} of {len(urls)} URLs were read")
    first = urls[0] if urls else {}
    return FeedDocument(
        format="sitemap",
        encoding=encoding,
        title=first.get("news name", ""),
        language_code=language_code(first.get("news language")),
        ttl_seconds=None,
        entries=reader.read_all(raw_entries),
        notes=tuple(notes),
    )


def _collected(text: str) -> tuple[list[dict[str, str]], str]:
    collector = _Collector()
    parser = create_parser()
    parser.setContentHandler(collector)
    try:
        parser.parse(io.BytesIO(text.encode("utf-8", "replace")))
    except SAXException as error:
        if not collector.urls:
            raise FeedUnreadable(f"a damaged sitemap ({str(error)[:200]}); expected <urlset>") from error
        return collector.urls, str(error)[:200]
    return collector.urls, ""


def _when(fields: dict[str, str]) -> str:
    return fields.get("news publication_date") or fields.get("lastmod") or ""


def _raw_entry(fields: dict[str, str]) -> RawEntry:
    return RawEntry(
        url=fields["loc"],
        title=fields.get("news title", ""),
        published=fields.get("news publication_date"),
        updated=fields.get("lastmod"),
        language=fields.get("news language"),
    )


class _Collector(ContentHandler):
    """Gathers the fields of each ``<url>``; of images and videos nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.urls: list[dict[str, str]] = []
        self._path: list[str] = []
        self._name = ""
        self._pieces: list[str] = []

    def startElementNS(  # noqa: N802 - the name is SAX'
        self, name: tuple[str | None, str], qname: str | None, attrs: Any
    ) -> None:
        """Open a URL or one of its fields."""
        local = name[1]
        if local == "sitemapindex":
            raise FeedUnreadable(
                "an index of sitemaps; expected <urlset>: name one of its sitemaps as the feed"
            )
        if local == "url":
            self.urls.append({})
        self._path.append(local)
        self._name, self._pieces = self._field_name(name[0] or "", local), []

    def characters(self, content: str) -> None:
        """Keep the text of a field."""
        if self._name:
            self._pieces.append(content)

    def endElementNS(self, name: tuple[str | None, str], qname: str | None) -> None:  # noqa: N802
        """Close a field."""
        self._path.pop()
        if self._name and self.urls:
            self.urls[-1].setdefault(self._name, "".join(self._pieces).strip()[:_MAX_FIELD_CHARS])
        self._name = ""

    def _field_name(self, namespace: str, local: str) -> str:
        if _NEWS in namespace and local in _KEPT_NEWS:
            return f"news {local}"
        return local if local in _KEPT and self._path[-2:-1] == ["url"] else ""
