"""Feeds and sitemaps for a closer look: through the web door, parsed where that can be ended, counted."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from vigia.feeds.parsing import parse_feed, parse_sitemap
from vigia.feeds.sitemap import SitemapPart
from vigia.killable import KillablePool
from vigia.model import FeedDocument, Outlet
from vigia.web import Answer, Web

FEED_ACCEPT = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, "
    "text/xml;q=0.9, application/json;q=0.8, */*;q=0.5"
)
SITEMAP_ACCEPT = "application/xml, text/xml;q=0.9, */*;q=0.5"


@dataclass(slots=True)
class Documents:
    """Reads the documents of one outlet and counts what was asked for.

    Everything raises what the web door raises, and FeedUnreadable or Killed.
    """

    door: Web
    pool: KillablePool
    parsing: asyncio.Lock  # the pool has one child
    max_bytes: int
    zone: ZoneInfo
    day_first: bool = True
    requests: int = 0
    body_bytes: int = 0

    async def get(self, url: str, accept: str = FEED_ACCEPT) -> Answer:
        """Fetch a document."""
        self.requests += 1
        answer = await self.door.get(url, max_bytes=self.max_bytes, accept=accept)
        self.body_bytes += len(answer.body)
        return answer

    async def parsed(self, parse: Callable[..., Any], *values: Any) -> Any:
        """Run a parser in the child process."""
        async with self.parsing:
            return await asyncio.to_thread(self.pool.call, parse, *values)

    async def read(self, answer: Answer) -> FeedDocument:
        """Read a fetched feed."""
        document: FeedDocument = await self.parsed(
            parse_feed, answer.body, answer.final_url, answer.content_type, self.zone, self.day_first
        )
        return document

    async def feed(self, url: str) -> FeedDocument:
        """Fetch and read a feed."""
        return await self.read(await self.get(url))

    async def sitemap(self, url: str) -> FeedDocument | tuple[SitemapPart, ...]:
        """Fetch and read a sitemap, or an index of sitemaps."""
        answer = await self.get(url, SITEMAP_ACCEPT)
        found: FeedDocument | tuple[SitemapPart, ...] = await self.parsed(
            parse_sitemap, answer.body, answer.final_url, answer.content_type, self.zone
        )
        return found


def documents_of(
    outlet: Outlet, door: Web, pool: KillablePool, parsing: asyncio.Lock, max_bytes: int
) -> Documents:
    """Return the reader of an outlet's documents."""
    # Everywhere but in the United States the day comes before the month.
    return Documents(door, pool, parsing, max_bytes, ZoneInfo(outlet.time_zone), outlet.country_code != "US")
