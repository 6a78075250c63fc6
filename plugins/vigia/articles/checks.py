"""Whether a page is an article at all; each check says what it saw, or None."""

import re

from vigia.articles.metadata import PageMetadata
from vigia.articles.phrases import CHALLENGES, GONE, PAYWALL, WALLS
from vigia.urls import is_homepage

SHORT_CHARS = 200
STUB_CHARS = 1_000  # an article longer than this was not withheld
CHALLENGE_CHARS = 1_500  # a page with more text is about a check, not behind one
HEAD_CHARS = 200_000

_HTML = re.compile(
    r"<(?:!doctype\s{1,9}html|html|head|body|title|meta|article|main|section|div|table|h1|p)\b", re.IGNORECASE
)
_OTHER_FORMAT = re.compile(
    r"\s{0,999}(?:<\?xml[^>]{0,200}>\s{0,99})?<(rss|feed|rdf:rdf|urlset|sitemapindex|svg)\b", re.IGNORECASE
)
_OTHER_TYPE = re.compile(
    r"(?:image|audio|video|font)/|application/(?!xhtml|xml|octet-stream)|text/(?:css|javascript|csv|calendar)",
    re.IGNORECASE,
)
_OTHER_START = re.compile(r"\s{0,999}(?:%PDF-|PK\x03\x04|GIF8|\x89PNG|[{\[]\s{0,99}[\"{\[])")


def not_html(text: str, content_type: str | None = None) -> str | None:
    """Say why a document is no HTML page."""
    kind = (content_type or "").split(";")[0].strip()
    if _OTHER_TYPE.match(kind):
        return f"content type {kind[:60]}"
    head = text[:HEAD_CHARS].lstrip("\ufeff")
    if _OTHER_START.match(head):
        return "not markup"
    if other := _OTHER_FORMAT.match(head):
        return f"a document of the kind {other[1].lower()}"
    return None if _HTML.search(head) else "no HTML element"


def homepage(metadata: PageMetadata, url: str) -> str | None:
    """Say why a page is a front page or a list, not an article."""
    if url and is_homepage(url):
        return "address of a front page"
    if metadata.linked.is_article or metadata.kind == "article":
        return None
    if metadata.linked.is_index:
        return "declares itself a list"
    if metadata.kind == "website" and any(is_homepage(named) for named in metadata.canonical_urls[:1]):
        return "names the front page as its address"
    return None


def challenge(html: str, body: str) -> str | None:
    """Name the bot check, captcha, script or cookie wall that a page with little text is."""
    if len(body) >= CHALLENGE_CHARS:
        return None
    patterns = CHALLENGES if len(body) >= SHORT_CHARS else CHALLENGES | WALLS
    head = html[:HEAD_CHARS]
    return next((name for name, pattern in patterns.items() if pattern.search(head)), None)


def gone(metadata: PageMetadata, body: str) -> str | None:
    """Say why a page with little text is only the news that its article is not there."""
    if len(body) >= STUB_CHARS or metadata.linked.is_article:
        return None
    found = GONE.match(metadata.title) or GONE.match(body)
    return f"says {found.group().strip()!r}" if found else None


def paywall(metadata: PageMetadata, body: str, visible: str) -> str | None:
    """Say why a short body is only the beginning of an article that must be paid for."""
    if len(body) >= STUB_CHARS:
        return None
    if not metadata.linked.is_free:
        return "declares itself not free"
    found = PAYWALL.search(visible[:HEAD_CHARS])
    return f"says {found.group()!r}" if found else None
