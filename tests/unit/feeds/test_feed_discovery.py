"""Which feeds a home page names."""

from vigia.feeds.discovery import feed_links, usual_links

HOME = """
<html><head><base href="/es/">
<link rel="alternate" type="application/rss+xml" title="Todo" href="/feed/">
<link rel="alternate" type="application/rss+xml" title="Comentarios" href="/comments/feed/">
<link rel="ALTERNATE nofollow" type="application/feed+json; charset=utf-8" href="//faro.example/feed.json">
<link rel="alternate" hreflang="en" href="/en/">
<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">
</head><body><a href="cuba/rss">Cuba</a><a href="https://feedly.com/i/subscription/feed/x">Feedly</a>
<a href="/feedback">Escríbanos</a></body></html>
"""


def test_a_page_names_its_feeds() -> None:
    """Alternate links first, then anchors; no comments, other languages or other services."""
    found = feed_links(HOME, "http://faro.example/")
    assert [(link.url, link.where) for link in found] == [
        ("http://faro.example/feed/", "link"),
        ("http://faro.example/feed.json", "link"),
        ("http://faro.example/es/cuba/rss", "anchor"),
    ]
    assert found[0].title == "Todo"


def test_a_page_without_any_has_the_usual_places() -> None:
    """They are on its own site."""
    assert feed_links("<p>Nada</p>", "http://faro.example/") == ()
    assert "http://faro.example/feed/" in [link.url for link in usual_links("http://faro.example/x")]
