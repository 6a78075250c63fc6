"""Which feeds a home page names, and where feeds usually are."""

import re
from dataclasses import dataclass
from urllib.parse import urljoin

from resiliparse.parse.html import HTMLTree

from vigia.feeds.fields import one_line
from vigia.urls import absolute_url, host, is_fetchable, registrable_domain

MOST_LINKS = 20
USUAL_PATHS = (
    "/feed/", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/feed.json", "/?feed=rss2",
    "/feeds/posts/default", "/export/rss2/index.xml",
)  # fmt: skip
_MAX_CHARS = 2_000_000
_FEED_TYPE = re.compile(
    r"application/(?:rss|atom|rdf|feed)\+(?:xml|json)|(?:text|application)/(?:rss|atom)", re.I
)
_FEED_ADDRESS = re.compile(
    r"/(?:rss|feeds?|atom)(?:[/._?-]|$)|\.(?:rss|rdf|atom)(?:$|\?)|(?:rss|feed|atom)\.(?:xml|json)", re.I
)
# Comments, and the feeds of services that offer to subscribe.
_NO_NEWS = re.compile(r"comment|coment|kommentar|oembed|//(?:feedly|add\.my\.yahoo|podcasts?)\.", re.I)


@dataclass(frozen=True, slots=True)
class FeedLink:
    """The address of what may be a feed."""

    url: str
    title: str
    where: str  # link, anchor, usual path, sitemap


def feed_links(html: str, url: str) -> tuple[FeedLink, ...]:
    """Return the feeds that a page names: its alternate links, then anchors that look like one."""
    document = HTMLTree.parse(html[:_MAX_CHARS]).document
    if document is None:
        return ()
    base = document.query_selector("base[href]")
    base_url = (absolute_url(base.get_attribute("href") or "", url) if base else None) or url
    found: dict[str, FeedLink] = {}
    for selector, where in (("link[rel][href]", "link"), ("a[href]", "anchor")):
        for element in document.query_selector_all(selector):
            target = absolute_url(element.get_attribute("href") or "", base_url)
            if target is None or not is_fetchable(target) or _NO_NEWS.search(target):
                continue
            is_named = where == "link" and "alternate" in (element.get_attribute("rel") or "").lower().split()
            is_feed = is_named and _FEED_TYPE.search(element.get_attribute("type") or "")
            if is_feed or (where == "anchor" and _is_own(target, url) and _FEED_ADDRESS.search(target)):
                title = one_line((element.get_attribute("title") or element.text or "")[:500])[:100]
                if not _NO_NEWS.search(title):
                    found.setdefault(target, FeedLink(target, title, where))
    return tuple(found.values())[:MOST_LINKS]


def usual_links(url: str) -> tuple[FeedLink, ...]:
    """Return where feeds usually are on a site."""
    return tuple(FeedLink(urljoin(url, path), "", "usual path") for path in USUAL_PATHS)


def _is_own(target: str, url: str) -> bool:
    return registrable_domain(host(target)) == registrable_domain(host(url))
