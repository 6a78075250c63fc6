"""Every fault with what must come of it. A fault's host is its name with ``.example``."""

import gzip
import zlib
from dataclasses import dataclass

import brotli

from faults.misbehaving import Connection, Serve, answer, raw
from vigia.errors import Refused, Unreachable, Unusable, VigiaError

MAX_BYTES = 200_000
PAGE = b"<p>" + b"Cuba y Rusia. " * 50 + b"</p>"
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
ZEROS = bytes(50_000_000)


@dataclass(frozen=True)
class Fault:
    """What a host does, and what must come of asking it."""

    name: str
    serve: Serve
    expected: type[VigiaError] | int
    says: str = ""  # part of the message
    body: bytes | None = None
    is_slow: bool = False  # needs short limits to show
    robots: Serve | None = None
    status: int | None = None  # of a refusal
    wait: float | None = None  # that a refusal asks for

    @property
    def host(self) -> str:
        """The host that does it."""
        return f"{self.name}.example"


def _packed(coding: str, body: bytes) -> Serve:
    return answer(200, body, content_encoding=coding)


def _raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


def _send_then_forever(head: bytes, again: bytes, pause: float = 0.0) -> Serve:
    def serve(connection: Connection) -> None:
        connection.send(head)
        connection.forever(again, pause)

    return serve


def _send_then_hang(head: bytes) -> Serve:
    def serve(connection: Connection) -> None:
        connection.send(head)
        connection.hang()

    return serve


def _send_then_reset(head: bytes) -> Serve:
    def serve(connection: Connection) -> None:
        connection.send(head)
        connection.reset()

    return serve


def _count_on(connection: Connection) -> None:
    answer(302, location=f"/{connection.count + 1}")(connection)


def _to_and_fro(connection: Connection) -> None:
    answer(302, location="/here" if connection.path == "/there" else "/there")(connection)


def _at_last(connection: Connection) -> None:
    answer(200, PAGE)(connection) if connection.path == "/end" else answer(301, location="/end")(connection)


FRAMING = (
    Fault("good", answer(200, PAGE), 200, body=PAGE),
    Fault("empty-body", answer(200), 200, body=b""),
    Fault("no-length", raw(OK + b"\r\n" + PAGE), 200, body=PAGE),
    Fault("http-1-0", raw(b"HTTP/1.0 200 OK\r\n\r\n" + PAGE), 200, body=PAGE),
    Fault("length-too-small", raw(OK + b"Content-Length: 3\r\n\r\n<p>more"), Unusable, "not HTTP"),
    Fault("truncated-body", raw(OK + b"Content-Length: 1000\r\n\r\n<p>"), Unreachable, "breaks off"),
    Fault("length-garbage", raw(OK + b"Content-Length: banana\r\n\r\n"), Unusable, "not HTTP"),
    Fault("length-negative", raw(OK + b"Content-Length: -5\r\n\r\n<p>"), Unusable, "not HTTP"),
    Fault(
        "length-twice", raw(OK + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\n<p>a"), Unusable, "not HTTP"
    ),
    Fault(
        "length-of-a-terabyte",
        _send_then_hang(OK + b"Content-Length: 1000000000000\r\n\r\n"),
        Unusable,
        "announces",
    ),
    Fault("endless-body", _send_then_forever(OK + b"\r\n", PAGE * 50), Unusable, "more than 200000 bytes"),
    Fault("chunked", raw(CHUNKED + b"3\r\n<p>\r\n1;x=y\r\na\r\n0\r\n\r\n"), 200, body=b"<p>a"),
    Fault("chunk-garbage", raw(CHUNKED + b"3\r\n<p>\r\nbanana\r\n"), Unusable, "hunk"),
    Fault("chunk-truncated", raw(CHUNKED + b"ff\r\n<p>"), Unreachable, "breaks off"),
    Fault("chunk-without-end", raw(CHUNKED + b"3\r\n<p>\r\n"), Unreachable, "breaks off"),
    Fault("chunk-size-overflow", raw(CHUNKED + b"f" * 40 + b"\r\n<p>"), Unusable, "hunk"),
    Fault(
        "endless-chunks",
        _send_then_forever(CHUNKED, b"400\r\n" + b"a" * 1024 + b"\r\n"),
        Unusable,
        "more than",
    ),
    Fault("endless-tiny-chunks", _send_then_forever(CHUNKED, b"1\r\na\r\n" * 1000), Unusable, "more than"),
    Fault("closes-at-once", raw(b""), Unreachable, "closed the connection"),
    Fault("resets-at-once", _send_then_reset(b""), Unreachable, "closed the connection"),
    Fault("resets-mid-body", _send_then_reset(OK + b"Content-Length: 1000\r\n\r\n<p>"), Unreachable),
    Fault("closes-mid-head", raw(b"HTTP/1.1 200 OK\r\nContent-Ty"), Unreachable, "closed the connection"),
)

HEADS = (
    Fault("no-status-line", raw(b"Content-Type: text/html\r\n\r\n<p>"), Unusable, "not HTTP"),
    Fault("http-0-9", raw(b"<html>hello</html>"), Unusable, "not HTTP"),
    Fault("binary-noise", raw(bytes(range(256)) * 8), Unusable, "not HTTP"),
    Fault("another-protocol", raw(b"SSH-2.0-OpenSSH_9.6\r\n"), Unusable, "not HTTP"),
    Fault("status-of-letters", raw(b"HTTP/1.1 abc OK\r\n\r\n"), Unusable, "not HTTP"),
    Fault("status-of-two-digits", raw(b"HTTP/1.1 99 OK\r\n\r\n"), Unusable, "not HTTP"),
    Fault(
        "switches-protocol",
        raw(b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"),
        Unusable,
    ),
    Fault(
        "early-hints",
        raw(b"HTTP/1.1 103 Early Hints\r\n\r\n" + OK + b"Content-Length: 3\r\n\r\n<p>"),
        200,
        body=b"<p>",
    ),
    Fault("nul-in-header", raw(OK + b"X-A: a\x00b\r\nContent-Length: 0\r\n\r\n"), Unusable, "not HTTP"),
    Fault("header-without-colon", raw(OK + b"banana\r\n\r\n"), Unusable, "not HTTP"),
    Fault(
        "header-line-of-a-megabyte", raw(OK + b"X-A: " + b"a" * 1_000_000 + b"\r\n\r\n"), Unusable, "not HTTP"
    ),
    Fault(
        "header-line-of-12-kb",
        raw(OK + b"X-A: " + b"a" * 12_000 + b"\r\nContent-Length: 0\r\n\r\n"),
        200,
        body=b"",
    ),
    Fault(
        "header-flood",
        raw(OK + b"".join(b"X-%d: a\r\n" % n for n in range(10_000)) + b"\r\n"),
        Unusable,
        "not HTTP",
    ),
    Fault(
        "header-weight",
        raw(OK + b"".join(b"X-%d: %b\r\n" % (n, b"a" * 9000) for n in range(9)) + b"\r\n"),
        Unusable,
        "of headers",
    ),
    Fault("endless-headers", _send_then_forever(OK, b"X-A: a\r\n"), Unusable, "not HTTP"),
    Fault("endless-header-line", _send_then_forever(OK + b"X-A: ", b"a" * 1000), Unusable, "not HTTP"),
    Fault("header-in-latin-1", raw(OK + b"X-A: caf\xe9\r\nContent-Length: 0\r\n\r\n"), 200, body=b""),
)

SLOWNESS = (
    Fault("silent", _send_then_hang(b""), Unreachable, "sent nothing", is_slow=True),
    Fault(
        "silent-mid-body",
        _send_then_hang(OK + b"Content-Length: 9\r\n\r\n<p>"),
        Unreachable,
        "sent nothing",
        is_slow=True,
    ),
    Fault(
        "slow-drip-headers",
        _send_then_forever(b"HTTP/1.1 200 OK\r\nX-A: ", b"a", 0.1),
        Unreachable,
        "no complete answer",
        is_slow=True,
    ),
    Fault(
        "slow-drip-body",
        _send_then_forever(OK + b"Content-Length: 9999\r\n\r\n", b"a", 0.1),
        Unreachable,
        "no complete answer",
        is_slow=True,
    ),
    Fault(
        "slow-drip-chunks",
        _send_then_forever(CHUNKED, b"1\r\na\r\n", 0.1),
        Unreachable,
        "no complete answer",
        is_slow=True,
    ),
    Fault(
        "continues-for-ever",
        _send_then_forever(b"", b"HTTP/1.1 100 Continue\r\n\r\n", 0.05),
        Unreachable,
        "no complete answer",
        is_slow=True,
    ),
)

PACKING = (
    Fault("gzip", _packed("gzip", gzip.compress(PAGE)), 200, body=PAGE),
    Fault(
        "gzip-in-two-members", _packed("gzip", gzip.compress(PAGE) + gzip.compress(PAGE)), 200, body=PAGE * 2
    ),
    Fault("gzip-with-padding", _packed("x-gzip", gzip.compress(PAGE) + bytes(20)), 200, body=PAGE),
    Fault("deflate", _packed("deflate", zlib.compress(PAGE)), 200, body=PAGE),
    Fault("deflate-without-wrapper", _packed("deflate", _raw_deflate(PAGE)), 200, body=PAGE),
    Fault("brotli", _packed("br", brotli.compress(PAGE)), 200, body=PAGE),
    Fault("packed-twice", _packed("gzip, br", brotli.compress(gzip.compress(PAGE))), 200, body=PAGE),
    Fault("charset-as-coding", _packed("utf-8", PAGE), 200, body=PAGE),
    Fault("gzip-of-nothing", _packed("gzip", b""), 200, body=b""),
    Fault("gzip-bomb", _packed("gzip", gzip.compress(ZEROS)), Unusable, "when unpacked"),
    Fault(
        "gzip-bomb-of-bombs",
        _packed("gzip, gzip", gzip.compress(gzip.compress(ZEROS))),
        Unusable,
        "when unpacked",
    ),
    Fault("deflate-bomb", _packed("deflate", zlib.compress(ZEROS)), Unusable, "when unpacked"),
    Fault("brotli-bomb", _packed("br", brotli.compress(ZEROS)), Unusable, "when unpacked"),
    Fault("gzip-corrupt", _packed("gzip", gzip.compress(PAGE)[:30] + b"\xff" * 30), Unusable, "damaged"),
    Fault("gzip-wrong-sum", _packed("gzip", gzip.compress(PAGE)[:-8] + bytes(8)), Unusable, "damaged"),
    Fault("gzip-truncated", _packed("gzip", gzip.compress(PAGE)[:-9]), Unusable, "breaks off"),
    Fault("gzip-that-is-plain", _packed("gzip", PAGE), Unusable, "damaged"),
    Fault("brotli-corrupt", _packed("br", b"\xff" * 30), Unusable, "damaged"),
    Fault("brotli-truncated", _packed("br", brotli.compress(PAGE)[:-4]), Unusable, "breaks off"),
    Fault("coding-not-offered", _packed("compress", PAGE), Unusable, "not offered"),
    Fault("packed-three-times", _packed("gzip, gzip, gzip", b"x"), Unusable, "packed 3 times"),
)

_DATE = "Wed, 25 Nov 2026 10:00:00 GMT"
STATUSES = (
    Fault("no-content", raw(b"HTTP/1.1 204 No Content\r\n\r\n"), 204, body=b""),
    Fault("partial-unasked", answer(206, PAGE, content_range="bytes 0-9/99"), Unusable, "206"),
    Fault("not-modified-unasked", raw(b"HTTP/1.1 304 Not Modified\r\n\r\n"), Unusable, "304"),
    Fault("multiple-choices", answer(300), Refused, "300", status=300),
    Fault("unauthorised", answer(401), Refused, "401", status=401),
    Fault("forbidden", answer(403), Refused, "403", status=403),
    Fault("not-found", answer(404, PAGE), Refused, "404", status=404),
    Fault("gone", answer(410), Refused, "410", status=410),
    Fault("teapot", answer(418), Refused, "418", status=418),
    Fault("server-error", answer(500, PAGE), Refused, "500", status=500),
    Fault("odd-status", answer(999), Refused, "999", status=999),
    Fault(
        "refuses-with-bomb",
        answer(403, gzip.compress(ZEROS), content_encoding="gzip"),
        Refused,
        "403",
        status=403,
    ),
    Fault("too-many-seconds", answer(429, retry_after="120"), Refused, "429", status=429, wait=120.0),
    Fault(
        "too-many-date",
        answer(429, date=_DATE, retry_after="Wed, 25 Nov 2026 10:05:00 GMT"),
        Refused,
        status=429,
        wait=300.0,
    ),
    Fault(
        "too-many-past-date",
        answer(429, date=_DATE, retry_after="Wed, 25 Nov 2020 10:05:00 GMT"),
        Refused,
        status=429,
        wait=0.0,
    ),
    Fault(
        "too-many-no-clock",
        answer(429, retry_after="Wed, 25 Nov 2026 10:05:00 GMT"),
        Refused,
        status=429,
        wait=None,
    ),
    Fault("too-many-garbage", answer(429, retry_after="soon"), Refused, status=429, wait=None),
    Fault("too-many-negative", answer(429, retry_after="-5"), Refused, status=429, wait=None),
    Fault("too-many-for-ever", answer(429, retry_after="9" * 300), Refused, status=429, wait=86_400.0),
    Fault("unavailable", answer(503, retry_after="30"), Refused, "503", status=503, wait=30.0),
)


def _redirect(location: str) -> Serve:
    return answer(302, location=location)


REDIRECTS = (
    Fault("redirect-once", _at_last, 200, body=PAGE),
    Fault("redirect-to-other-host", _redirect("//good.example/x"), 200, body=PAGE),
    Fault("redirect-loop", _redirect("/"), Unusable, "circle"),
    Fault("redirect-to-and-fro", _to_and_fro, Unusable, "circle"),
    Fault("redirect-ten-thousand-times", _count_on, Unusable, "more than 10 redirects"),
    Fault("redirect-nowhere", answer(302), Unusable, "not where to"),
    Fault("redirect-empty", _redirect(""), Unusable, "circle"),
    Fault("redirect-to-loopback", _redirect("http://127.0.0.1/"), Unusable, "not a public address"),
    Fault(
        "redirect-to-metadata", _redirect("http://169.254.169.254/latest/"), Unusable, "not a public address"
    ),
    Fault("redirect-to-private-name", _redirect("http://localhost/"), Unusable, "not a public address"),
    Fault("redirect-to-ipv6-loopback", _redirect("http://[::1]/"), Unusable, "not a public address"),
    Fault(
        "redirect-to-mapped-address", _redirect("http://[::ffff:10.0.0.1]/"), Unusable, "not a public address"
    ),
    Fault("redirect-to-decimal-address", _redirect("http://2130706433/"), Unusable),
    Fault("redirect-to-octal-address", _redirect("http://0177.0.0.1/"), Unusable),
    Fault("redirect-to-short-address", _redirect("http://127.1/"), Unusable),
    Fault("redirect-to-file", _redirect("file:///etc/passwd"), Unusable, "scheme 'file'"),
    Fault("redirect-to-ftp", _redirect("ftp://good.example/x"), Unusable, "scheme 'ftp'"),
    Fault("redirect-to-script", _redirect("javascript:alert(1)"), Unusable, "scheme 'javascript'"),
    Fault("redirect-to-data", _redirect("data:text/html,<p>"), Unusable, "scheme 'data'"),
    Fault("redirect-to-user", _redirect("http://root:secret@good.example/"), Unusable, "user name"),
    Fault("redirect-to-other-port", _redirect("http://93.184.216.34:22/"), Unusable, "port 22"),
    Fault("redirect-to-bad-port", _redirect("http://good.example:99999/"), Unusable, "cannot be read"),
    Fault("redirect-to-bad-host", _redirect("http://a b.example/"), Unusable, "no host name"),
    Fault("redirect-of-10-kb", _redirect("/" + "a" * 10_000), Unusable, "characters of URL"),
    Fault(
        "redirect-in-bad-utf-8",
        raw(b"HTTP/1.1 302 F\r\nLocation: //good.example/\xff\xfe\r\n\r\n"),
        200,
        body=PAGE,
    ),
    Fault("redirect-to-forbidden", _redirect("http://robots-forbid.example/"), Refused, "robots.txt"),
)

_FORBIDS = b"User-agent: *\nDisallow: /\n"
_FORBIDS_US = b"User-agent: vigia\nDisallow: /"
_FORBIDS_OTHERS = b"User-agent: other\nDisallow: /"
_LONG = b"User-agent: *\n" + b"Disallow: /nothing-at-all\n" * 30_000
ROBOTS = (
    Fault("robots-forbid", answer(200, PAGE), Refused, "forbids", robots=answer(200, _FORBIDS)),
    Fault("robots-forbid-us", answer(200, PAGE), Refused, "forbids", robots=answer(200, _FORBIDS_US)),
    Fault("robots-forbid-others", answer(200, PAGE), 200, robots=answer(200, _FORBIDS_OTHERS)),
    Fault("robots-not-found", answer(200, PAGE), 200, robots=answer(404, _FORBIDS)),
    Fault("robots-forbidden", answer(200, PAGE), 200, robots=answer(403)),
    Fault("robots-too-many", answer(200, PAGE), Refused, "robots.txt", robots=answer(429), status=429),
    Fault("robots-server-error", answer(200, PAGE), Refused, "robots.txt", robots=answer(500), status=500),
    Fault(
        "robots-html", answer(200, PAGE), 200, robots=answer(200, b"<!doctype html><p>User-agent: *</p>" * 99)
    ),
    Fault("robots-binary", answer(200, PAGE), 200, robots=answer(200, bytes(range(256)) * 99)),
    Fault("robots-huge", answer(200, PAGE), 200, robots=answer(200, _LONG + _FORBIDS)),
    Fault(
        "robots-huge-at-its-start",
        answer(200, PAGE),
        Refused,
        "forbids",
        robots=answer(200, _FORBIDS + _LONG),
    ),
    Fault("robots-bomb", answer(200, PAGE), 200, robots=_packed("gzip", gzip.compress(ZEROS))),
    Fault(
        "robots-redirect",
        answer(200, PAGE),
        Refused,
        "forbids",
        robots=_redirect("//robots-forbid.example/robots.txt"),
    ),
    Fault("robots-redirect-loop", answer(200, PAGE), 200, robots=_redirect("/robots.txt")),
    Fault(
        "robots-redirect-to-private",
        answer(200, PAGE),
        Unusable,
        "public",
        robots=_redirect("http://10.0.0.1/"),
    ),
    Fault("robots-reset", answer(200, PAGE), Unreachable, "robots.txt", robots=_send_then_reset(b"")),
    Fault(
        "robots-silent",
        answer(200, PAGE),
        Unreachable,
        "robots.txt",
        robots=_send_then_hang(b""),
        is_slow=True,
    ),
    Fault("robots-endless", answer(200, PAGE), 200, robots=_send_then_forever(OK + b"\r\n", b"# \n" * 9999)),
)

FAULTS = FRAMING + HEADS + SLOWNESS + PACKING + STATUSES + REDIRECTS + ROBOTS
