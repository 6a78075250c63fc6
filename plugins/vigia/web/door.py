"""The web door itself: redirects, robots, politeness and bounds put together."""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import monotonic
from types import TracebackType
from typing import Self

import aiohttp
from yarl import URL

from vigia.compression import ACCEPT_ENCODING
from vigia.errors import Refused, Unusable
from vigia.web.answer import Answer, Limits, RobotsFile
from vigia.web.exchange import NotConnected, Reply, TimedOut, client, exchange
from vigia.web.pace import Failures, Pace
from vigia.web.robots import ROBOTS_MAX_BYTES, ROBOTS_MAX_REDIRECTS, Robots, TooManyRedirects
from vigia.web.routes import Routes
from vigia.web.waiting import retry_after_seconds

_REDIRECTS = (301, 302, 303, 307, 308)
_PUSHED_BACK = (429, 503)


@dataclass(slots=True)
class _Host:
    pace: Pace
    slots: asyncio.Semaphore


@dataclass(slots=True)
class _Request:
    """What stays the same over the hops of one GET."""

    headers: Mapping[str, str]
    max_bytes: int
    seconds_left: float
    max_redirects: int
    is_polite: bool  # waits for its turn and obeys robots.txt
    obeys_robots: bool
    is_cut: bool = False
    redirects: list[tuple[int, str]] = field(default_factory=list)
    elapsed_seconds: float = 0.0


class Web:
    """Fetches URLs; an async context manager that lives for one stage of one run."""

    def __init__(
        self,
        limits: Limits,
        user_agent: str,
        *,
        allowed_hosts: Collection[str] = (),
        connect_to: Mapping[str, str] | None = None,
    ) -> None:
        """Take the limits, who we say we are, and the hosts that may be at private addresses.

        ``allowed_hosts`` are exact names; ``connect_to`` maps a host or a ``.suffix`` to the
        ``host:port`` that is connected to in its place. Raises SettingsError.
        """
        self._limits = limits
        self._user_agent = user_agent
        self._routes = Routes(allowed_hosts, connect_to)
        self._hosts: dict[str, _Host] = {}
        self._failures = Failures()
        self._robots = Robots(self._read_robots, user_agent)
        self._everywhere = asyncio.Semaphore(limits.concurrency)
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = client(self._limits, self._routes)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()

    async def get(
        self,
        url: str,
        *,
        max_bytes: int,
        accept: str = "*/*",
        etag: str | None = None,
        last_modified: str | None = None,
        obey_robots: bool = True,
    ) -> Answer:
        """Fetch a URL and return its answer: of the 200 class, or 304 to a conditional request.

        ``max_bytes`` bounds the body both packed and unpacked. Raises Unreachable, Refused or
        Unusable.
        """
        headers = self._headers(accept, etag, last_modified)
        request = _Request(
            headers=headers,
            max_bytes=max_bytes,
            seconds_left=self._limits.total_seconds,
            max_redirects=self._limits.max_redirects,
            is_polite=True,
            obeys_robots=obey_robots,
        )
        reply = await self._follow(url, request)
        _check_conditional(reply, headers)
        return Answer(
            url=url,
            final_url=str(reply.url),
            status=reply.status,
            headers=reply.headers,
            body=reply.body,
            wire_bytes=reply.wire_bytes,
            elapsed_seconds=request.elapsed_seconds,
            redirects=tuple(request.redirects),
            request_head=reply.request_head,
            response_head=reply.response_head,
        )

    async def permission(self, url: str) -> float:
        """Return the crawl delay in seconds that robots.txt asks for; nothing but it is fetched.

        Raises Refused where it forbids the URL, Unreachable or Unusable where it cannot be read.
        """
        return await self._robots.check(self._routes.checked(url))

    async def robots_file(self, url: str) -> RobotsFile:
        """Return what the robots.txt for a URL says beside its rules; raises as ``permission``."""
        return await self._robots.file(self._routes.checked(url))

    def _headers(self, accept: str, etag: str | None, last_modified: str | None) -> dict[str, str]:
        headers = {"User-Agent": self._user_agent, "Accept": accept, "Accept-Encoding": ACCEPT_ENCODING}
        # Validators came from outside: what could break a header is not sent back.
        if etag and _is_plain(etag):
            headers["If-None-Match"] = etag
        if last_modified and _is_plain(last_modified):
            headers["If-Modified-Since"] = last_modified
        return headers

    async def _follow(self, text: str, request: _Request) -> Reply:
        """Follow redirects by hand, so that every hop passes every check."""
        url = self._routes.checked(text)
        seen = {url}
        while True:
            reply = await self._hop(url, request)
            location = reply.headers.get("location")
            if reply.status not in _REDIRECTS or location is None:
                return _usable(reply)
            target = self._routes.checked(location, base=url)
            request.redirects.append((reply.status, str(target)))
            if target in seen:
                raise TooManyRedirects(str(url), f"redirects in a circle, back to {target}")
            if len(request.redirects) > request.max_redirects:
                raise TooManyRedirects(str(url), f"more than {request.max_redirects} redirects")
            seen.add(target)
            url = target

    async def _hop(self, url: URL, request: _Request) -> Reply:
        host = self._host(url)
        if request.obeys_robots:
            host.pace.crawl_delay = await self._robots.check(url)
        async with self._turn(host, url, request.is_polite):
            reply = await self._exchange(url, request)
        request.elapsed_seconds += reply.elapsed_seconds
        request.seconds_left -= reply.elapsed_seconds
        host.pace.answered(reply.elapsed_seconds)
        if reply.status in _PUSHED_BACK:
            host.pace.pushed_back(reply.status, retry_after_seconds(reply.headers), monotonic())
        return reply

    def _host(self, url: URL) -> _Host:
        name = url.raw_host or ""
        if name not in self._hosts:
            at_once = self._limits.host_concurrency
            pace = Pace(self._limits.host_delay_seconds, at_once)
            self._hosts[name] = _Host(pace, asyncio.Semaphore(at_once))
        return self._hosts[name]

    @asynccontextmanager
    async def _turn(self, host: _Host, url: URL, is_polite: bool) -> AsyncIterator[None]:
        async with host.slots:
            self._check_host(host, url)
            if is_polite:
                now = monotonic()
                await asyncio.sleep(host.pace.reserve(now) - now)
                self._check_host(host, url)
            async with self._everywhere:
                yield

    def _check_host(self, host: _Host, url: URL) -> None:
        now = monotonic()
        host.pace.check(str(url), now)
        failure = self._failures.recent(_place(url), now)
        if failure is not None:
            raise NotConnected(str(url), f"not asked again so soon: {failure}")

    async def _exchange(self, url: URL, request: _Request) -> Reply:
        assert self._session is not None, "Web is used as: async with Web(...) as web"
        seconds = max(request.seconds_left, 0.001)
        try:
            reply = await exchange(
                self._session,
                url,
                request.headers,
                max_bytes=request.max_bytes,
                seconds=seconds,
                is_cut=request.is_cut,
            )
        except NotConnected as error:
            self._failures.not_connected(_place(url), str(error), monotonic())
            raise
        except TimedOut as error:
            self._failures.timed_out(_place(url), str(error), monotonic())
            raise
        self._failures.answered(_place(url))
        return reply

    async def _read_robots(self, url: URL) -> bytes:
        request = _Request(
            headers=self._headers("text/plain, */*;q=0.5", None, None),
            max_bytes=ROBOTS_MAX_BYTES,
            seconds_left=min(self._limits.total_seconds, 2 * self._limits.read_seconds),
            max_redirects=ROBOTS_MAX_REDIRECTS,
            is_polite=False,
            obeys_robots=False,
            is_cut=True,
        )
        return (await self._follow(str(url), request)).body


def _usable(reply: Reply) -> Reply:
    url, status = str(reply.url), reply.status
    if status in _REDIRECTS:
        raise Unusable(url, f"answered {status}, but not where to")
    if status == 206 or status < 200:
        raise Unusable(url, f"answered {status}, which was not asked for")
    if status >= 300 and status != 304:
        wait = retry_after_seconds(reply.headers)
        raise Refused(url, f"answered {status}", status, wait)
    return reply


def _check_conditional(reply: Reply, headers: Mapping[str, str]) -> None:
    is_conditional = "If-None-Match" in headers or "If-Modified-Since" in headers
    if reply.status == 304 and not is_conditional:
        raise Unusable(str(reply.url), "answered 304 (not modified), although nothing was compared")


def _is_plain(value: str) -> bool:
    return value.isascii() and value.isprintable() and len(value) <= 1_000


def _place(url: URL) -> tuple[str, int]:
    return url.raw_host or "", url.port or 0
