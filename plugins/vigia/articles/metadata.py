"""What a page says of itself: JSON-LD, meta tags, time tags and headings.

One reading of all of them costs under a millisecond; the libraries' readers take ten and give days
where the page gives minutes.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from resiliparse.parse.html import DocumentNode, HTMLTree

from vigia.articles.guard import GuardedPage
from vigia.articles.json_ld import LinkedArticle, read_linked_article
from vigia.errors import PageUnreadable
from vigia.text import plain_text

VALUE_CHARS = 2_000
TITLE_CHARS = 500
AUTHOR_CHARS = 80
AUTHOR_COUNT = 20
ELEMENT_COUNT = 10
META_COUNT = 500  # the fullest of 180 real pages has 117
STAMP_CHARS = 60

_TITLES = ("og:title", "twitter:title", "headline", "dc.title", "title")
_DATES = (
    "article:published_time",
    "article:published",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "publication_date",
    "publish-date",
    "publishdate",
    "pubdate",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date.created",
    "dcterms.date",
    "dc.date",
    "date",
)
_AUTHORS = (
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "byl",
)
_LANGUAGES = ("og:locale", "content-language", "dc.language", "language")
_AUTHOR_ELEMENTS = ('[itemprop="author"] [itemprop="name"]', '[itemprop="author"]', '[rel="author"]')
_TIME_ELEMENTS = ('[itemprop="datePublished"]', "time[pubdate]", "article time[datetime]", "time[datetime]")
_STAMPS = '[class*="date"], [class*="time"], [class*="publi"], [class*="fecha"]'
_BYLINE = re.compile(r"^\s*(?:by|por|par|von|di|автор|текст)\s*:?\s+", re.I)
_NO_NAME = re.compile(r"https?://|www\.|@|^\W*$|^\d+$", re.I)
_NAME_BREAK = re.compile(r"\s*[,;|]\s*(?:(?:and|und|et|y|e|и|og|och)\s+)?")
_TWO_NAMES = re.compile(r"(\S+ \S.*?) (?:and|und|et|y|e|и|та|og|och) (\S+ \S.*)")


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """What a page says of itself, as it says it; nothing is believed yet."""

    title: str
    authors: tuple[str, ...]
    dates: tuple[tuple[str, str], ...]  # (source, text), best first
    stamps: tuple[str, ...]  # texts of elements that are named after dates
    canonical_urls: tuple[str, ...]  # absolute, best first
    languages: tuple[str, ...]
    kind: str  # og:type, lower case
    window_title: str  # the text of <title>
    linked: LinkedArticle


def read_metadata(page: GuardedPage, url: str) -> PageMetadata:
    """Read everything a guarded page says of itself; ``url`` makes its links absolute.

    Raises PageUnreadable when no tree can be built.
    """
    document = HTMLTree.parse(page.markup).document
    if document is None:
        raise PageUnreadable(f"{url}: no HTML tree can be built; expected an HTML page")
    values = _meta_values(document)
    linked = read_linked_article(page.json_ld)
    window_title = next(_element_texts(document, "title"), "")
    return PageMetadata(
        title=_title(linked, values, list(_element_texts(document, "h1")), window_title),
        authors=_authors(linked, values, document),
        dates=tuple(_dates(linked, values, document)),
        stamps=tuple(_stamps(document)),
        canonical_urls=tuple(_canonical_urls(document, values, url)),
        languages=tuple(_languages(linked, values, document)),
        kind=values.get("og:type", "").lower(),
        window_title=window_title,
        linked=linked,
    )


def _meta_values(document: DocumentNode) -> dict[str, str]:
    values: dict[str, str] = {}
    # Cut into a tuple: going through the node list itself makes all of its nodes anew at each step.
    for element in document.query_selector_all("meta[content]")[:META_COUNT]:
        content = (element.get_attribute("content") or "").strip()[:VALUE_CHARS]
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            name = (element.get_attribute(attribute) or "").strip().lower()
            if name and content:
                values.setdefault(name, content)
    return values


def _element_texts(document: DocumentNode, selector: str) -> Iterator[str]:
    for element in document.query_selector_all(selector)[:ELEMENT_COUNT]:
        if text := _line(element.text or ""):
            yield text


def _line(text: str) -> str:
    return " ".join(plain_text(text[:VALUE_CHARS]).split())


def _title(linked: LinkedArticle, values: dict[str, str], headings: list[str], window_title: str) -> str:
    """Choose the title: a heading the page also puts into its window title is what readers see."""
    stated = [_line(text) for text in (linked.headline, *(values.get(name, "") for name in _TITLES)) if text]
    named = [*stated, window_title]
    for heading in headings:
        if len(heading) >= 15 and any(heading.lower() in text.lower() for text in named):
            return heading[:TITLE_CHARS]
    return next(iter([*stated, *headings, window_title]), "")[:TITLE_CHARS]


def _authors(linked: LinkedArticle, values: dict[str, str], document: DocumentNode) -> tuple[str, ...]:
    """Give the authors of the first source that names any; the meta tag often names the house."""
    marked = (tuple(_element_texts(document, selector)) for selector in _AUTHOR_ELEMENTS)
    stated = ((values[name],) for name in _AUTHORS if name in values)
    for source in (linked.authors, *marked, *stated):
        if names := tuple(dict.fromkeys(_author_names(source)))[:AUTHOR_COUNT]:
            return names
    return ()


def _author_names(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        for name in _names(_BYLINE.sub("", _line(text[:VALUE_CHARS]))):
            if 2 < len(name) <= AUTHOR_CHARS and not _NO_NAME.search(name):
                yield name


def _names(text: str) -> Iterator[str]:
    for part in _NAME_BREAK.split(text):
        pair = _TWO_NAMES.fullmatch(part)
        yield from pair.groups() if pair else (part,)


def _dates(
    linked: LinkedArticle, values: dict[str, str], document: DocumentNode
) -> Iterator[tuple[str, str]]:
    if linked.published:
        yield "json-ld", linked.published
    yield from (("meta", values[name]) for name in _DATES if name in values)
    for selector in _TIME_ELEMENTS:
        for element in document.query_selector_all(selector)[:3]:
            if stated := element.get_attribute("datetime") or element.get_attribute("content"):
                yield "time-tag", stated[:100]


def _stamps(document: DocumentNode) -> Iterator[str]:
    for element in document.query_selector_all(_STAMPS)[: 3 * ELEMENT_COUNT]:
        text = _line(element.text or "")
        if len(text) <= STAMP_CHARS and any(char.isdigit() for char in text):
            yield text


def _canonical_urls(document: DocumentNode, values: dict[str, str], url: str) -> Iterator[str]:
    links = document.query_selector_all('link[rel="canonical"]')[:1]
    for address in (*(link.get_attribute("href") for link in links), values.get("og:url")):
        if address:
            try:
                yield urljoin(url, address.strip())
            except ValueError:
                continue


def _languages(linked: LinkedArticle, values: dict[str, str], document: DocumentNode) -> Iterator[str]:
    root = document.query_selector("html[lang]")
    stated = [root.get_attribute("lang") if root else None, linked.language]
    for text in (*stated, *(values.get(name) for name in _LANGUAGES)):
        code = (text or "").strip().lower().replace("_", "-").split("-")[0]
        if len(code) == 2 and code.isalpha():
            yield code
