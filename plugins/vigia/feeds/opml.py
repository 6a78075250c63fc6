"""OPML, the list of subscriptions that feed readers exchange."""

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from xml.sax.saxutils import quoteattr

from vigia.errors import FeedUnreadable
from vigia.feeds.driver import create_parser
from vigia.feeds.fields import one_line
from vigia.model import Feed, Outlet


@dataclass(frozen=True, slots=True)
class Subscription:
    """A feed as OPML names it; ``folder`` is empty at the top."""

    url: str
    title: str
    home_url: str
    folder: str
    language: str


def read_opml(body: bytes) -> list[Subscription]:
    """Read the feeds of an OPML document, in their order.

    Raises FeedUnreadable for what is no OPML.
    """
    collector = _Collector()
    parser = create_parser()
    parser.setContentHandler(collector)
    try:
        parser.parse(io.BytesIO(body))
    except SAXException as error:
        raise FeedUnreadable(f"damaged ({one_line(str(error))[:200]}); expected an OPML document") from error
    return collector.subscriptions


def write_opml(feeds: Iterable[Feed], outlets: Mapping[str, Outlet]) -> str:
    """Return an OPML 2.0 document of feeds, in one folder for each category."""
    folders: dict[str, list[Feed]] = {}
    for feed in feeds:
        folders.setdefault(feed.category, []).append(feed)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<opml version="2.0">']
    lines += ["<head><title>Vigía</title></head>", "<body>"]
    for category, members in sorted(folders.items()):
        lines.append(f"<outline text={quoteattr(category)}>")
        lines += [f"  {_outline(feed, outlets[feed.outlet_id])}" for feed in members]
        lines.append("</outline>")
    return "\n".join([*lines, "</body>", "</opml>", ""])


def _outline(feed: Feed, outlet: Outlet) -> str:
    title = quoteattr(f"{outlet.name} ({feed.feed_id})")
    return (
        f'<outline type="rss" text={title} title={title} xmlUrl={quoteattr(feed.url)} '
        f"htmlUrl={quoteattr(outlet.home_url)} language={quoteattr(feed.language_code)}/>"
    )


class _Collector(ContentHandler):
    """Gathers the outlines that have the address of a feed."""

    def __init__(self) -> None:
        super().__init__()
        self.subscriptions: list[Subscription] = []
        self._folders: list[str] = []
        self._is_opml = False

    def startElementNS(  # noqa: N802 - the name is SAX'
        self, name: tuple[str | None, str], qname: str | None, attrs: Any
    ) -> None:
        """Open the document, a folder or a feed."""
        local = name[1].lower()
        self._is_opml = self._is_opml or local == "opml"
        if not self._is_opml:
            raise FeedUnreadable(f"a document of <{name[1][:40]}>; expected <opml>")
        if local != "outline":
            return
        values = {key[1].lower(): one_line(value[:2_000]) for key, value in attrs.items()}
        title = values.get("title") or values.get("text", "")
        if url := values.get("xmlurl"):
            folder = next((name for name in reversed(self._folders) if name), "")
            home, language = values.get("htmlurl", ""), values.get("language", "")
            self.subscriptions.append(Subscription(url, title, home, folder, language))
        self._folders.append("" if url else title)

    def endElementNS(self, name: tuple[str | None, str], qname: str | None) -> None:  # noqa: N802
        """Close a folder or a feed."""
        if name[1].lower() == "outline":
            self._folders.pop()
