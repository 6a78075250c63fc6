"""What the door does around a request: robots, politeness, bounds, no traces."""

import asyncio
import socketserver
import threading
import time
from collections.abc import Iterator

import pytest

from faults.misbehaving import Connection, Server, answer, running
from vigia.errors import FetchError, Refused, Unreachable, Unusable
from vigia.web import Answer, Limits, Web

AGENT = "Vigia/0.1 (+https://vigia.example)"
QUICK = Limits(host_delay_seconds=0)


class _Crowd:
    """Counts how many requests are being answered at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._now = 0
        self.most = 0

    def serve(self, connection: Connection) -> None:
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
        time.sleep(0.05)
        with self._lock:
            self._now -= 1
        answer(200, b"ok")(connection)


def _not_modified(connection: Connection) -> None:
    connection.send(b"HTTP/1.1 304 Not Modified\r\n\r\n")


CROWD = _Crowd()
FAULTS = {
    "good.example": answer(200, b"ok", etag='"1"', set_cookie="a=b", content_type="text/html"),
    "hop.example": answer(302, location="http://good.example/x", set_cookie="a=b"),
    "busy.example": answer(503, retry_after="7200"),
    "same.example": _not_modified,
    "crowd.example": CROWD.serve,
    "other.example": CROWD.serve,
}
ROBOTS = {"good.example": answer(200, b"User-agent: *\nDisallow: /no\n")}


@pytest.fixture
def server() -> Iterator[Server]:
    with running(made := Server(FAULTS, ROBOTS)):
        yield made


def fetch(server: Server, *urls: str, limits: Limits = QUICK, **options: object) -> list[Answer | FetchError]:
    """Fetch URLs at once through one door; errors in the place of answers."""

    async def run() -> list[Answer | FetchError]:
        async with Web(limits, AGENT, connect_to={".example": server.address}) as web:
            gets = (web.get(url, max_bytes=1000, **options) for url in urls)  # type: ignore[arg-type]
            return await asyncio.gather(*gets, return_exceptions=True)  # type: ignore[return-value]

    return asyncio.run(run())


def one(server: Server, url: str, **options: object) -> Answer:
    (got,) = fetch(server, url, **options)
    assert isinstance(got, Answer), repr(got)
    return got


def heads(server: Server, path: bytes) -> list[bytes]:
    return [head for head in server.requests if head.startswith(b"GET " + path + b" ")]


def test_request_is_honest_and_leaves_no_traces(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """The request says who asks and for which host, through no proxy, and never sends a cookie back."""
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9/")
    first, second = fetch(server, "http://hop.example/", "http://good.example/x")
    assert isinstance(first, Answer)
    assert isinstance(second, Answer)
    for head in heads(server, b"/x"):
        assert b"Host: good.example\r\n" in head
        assert b"User-Agent: " + AGENT.encode() + b"\r\n" in head
    assert not any(b"cookie" in head.lower() for head in server.requests)


def test_answer_tells_the_whole_exchange(server: Server) -> None:
    """Redirects, final URL, headers and both heads are told."""
    got = one(server, "http://hop.example/a")
    assert (got.url, got.final_url) == ("http://hop.example/a", "http://good.example/x")
    assert got.redirects == ((302, "http://good.example/x"),)
    assert (got.status, got.body, got.wire_bytes) == (200, b"ok", 2)
    assert (got.content_type, got.headers["etag"]) == ("text/html", '"1"')
    assert got.request_head.startswith(b"GET /x HTTP/1.1\r\nHost: good.example\r\n")
    assert got.request_head in server.requests
    assert got.response_head.startswith(b"HTTP/1.1 200 Some Reason\r\n")
    assert got.response_head.endswith(b"\r\n\r\n")


def test_conditional_request_may_be_answered_304(server: Server) -> None:
    """The validators are sent as they were received, and 304 is then an answer."""
    got = one(server, "http://same.example/f", etag='W/"é"', last_modified="Wed, 25 Nov 2026 10:00:00 GMT")
    assert (got.status, got.body) == (304, b"")
    (head,) = heads(server, b"/f")
    assert b"If-Modified-Since: Wed, 25 Nov 2026 10:00:00 GMT\r\n" in head
    assert b"If-None-Match" not in head  # not ASCII: nothing that could break a header goes back


def test_validator_cannot_forge_a_header(server: Server) -> None:
    """A line break in a remembered validator sends no header at all."""
    one(server, "http://good.example/f", etag='"1"\r\nX-Forged: yes')
    assert not any(b"Forged" in head or b"If-None-Match" in head for head in server.requests)


def test_robots_is_read_once_per_host(server: Server) -> None:
    """Many URLs of one host cost one robots.txt, which rules each of them."""
    urls = [f"http://good.example/{name}" for name in ("a", "b", "no", "no/c")]
    got = fetch(server, *urls)
    assert len(heads(server, b"/robots.txt")) == 1
    assert [isinstance(result, Answer) for result in got] == [True, True, False, False]
    assert all(isinstance(result, Refused) and result.status is None for result in got[2:])
    assert not heads(server, b"/no")


def test_robots_may_be_waived(server: Server) -> None:
    """Without obey_robots no robots.txt is asked for."""
    assert one(server, "http://good.example/no", obey_robots=False).status == 200
    assert not heads(server, b"/robots.txt")


def test_one_host_is_asked_by_few_at_once(server: Server) -> None:
    """No more requests run at once than the limits allow, for a host and in all."""
    limits = Limits(host_delay_seconds=0, host_concurrency=2, concurrency=3)
    CROWD.most = 0
    fetch(server, *(f"http://crowd.example/{n}" for n in range(8)), limits=limits)
    assert CROWD.most == 2
    CROWD.most = 0
    both = (f"http://{host}.example/{n}" for n in range(8) for host in ("crowd", "other"))
    fetch(server, *both, limits=limits)
    assert CROWD.most == 3


def test_busy_host_is_left_alone(server: Server) -> None:
    """After a 503 that asks for two hours, the other pages of the host are refused without asking."""
    limits = Limits(host_delay_seconds=0, host_concurrency=1)
    got = fetch(server, *(f"http://busy.example/{n}" for n in range(5)), limits=limits, obey_robots=False)
    assert len(server.requests) == 1
    assert all(isinstance(result, Refused) and result.status == 503 for result in got)
    assert all(result.is_transient for result in got if isinstance(result, Refused))


class _Silent(socketserver.BaseRequestHandler):
    count = 0

    def handle(self) -> None:
        _Silent.count += 1
        self.request.settimeout(20)
        self.request.recv(100_000)
        self.request.recv(1)


def test_dead_host_costs_few_timeouts() -> None:
    """Twenty pages of a host that does not connect cost one try for each of its slots."""
    limits = Limits(host_delay_seconds=0, connect_seconds=0.3)
    silent = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Silent)
    silent.daemon_threads = True
    _Silent.count = 0

    async def run() -> list[object]:
        address = f"127.0.0.1:{silent.server_address[1]}"
        async with Web(limits, AGENT, connect_to={".example": address}) as web:
            urls = (f"https://dead.example/{n}" for n in range(20))
            gets = (web.get(url, max_bytes=1000) for url in urls)
            return list(await asyncio.gather(*gets, return_exceptions=True))

    with running(silent):
        got = asyncio.run(run())
    assert all(isinstance(result, Unreachable) for result in got)
    assert _Silent.count <= limits.host_concurrency


def test_name_that_moves_inside_after_the_check_is_not_followed(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every connection looks its name up once, and connects only to what was checked."""
    names = iter(["127.0.0.1"] * 9)

    def lookup(name: str, port: int, *args: object, **kwargs: object) -> list[object]:
        return [(2, 1, 6, "", (next(names), port))]

    monkeypatch.setattr("socket.getaddrinfo", lookup)

    async def run() -> None:
        async with Web(QUICK, AGENT) as web:
            await web.get("http://rebinding.org/", max_bytes=1000)

    with pytest.raises(Unusable, match=r"rebinding\.org is at 127\.0\.0\.1"):
        asyncio.run(run())
    assert not server.requests


def test_body_of_the_exact_limit_passes(server: Server) -> None:
    """A body as large as allowed is taken, and one byte more is not."""

    async def run(max_bytes: int) -> Answer:
        async with Web(QUICK, AGENT, connect_to={".example": server.address}) as web:
            return await web.get("http://good.example/", max_bytes=max_bytes)

    assert asyncio.run(run(2)).body == b"ok"
    with pytest.raises(Unusable, match="more than 1 bytes"):
        asyncio.run(run(1))
