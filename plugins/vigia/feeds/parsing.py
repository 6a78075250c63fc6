"""From the bytes of a feed to its entries, whatever the format."""

import re
import zlib
from zoneinfo import ZoneInfo

from vigia.decoding import charset_of, decode
from vigia.errors import FeedUnreadable
from vigia.feeds.fields import Reader
from vigia.feeds.jsonfeed import read_json_feed
from vigia.feeds.mending import mended
from vigia.feeds.sitemap import SitemapPart, read_sitemap, read_sitemap_index
from vigia.feeds.syndication import read_syndication
from vigia.model import FeedDocument
from vigia.text import plain_text

MAX_BODY_BYTES = 20_000_000  # the fetcher stops earlier; real feeds have 0.2 MB, the largest seen 4 MB

_GZIP = b"\x1f\x8b"
_DECLARATION = re.compile(r"<\?xml\b[^>]{0,1000}>", re.IGNORECASE)
_ELEMENT = re.compile(r"<(?:[A-Za-z_][\w.-]{0,40}:)?([A-Za-z_][\w.-]{0,40})")
_FEED_ROOT = re.compile(r"<(?:\w{1,20}:)?(?:rss|rdf|feed|urlset|sitemapindex)\b", re.IGNORECASE)
_PAGE_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{0,300})", re.IGNORECASE)
_HEAD_CHARS = 5_000  # where the root must begin; some servers print warnings before it
_PAGE_ROOTS = ("html", "head", "body")
_SITEMAP_ROOTS = ("urlset", "sitemapindex")


def parse_feed(
    body: bytes, url: str, content_type: str | None, zone: ZoneInfo, day_first: bool = True
) -> FeedDocument:
    """Read a feed: RSS, RDF, Atom, JSON Feed or sitemap, in any encoding.

    ``url`` is where it came from, to which its links are relative; ``zone`` is its outlet's, for
    dates without one; ``day_first`` settles 3/4/2026. Texts come out plain, URLs absolute, dates in
    UTC. Bytes are all it looks at: no file or address is opened. It should run where it can be
    killed all the same. Raises FeedUnreadable for anything else.
    """
    text, encoding = _decoded(body, content_type)
    reader = Reader(url, zone, day_first)
    if text.startswith(("{", "[")):
        return read_json_feed(text, encoding, reader)
    text = mended(_well_begun(text))
    root = _root_name(text)
    if root in _SITEMAP_ROOTS:
        return read_sitemap(text, encoding, reader)
    _refuse_other(text, root)
    return read_syndication(text, encoding, reader)


def parse_sitemap(
    body: bytes, url: str, content_type: str | None, zone: ZoneInfo
) -> FeedDocument | tuple[SitemapPart, ...]:
    """Read a sitemap, or the parts that an index of sitemaps names; as ``parse_feed`` else.

    Raises FeedUnreadable for anything that is neither.
    """
    text, encoding = _decoded(body, content_type)
    text = mended(_well_begun(text))
    root, reader = _root_name(text), Reader(url, zone, day_first=True)
    if root == "sitemapindex":
        return read_sitemap_index(text, reader)
    if root == "urlset":
        return read_sitemap(text, encoding, reader)
    raise FeedUnreadable(f"a document of <{root}>; expected a sitemap or an index of sitemaps")


def _decoded(body: bytes, content_type: str | None) -> tuple[str, str]:
    """Return the text of a document and its encoding."""
    body = _inflated(body)
    if len(body) > MAX_BODY_BYTES:
        raise FeedUnreadable(f"{len(body)} bytes; expected at most {MAX_BODY_BYTES}")
    text, encoding = decode(body, charset_of(content_type))
    text = text.lstrip("\ufeff \t\r\n\0")
    if not text:
        raise FeedUnreadable("an empty document; expected RSS, RDF, Atom, JSON Feed or a sitemap")
    return text, encoding


def _inflated(body: bytes) -> bytes:
    """Unpack a document that was stored as gzip, at most to the size limit."""
    if not body.startswith(_GZIP):
        return body
    unpacker = zlib.decompressobj(wbits=31)
    try:
        return unpacker.decompress(body, MAX_BODY_BYTES + 1)
    except zlib.error as error:
        raise FeedUnreadable(f"damaged gzip ({error}); expected a feed") from error


def _well_begun(text: str) -> str:
    """Drop the XML declaration and what a server printed before the root."""
    declaration = _DECLARATION.search(text[:_HEAD_CHARS])
    if declaration:
        return text[declaration.end() :].lstrip()
    root = _FEED_ROOT.search(text[:_HEAD_CHARS])
    return text if root is None or _root_name(text) in _PAGE_ROOTS else text[root.start() :]


def _root_name(text: str) -> str:
    """Return the local name of the first element, in small letters."""
    place = 0
    while (place := text.find("<", place)) >= 0:
        if element := _ELEMENT.match(text, place):
            return element.group(1).lower()
        closing = "-->" if text.startswith("<!--", place) else ">"
        end = text.find(closing, place + 1)
        if end < 0:
            break
        place = end
    return ""


def _refuse_other(text: str, root: str) -> None:
    if root in _PAGE_ROOTS or text[:20].lower().startswith("<!doctype html"):
        title = _PAGE_TITLE.search(text[:50_000])
        named = f" titled {plain_text(title.group(1))[:100]!r}" if title else ""
        raise FeedUnreadable(f"an HTML page{named}; expected RSS, RDF, Atom, JSON Feed or a sitemap")
    if not root:
        raise FeedUnreadable(f"text beginning {text[:60]!r}; expected RSS, RDF, Atom, JSON Feed or a sitemap")
