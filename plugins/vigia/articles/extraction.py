"""From the HTML of a page to an article."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from vigia.articles import checks
from vigia.articles.body import choose_body
from vigia.articles.dating import date_page
from vigia.articles.guard import GuardedPage, guard_page
from vigia.articles.language import language_code
from vigia.articles.metadata import PageMetadata, read_metadata
from vigia.articles.tidy import paragraphs
from vigia.model import Disposition
from vigia.text import plain_text
from vigia.urls import canonical_url, host, is_fetchable, is_homepage, registrable_domain


@dataclass(frozen=True, slots=True)
class Extracted:
    """What a page says, and whether it is an article.

    ``disposition`` is queued where nothing speaks against it; else ``note`` says what does, and
    whatever text there is stays.
    """

    title: str
    body: str  # paragraphs with a blank line between them
    authors: tuple[str, ...]
    published_at: datetime | None
    published_source: str | None  # json-ld, meta, time-tag, url, htmldate, guess
    published_is_day: bool
    language: str | None  # ISO 639-1
    canonical_url: str | None
    disposition: Disposition
    note: str | None = None


def extract_article(
    html: str, url: str, zone_name: str = "UTC", language: str | None = None, latest: date | None = None
) -> Extracted:
    """Extract the article of a page.

    ``zone_name`` and ``language`` are those of the outlet, for dates without a zone and for texts
    too short to tell. Later dates than ``latest`` are not believed. Raises PageUnreadable when no
    tree can be built.
    """
    if reason := checks.not_html(html):
        return refused(Disposition.NOT_HTML, reason)
    page = guard_page(html)
    metadata = read_metadata(page, url)
    chosen = choose_body(page, plain_text(metadata.linked.body))
    body = "\n\n".join(paragraphs(chosen.text, metadata.title))
    spoken = language_code(f"{metadata.title}\n{body}", [*metadata.languages, language or ""])
    dating = date_page(metadata, page.markup, url, zone=ZoneInfo(zone_name), language=spoken, latest=latest)
    disposition, note = _disposition(html, page, metadata, body, url)
    return Extracted(
        title=metadata.title,
        body=body,
        authors=metadata.authors,
        published_at=dating.published_at,
        published_source=dating.source,
        published_is_day=dating.is_day,
        language=spoken,
        canonical_url=_own_address(metadata, url),
        disposition=disposition,
        note=note,
    )


def refused(disposition: Disposition, note: str) -> Extracted:
    """Return the empty article of a document that is none."""
    return Extracted("", "", (), None, None, False, None, None, disposition, note)


def _disposition(
    html: str, page: GuardedPage, metadata: PageMetadata, body: str, url: str
) -> tuple[Disposition, str | None]:
    if reason := checks.challenge(html, body):
        return Disposition.CHALLENGE, reason
    if reason := checks.homepage(metadata, url):
        return Disposition.HOMEPAGE, reason
    if reason := checks.gone(metadata, body):
        return Disposition.VANISHED, reason
    if reason := checks.paywall(metadata, body, page.markup):
        return Disposition.PAYWALLED, reason
    if not body:
        return Disposition.NO_TEXT, "no text in the page"
    if len(body) < checks.SHORT_CHARS:
        return Disposition.TOO_SHORT, f"{len(body)} characters; an article has {checks.SHORT_CHARS}"
    return Disposition.QUEUED, "cut at the limit for pages" if page.is_cut else None


def _own_address(metadata: PageMetadata, url: str) -> str | None:
    """Return the address the page states as its own, if it is one of the same owner's articles.

    Some sites state the section instead, for every article in it.
    """
    here = canonical_url(url)
    owner = registrable_domain(host(here))  # of a copy in a cache: that of the original
    for stated in metadata.canonical_urls:
        if is_fetchable(stated) and not is_homepage(stated) and registrable_domain(host(stated)) == owner:
            own = canonical_url(stated)
            if not here.startswith(own.partition("?")[0].rstrip("/") + "/") or here.rstrip("/") == own.rstrip(
                "/"
            ):
                return own
    return None
