"""robots.txt as RFC 9309 reads it."""

import asyncio
import itertools
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from time import monotonic

from protego import Protego
from yarl import URL

from vigia.errors import FetchError, Refused, Unreachable, Unusable
from vigia.web.answer import RobotsFile
from vigia.web.exchange import NotConnected

ROBOTS_MAX_BYTES = 500_000  # the RFC wants 500 KiB read at least; more is cut off
ROBOTS_MAX_REDIRECTS = 5
_DENIAL_SECONDS = 600.0  # then it is asked for again
_LONGEST_CRAWL_DELAY = 60.0  # seconds; the host is asked at this pace where more is wanted
_MOST_LINES = 50  # of sitemaps or statements that are kept
# Cloudflare's Content-Signal, the IETF's Content-Usage: what the text may be used for.
_STATEMENT = re.compile(r"^\s{0,99}(content-(?:signal|usage)\s{0,9}:[^\r\n#]{1,300})", re.I | re.M)


class TooManyRedirects(Unusable):
    """A chain of redirects that leads nowhere."""


@dataclass(slots=True)
class _Origin:
    """What is known of the robots.txt of one scheme, host and port."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    rules: Protego | None = None
    statements: tuple[str, ...] = ()
    denial: FetchError | None = None
    denied_at: float = 0.0

    @property
    def is_known(self) -> bool:
        is_denied = self.denial is not None and monotonic() - self.denied_at < _DENIAL_SECONDS
        return self.rules is not None or is_denied


class Robots:
    """The robots.txt of each host, read once."""

    def __init__(self, read: Callable[[URL], Awaitable[bytes]], agent: str) -> None:
        """Take what reads a robots.txt, and the user agent whose product name the rules are for."""
        self._read = read
        self._product = agent.partition("/")[0].strip() or agent
        self._origins: dict[URL, _Origin] = {}

    async def check(self, url: URL) -> float:
        """Return the crawl delay in seconds, 0 where none is asked for.

        Raises Refused, with status None where the rules forbid the URL and with the status where
        the server failed; Unreachable when there was no answer.
        """
        origin = await self._known(url)
        assert origin.rules is not None
        if not origin.rules.can_fetch(str(url), self._product):
            raise Refused(str(url), f"robots.txt of {url.host} forbids this URL to {self._product}", None)
        delay = origin.rules.crawl_delay(self._product) or 0.0
        return max(0.0, min(float(delay), _LONGEST_CRAWL_DELAY))

    async def file(self, url: URL) -> RobotsFile:
        """Return what the robots.txt for a URL says beside its rules; raises as ``check`` when unreadable."""
        origin = await self._known(url)
        assert origin.rules is not None
        sitemaps = dict.fromkeys(itertools.islice(origin.rules.sitemaps, _MOST_LINES))
        return RobotsFile(str(url.origin() / "robots.txt"), tuple(sitemaps), origin.statements)

    async def _known(self, url: URL) -> _Origin:
        origin = self._origins.setdefault(url.origin(), _Origin())
        async with origin.lock:
            if not origin.is_known:
                await self._learn(origin, url)
        if origin.denial is not None:
            raise _again(origin.denial, str(url))
        return origin

    async def _learn(self, origin: _Origin, url: URL) -> None:
        text = b""
        origin.denial = None
        try:
            text = await self._read(url.origin() / "robots.txt")
        except Refused as error:
            if not _means_none(error.status):
                origin.denial = error
        except TooManyRedirects:
            pass  # counts as having none
        except FetchError as error:
            origin.denial = error
        origin.denied_at = monotonic()
        if origin.denial is None:
            written = text.decode("utf-8", "replace")
            origin.rules = Protego.parse(written)
            lines = (" ".join(line.split()) for line in _STATEMENT.findall(written))
            origin.statements = tuple(dict.fromkeys(itertools.islice(lines, _MOST_LINES)))


def _means_none(status: int | None) -> bool:
    return status is not None and 300 <= status < 500 and status != 429


def _again(denial: FetchError, url: str) -> FetchError:
    message = f"robots.txt cannot be read, so nothing there may be: {denial}"
    match denial:
        case Refused(status=status, retry_after_seconds=wait):
            return Refused(url, message, status, wait)
        case NotConnected():  # the fault is the host's, not that of its robots.txt
            return NotConnected(url, str(denial))
        case Unreachable():
            return Unreachable(url, message)
        case _:
            return Unusable(url, str(denial))
