"""Pages built to hang or crash a parser stay within the guard's limits and come back in time.

Each page runs in a child that is ended after half a minute; then ``call`` raises and the test fails.
"""

from collections.abc import Iterator

import pytest

from vigia.articles.guard import NESTING, PAGE_CHARS, SCRIPT_CHARS, TAG_COUNT, guard_page
from vigia.articles.page import read_page
from vigia.killable import KillablePool

NEWS = "<p>" + "The delegation signed the agreement in the harbour office on Tuesday morning. " * 6 + "</p>"
HOSTILE = {
    "100,000 attributes": "<div " + " ".join(f"a{n}=1" for n in range(100_000)) + ">x</div>",
    "100,000 attributes that hold a tag's end": "<div "
    + " ".join(f'a{n}=">"' for n in range(100_000))
    + ">x",
    "40,000 attributes that hold whole tags": "<p " + " ".join(f'a{n}="<>"' for n in range(40_000)) + ">x",
    "40,000 attributes without values": "<p " + "/".join(f"a{n}" for n in range(40_000)) + ">x</p>",
    "10,000 meta tags": '<meta name="author" content="Ana">' * 10_000,
    "1 MB of JSON-LD cut off": '<script type="application/ld+json">{"@type":"NewsArticle","author":['
    + '{"name":"A"},' * 80_000,
    "300,000 opening marks in JSON-LD": f'<script type="application/ld+json">{"<" * 190_000}</script>',
    "80,000 opened comments": "<!--" * 80_000,
    "50,000 opened scripts": "<script " * 50_000,
    "200,000 breaks": "words<br>" * 5 + "<br>" * 200_000,
    "100,000 breaks between words": "word<br>" * 100_000,
    "100,000 unclosed paragraphs": "<p>x" * 100_000,
    "100,000 nested blocks": "<div>" * 100_000 + "x",
    "50,000 nested bold": "<b>" * 50_000 + "x",
    "500 nested tables": "<table><tr><td>" * 500 + "x",
    "100,000 NULs": "\0" * 100_000,
    "10 MB image in the text": f'<img src="data:image/png;base64,{"iVBORw0KGgo" * 900_000}">',
    "20,000 list items under a tip": "<h3>Related</h3><ul>" + "<li>x" * 20_000,
    "JSON-LD nested 100,000 deep": f'<script type="application/ld+json">{"[" * 100_000}</script>',
    "one endless word": "x" * 3_000_000,
    "a million invisible characters": "\u200b" * 1_000_000,
    "100,000 accents on one letter": "e" + "\u0301\u0323" * 50_000,
    "100,000 entities": "&#x41b;" * 100_000,
}


@pytest.fixture(scope="module")
def pool() -> Iterator[KillablePool]:
    """One child for all pages of this module."""
    with KillablePool(processes=1, seconds=30.0) as opened:
        yield opened


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_page_comes_back(name: str, pool: KillablePool) -> None:
    """A hostile page with an article beside it gives a record within the child's limits."""
    html = f"<html><head><title>Harbour</title></head><body><article>{NEWS}{NEWS}</article>{HOSTILE[name]}"
    article = pool.call(read_page, html.encode(), None, "https://news.example/a/1")
    assert article.title == "Harbour"
    assert "harbour office" in article.body or name in {"100,000 nested blocks", "one endless word"}


@pytest.mark.parametrize("name", HOSTILE)
def test_guard_bounds_every_page(name: str) -> None:
    """What reaches the parsers is within the limits of characters, tags and scripts."""
    page = guard_page(HOSTILE[name])
    assert len(page.markup) <= PAGE_CHARS
    assert page.markup.count("<") <= TAG_COUNT
    assert all(len(script) <= SCRIPT_CHARS for script in page.json_ld)


def test_guard_tells_a_cut_page() -> None:
    """A page over the limits is marked as cut, another is not."""
    assert guard_page("<p>x" * (TAG_COUNT + 1)).is_cut
    assert not guard_page("<p>x</p>" * 10).is_cut


def test_guard_tells_a_deep_page() -> None:
    """Nesting beyond the limit is seen; closed elements do not add up."""
    assert guard_page("<div>" * (NESTING + 1)).is_deep
    assert not guard_page("<div>x</div>" * (NESTING + 1)).is_deep


def test_guard_takes_scripts_and_comments_out() -> None:
    """Scripts, styles, drawings and comments go; JSON-LD is handed on; the text around them stays."""
    page = guard_page(
        "a<!-- <script> -->b<SCRIPT>var x = '<p>';</SCRIPT >c<style>p{}</style>d<svg><path/></svg>e"
        "<script type='application/ld+json' class=x>{}</script>f"
    )
    assert page.markup.split() == list("abcdef")
    assert page.json_ld == ("{}",)
