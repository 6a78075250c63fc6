"""Pages that are no article are told from those that are."""

import pytest

from vigia.articles.checks import not_html
from vigia.articles.extraction import extract_article
from vigia.articles.page import read_page
from vigia.model import Disposition

TEXT = "The ferry from Mariel arrived on Monday with spare parts for two power stations, the port said. "
URL = "https://news.example/2026/a-story"


def page(body: str, head: str = "") -> str:
    """Wrap a body into a page."""
    return (
        f"<!DOCTYPE html><html lang='en'><head><title>A story</title>{head}</head><body>{body}</body></html>"
    )


ARTICLE = page(f"<article><h1>A story</h1><p>{TEXT * 3}</p><p>{TEXT * 2}</p></article>")


@pytest.mark.parametrize(
    ("barrier", "name"),
    [
        ("<script>window._cf_chl_opt={cType:'managed'}</script>", "Cloudflare"),
        ("<script src='/.well-known/ddos-guard/js-challenge/index.js'></script>", "DDoS-Guard"),
        ("<script src='/__qrator/qauth_utm_v2.js'></script>", "Qrator"),
        ("<script src='https://ct.captcha-delivery.com/c.js'></script>", "DataDome"),
        ("<form><div class='g-recaptcha'></div></form>", "captcha"),
        ("<p>Подтвердите, что вы не робот</p>", "bot check"),
        ("<noscript>You need to enable JavaScript to run this app.</noscript>", "script wall"),
        ("<p>Por favor, habilite JavaScript para continuar.</p>", "script wall"),
        ("<p>Please enable cookies to continue.</p>", "cookie wall"),
    ],
)
def test_barrier_is_a_challenge(barrier: str, name: str) -> None:
    """A page that is only a barrier is a challenge, and the note names it."""
    article = extract_article(page(barrier), URL)
    assert (article.disposition, article.note) == (Disposition.CHALLENGE, name)


@pytest.mark.parametrize(
    "barrier",
    ["<form><div class='g-recaptcha'></div></form>", "<noscript>Please enable JavaScript.</noscript>"],
)
def test_article_beside_a_barrier_is_an_article(barrier: str) -> None:
    """A comment form's captcha or a noscript hint does not make an article a challenge."""
    article = extract_article(ARTICLE.replace("</body>", f"{barrier}</body>"), URL)
    assert article.disposition is Disposition.QUEUED


def test_article_about_a_challenge_is_an_article() -> None:
    """A long article that quotes a challenge's marks is an article."""
    body = "".join(f"<p>{TEXT}The variable _cf_chl_opt holds {n} of them.</p>" for n in range(20))
    assert extract_article(page(f"<article>{body}</article>"), URL).disposition is Disposition.QUEUED


@pytest.mark.parametrize(
    "says",
    [
        "Subscribe to continue reading",
        "Suscríbete para seguir leyendo",
        "Материал доступен только по подписке",
        "Article réservé aux abonnés",
        "Conteúdo exclusivo para assinantes",
    ],
)
def test_stub_is_paywalled_and_keeps_its_text(says: str) -> None:
    """A short text with a subscription notice is paywalled; the text stays."""
    article = extract_article(page(f"<article><p>{TEXT * 3}</p><div><b>{says}</b></div></article>"), URL)
    assert article.disposition is Disposition.PAYWALLED
    assert TEXT.strip() in article.body


def test_long_article_that_is_not_free_is_an_article() -> None:
    """A whole text is used although its page declares itself not free."""
    node = '{"@type":"NewsArticle","headline":"A","isAccessibleForFree":"False"}'
    script = f'<script type="application/ld+json">{node}</script>'
    body = "".join(f"<p>{TEXT} Number {number}.</p>" for number in range(15))
    assert extract_article(page(f"<article>{body}</article>", script), URL).disposition is Disposition.QUEUED


@pytest.mark.parametrize(
    "url", ["https://news.example/", "https://news.example/es/", "https://www.news.example/index.php"]
)
def test_front_page_is_no_article(url: str) -> None:
    """The address of a front page gives no article."""
    assert extract_article(ARTICLE, url).disposition is Disposition.HOMEPAGE


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="og:type" content="website"><link rel="canonical" href="https://news.example/">',
        '<script type="application/ld+json">{"@type":"CollectionPage","name":"World"}</script>',
    ],
)
def test_page_that_declares_itself_a_list_is_no_article(head: str) -> None:
    """A page that says it is the front page or a list is no article; a redirect may have led there."""
    assert (
        extract_article(ARTICLE.replace("</head>", f"{head}</head>"), URL).disposition is Disposition.HOMEPAGE
    )


def test_list_of_links_in_json_ld_does_not_make_a_list() -> None:
    """An article may carry lists of related links or crumbs in its JSON-LD."""
    node = '[{"@type":"BreadcrumbList","itemListElement":[]},{"@type":"ItemList"},{"@type":"WebPage"}]'
    script = f'<script type="application/ld+json">{node}</script>'
    assert (
        extract_article(ARTICLE.replace("</head>", f"{script}</head>"), URL).disposition is Disposition.QUEUED
    )


def test_short_text_is_too_short_and_kept() -> None:
    """A text under 200 characters is too short, and is returned all the same."""
    article = extract_article(
        page("<article><p>The embassy in Havana will be closed on Friday.</p></article>"), URL
    )
    assert article.disposition is Disposition.TOO_SHORT
    assert "embassy in Havana" in article.body


def test_page_without_text_says_so() -> None:
    """A page without any text has no text."""
    assert extract_article(page("<div></div>"), URL).disposition is Disposition.NO_TEXT


@pytest.mark.parametrize(
    ("text", "content_type"),
    [
        ("%PDF-1.7 ...", None),
        ('{"items": []}', None),
        ("<?xml version='1.0'?><rss version='2.0'></rss>", None),
        ("plain words", "text/plain"),
        ("", None),
        ("<html><p>x</p></html>", "application/pdf"),
        ("<html><p>x</p></html>", "image/png"),
    ],
)
def test_other_documents_are_not_html(text: str, content_type: str | None) -> None:
    """What is another format, by its beginning or its type, is not HTML."""
    assert not_html(text, content_type)
    assert read_page(text.encode(), content_type, URL).disposition is Disposition.NOT_HTML


@pytest.mark.parametrize(
    "content_type", ["text/html; charset=utf-8", "application/xhtml+xml", "text/plain", None, ""]
)
def test_html_is_html_under_any_honest_type(content_type: str | None) -> None:
    """HTML passes also without a content type, or as XHTML with an XML declaration."""
    assert (
        not_html("<?xml version='1.0'?>\n<!DOCTYPE html><html><body><p>x</p></body></html>", content_type)
        is None
    )
