"""Whatever bytes a page has, reading it gives an article or says that there is none."""

from datetime import UTC

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vigia.articles.extraction import Extracted, extract_article
from vigia.articles.guard import PAGE_CHARS, guard_page
from vigia.articles.page import read_page
from vigia.articles.tidy import paragraphs
from vigia.errors import PageUnreadable
from vigia.model import Disposition

SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
ALLOWED = {
    Disposition.QUEUED,
    Disposition.NOT_HTML,
    Disposition.HOMEPAGE,
    Disposition.CHALLENGE,
    Disposition.PAYWALLED,
    Disposition.NO_TEXT,
    Disposition.TOO_SHORT,
}
PIECES = st.sampled_from(
    [
        "<html lang=es>", "<head>", "<title>", "</title>", "<body>", "<article>", "</article>", "<p>", "</p>",
        "<div class=comments>", "<table>", "<tr>", "<td>", "</table>", "<script type='application/ld+json'>",
        "</script>", '{"@type":"NewsArticle","headline":', '"articleBody":', '"datePublished":"2026-13-45"',
        "[[[", "}", "<!--", "-->", "<![CDATA[", "<meta property='og:title' content='",
        "<meta name=date content='", "<time datetime=", "<a href=", "<svg>", "<style>",
        "<br>", "&#0;", "&nbsp;", "&#xd800;", "\0",
        "\ud800", "\u200b", "</", "<", ">", "'", '"', "=", "2026-05-04", "Куба и Россия подписали договор. ",
        "El acuerdo se firmó el lunes en La Habana. ",
    ]
)  # fmt: skip
CONTENT_TYPES = st.sampled_from([None, "text/html", "text/html; charset=koi8-r", "image/png", ";;"])
ADDRESSES = st.sampled_from(
    ["https://news.example/a/1", "", "http://[", "x" * 3_000, "https://news.example/2026/99/99/"]
)
MARKUP = st.lists(st.one_of(PIECES, st.text(max_size=20)), max_size=60).map("".join)


def is_sound(article: Extracted) -> bool:
    """Say whether an article keeps its promises, whatever it was made of."""
    at = article.published_at
    return (
        article.disposition in ALLOWED
        and (article.disposition is Disposition.QUEUED or bool(article.note))
        and (at is None) == (article.published_source is None)
        and (at is None or at.tzinfo is UTC)
        and "\n\n\n" not in article.body
        and article.body == article.body.strip()
        and (article.language is None or len(article.language) == 2)
        and is_writable(article.title + article.body)
    )


def is_writable(text: str) -> bool:
    """Say whether UTF-8 can write a text."""
    return not any("\ud800" <= char <= "\udfff" for char in text)


@SLOW
@given(st.binary(max_size=2_000), CONTENT_TYPES)
def test_any_bytes_give_an_article_or_a_refusal(body: bytes, content_type: str | None) -> None:
    """Any bytes give a sound article, or PageUnreadable."""
    try:
        article = read_page(body, content_type, "https://news.example/a/1")
    except PageUnreadable:
        return
    assert is_sound(article)


@SLOW
@given(MARKUP, ADDRESSES)
def test_any_markup_gives_an_article_or_a_refusal(markup: str, url: str) -> None:
    """Any heap of markup, under any address, gives a sound article, or PageUnreadable."""
    try:
        article = extract_article(f"<html>{markup}", url, "America/Havana", "es")
    except PageUnreadable:
        return
    assert is_sound(article)


@given(st.text(alphabet="<>/-!abp =\"'\n\u0130\u00e9", max_size=400))
def test_guard_never_adds_text(html: str) -> None:
    """The guard only takes away: no letter comes out that did not go in, in the same order."""
    markup = guard_page(html).markup
    assert len(markup) <= PAGE_CHARS
    letters = iter(char for char in html if char.isalpha())
    assert all(char in letters for char in markup if char.isalpha())


@given(st.text(max_size=300), st.text(max_size=40))
def test_paragraphs_are_clean_lines(text: str, title: str) -> None:
    """Every paragraph is one stripped line with a letter or digit in it."""
    for paragraph in paragraphs(text, title):
        assert paragraph == paragraph.strip()
        assert "\n" not in paragraph
        assert any(char.isalnum() for char in paragraph)
