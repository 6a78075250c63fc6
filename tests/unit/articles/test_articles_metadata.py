"""What a page says of itself is read, whichever way it says it."""

import json

import pytest

from vigia.articles.extraction import extract_article
from vigia.articles.guard import guard_page
from vigia.articles.metadata import PageMetadata, read_metadata

URL = "https://news.example/world/1"


def metadata(head: str, body: str = "") -> PageMetadata:
    """Read the metadata of a page."""
    return read_metadata(guard_page(f"<html><head>{head}</head><body>{body}</body></html>"), URL)


def json_ld(value: object) -> str:
    """Write a value as a JSON-LD script."""
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


NODE = {"@type": "NewsArticle", "headline": "Ships call at Havana", "datePublished": "2026-05-04T10:00:00Z"}


@pytest.mark.parametrize(
    "script",
    [
        json_ld(NODE),
        json_ld([{"@type": "WebSite"}, NODE]),
        json_ld({"@graph": [{"@type": "Organization"}, NODE]}),
        json_ld({**NODE, "@type": ["Article", "NewsArticle"]}),
        json_ld({"@type": "WebPage", "mainEntity": NODE}),
        f'<script type="application/ld+json"><!--{json.dumps(NODE)}--></script>',
        f"<script type='application/ld+json'>//<![CDATA[\n{json.dumps(NODE)};\n//]]></script>",
        f"<script type=application/ld+json>{json.dumps(NODE)[:-1]},\n</script>",
        f'<script type="application/ld+json">{json.dumps(NODE)[:-1]}, "x": "a\nb"}}</script>',
    ],
)
def test_json_ld_is_read_in_every_wrapping(script: str) -> None:
    """The article node is found in lists, graphs, comments and CDATA, and where the JSON is broken."""
    found = metadata(script)
    assert (found.title, found.dates[0]) == ("Ships call at Havana", ("json-ld", "2026-05-04T10:00:00Z"))


def test_fullest_article_node_is_the_page() -> None:
    """Of several article nodes the one that says most is the page's own."""
    teaser = {"@type": "NewsArticle", "headline": "Another story"}
    assert metadata(json_ld([teaser, NODE, teaser])).linked.headline == "Ships call at Havana"


@pytest.mark.parametrize(
    "author",
    [
        "Ana Pérez",
        ["Ana Pérez"],
        {"@type": "Person", "name": "Ana Pérez"},
        [{"name": "Ana Pérez"}, {"name": "Ana Pérez"}],
        {"name": ["By Ana Pérez"]},
        [{"name": "https://facebook.com/ana"}, {"name": "Por Ana Pérez"}],
    ],
)
def test_authors_come_in_every_form(author: object) -> None:
    """Authors are text, objects or lists; bylines lose their 'by', addresses are no names."""
    assert metadata(json_ld({**NODE, "author": author})).authors == ("Ana Pérez",)


def test_two_names_in_one_byline_are_two_authors() -> None:
    """'A and B' is two authors, 'Ortega y Gasset' is one."""
    assert metadata('<meta name="author" content="Ana Pérez y Luis Soto">').authors == (
        "Ana Pérez",
        "Luis Soto",
    )
    assert metadata('<meta name="author" content="Ortega y Gasset">').authors == ("Ortega y Gasset",)


def test_heading_in_the_window_title_is_the_title() -> None:
    """The heading readers see is the title when the page's own title holds it; no site name is added."""
    head = (
        "<title>Ships call at Havana | Wire</title>"
        '<meta property="og:title" content="Ships call at Havana - Wire">'
    )
    assert (
        metadata(head, "<h1>Wire of the world</h1><h1>Ships call at Havana</h1>").title
        == "Ships call at Havana"
    )


def test_title_is_plain_text() -> None:
    """Entities and markup in a title are undone."""
    assert metadata(
        '<meta property="og:title" content="Cuba &amp;amp; Rusia: &amp;quot;sí&amp;quot;">'
    ).title == ('Cuba & Rusia: "sí"')


def test_dates_are_in_the_order_of_trust() -> None:
    """JSON-LD comes before meta tags, these before time tags."""
    head = json_ld(NODE) + '<meta property="article:published_time" content="2026-05-04T12:00:00+02:00">'
    found = metadata(head, '<time datetime="2026-05-04">4 May</time>')
    assert [source for source, _ in found.dates[:3]] == ["json-ld", "meta", "time-tag"]


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("https://news.example/world/ships?utm_source=x", "https://news.example/world/ships"),
        ("/world/ships", "https://news.example/world/ships"),
        ("https://m.news.example/world/ships", "https://news.example/world/ships"),
        ("https://elsewhere.example/world/ships", None),
        ("https://news.example/", None),
        ("javascript:alert(1)", None),
        ("http://[bad", None),
    ],
)
def test_stated_address_is_believed_only_of_its_owner(href: str, expected: str | None) -> None:
    """A page may name its canonical address, but not another owner's, nor a front page."""
    html = f'<html><head><link rel="canonical" href="{href}"></head><body><p>x</p></body></html>'
    assert extract_article(html, URL).canonical_url == expected
