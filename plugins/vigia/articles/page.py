"""From the bytes of a page to its article: the one function that runs where it can be killed."""

from datetime import date

from vigia.articles.checks import not_html
from vigia.articles.extraction import Extracted, extract_article, refused
from vigia.decoding import charset_of, decode
from vigia.model import Disposition


def read_page(
    body: bytes,
    content_type: str | None,
    url: str,
    zone_name: str = "UTC",
    language: str | None = None,
    latest: date | None = None,
) -> Extracted:
    """Decode a page and extract its article; the arguments are those of ``extract_article``.

    Raises PageUnreadable when no tree can be built.
    """
    html = decode_page(body, content_type)
    if reason := not_html(html, content_type):
        return refused(Disposition.NOT_HTML, reason)
    return extract_article(html, url, zone_name, language, latest)


def decode_page(body: bytes, content_type: str | None) -> str:
    """Return a page as text, for ``Gate.scan``; linear, so it needs no child process."""
    return decode(body, charset_of(content_type))[0]
