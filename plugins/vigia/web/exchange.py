"""One request and its answer, within bounds; redirects and refusals are answers like any other."""

import asyncio
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic

import aiohttp
from aiohttp.http_exceptions import TransferEncodingError
from yarl import URL

from vigia.compression import Decoder
from vigia.errors import FetchError, ParseError, Unreachable, Unusable
from vigia.web.answer import Limits
from vigia.web.routes import ForbiddenAddressError, Resolver, Routes

_MOST_HEADERS = 128
_MOST_HEADER_LINE_BYTES = 16_384  # some sites send policies and preload lists of 10 kB
_MOST_HEAD_BYTES = 65_536
_WIRE_PIECE_BYTES = 65_536


class NotConnected(Unreachable):
    """No connection came about: name, network, TLS."""


class TimedOut(Unreachable):
    """A connection came about, but no complete answer in time."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back for one request; the body is empty unless the status is of the 200 class."""

    url: URL
    status: int
    headers: dict[str, str]
    body: bytes
    wire_bytes: int
    elapsed_seconds: float
    request_head: bytes
    response_head: bytes


def client(limits: Limits, routes: Routes) -> aiohttp.ClientSession:
    """Return an HTTP client without cookies, proxies, redirects or trust in addresses."""
    connector = aiohttp.TCPConnector(
        resolver=Resolver(routes),
        use_dns_cache=False,
        limit=0,  # bounded by the door
        ssl=ssl.create_default_context(),
        socket_factory=routes.socket_for,
    )
    timeout = aiohttp.ClientTimeout(
        total=None,
        connect=limits.connect_seconds,
        sock_connect=limits.connect_seconds,
        sock_read=limits.read_seconds,
    )
    return aiohttp.ClientSession(
        connector=connector,
        timeout=timeout,
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=False,
        auto_decompress=False,
        max_line_size=_MOST_HEADER_LINE_BYTES,
        max_field_size=_MOST_HEADER_LINE_BYTES,
        max_headers=_MOST_HEADERS,
        skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding"),
    )


async def exchange(
    session: aiohttp.ClientSession,
    url: URL,
    headers: Mapping[str, str],
    *,
    max_bytes: int,
    seconds: float,
    is_cut: bool = False,
) -> Reply:
    """Send one GET and read its answer, at most ``max_bytes`` of it, packed or unpacked.

    ``is_cut`` makes a longer body end there instead of being refused. Raises Unreachable or
    Unusable.
    """
    started = monotonic()
    with _failures_named(url, seconds):
        async with (
            asyncio.timeout(seconds),
            session.get(url, headers=headers, allow_redirects=False) as response,
        ):
            try:
                head = _response_head(response)
                body, wire_bytes = b"", 0
                if 200 <= response.status < 300:
                    body, wire_bytes = await _read_body(response, max_bytes, is_cut)
            except BaseException:
                response.close()
                raise
            return Reply(
                url=url,
                status=response.status,
                headers=_headers(response),
                body=body,
                wire_bytes=wire_bytes,
                elapsed_seconds=monotonic() - started,
                request_head=_request_head(response),
                response_head=head,
            )


async def _read_body(response: aiohttp.ClientResponse, max_bytes: int, is_cut: bool) -> tuple[bytes, int]:
    url = str(response.url)
    too_large = f"more than {max_bytes} bytes; no more is read of one answer"
    if (response.content_length or 0) > max_bytes and not is_cut:
        raise Unusable(url, f"{too_large} (it announces {response.content_length})")
    wire_bytes = 0
    try:
        decoder = Decoder(response.headers.get("Content-Encoding", ""), max_bytes)
        async for piece in response.content.iter_chunked(_WIRE_PIECE_BYTES):
            wire_bytes += len(piece)
            if wire_bytes > max_bytes:
                if is_cut:
                    return decoder.partial(), wire_bytes
                raise Unusable(url, too_large)
            decoder.feed(piece)
        return decoder.finish(), wire_bytes
    except ParseError as error:
        if is_cut:
            return decoder.partial(), wire_bytes
        raise Unusable(url, f"the body cannot be used: {error}") from error


@contextmanager
def _failures_named(url: URL, seconds: float) -> Iterator[None]:
    """Turn whatever the client raises into our errors."""
    try:
        yield
    except FetchError:
        raise
    except TimeoutError as error:
        raise _timed_out(url, seconds, error) from error
    except (aiohttp.ClientError, OSError) as error:
        raise _named(url, error) from error
    except ValueError as error:  # of the URL and header parsers
        raise Unusable(str(url), f"cannot be asked for: {type(error).__name__}") from error


def _timed_out(url: URL, seconds: float, error: TimeoutError) -> FetchError:
    if isinstance(error, aiohttp.ConnectionTimeoutError):
        return NotConnected(str(url), f"{url.host} did not take a connection in time")
    if isinstance(error, aiohttp.SocketTimeoutError):
        return TimedOut(str(url), f"{url.host} sent nothing for too long")
    return TimedOut(str(url), f"no complete answer within {seconds:.0f} s")


def _named(url: URL, error: aiohttp.ClientError | OSError) -> FetchError:
    text, host = str(url), url.host
    match error:
        case aiohttp.ClientConnectorError(os_error=ForbiddenAddressError() as forbidden):
            return Unusable(text, f"{forbidden}; allow the host by name if it is meant")
        case aiohttp.ClientConnectorCertificateError():
            reason = getattr(error.certificate_error, "verify_message", None) or "it does not fit"
            return NotConnected(text, f"the TLS certificate of {host} is not valid: {reason}")
        case aiohttp.ClientSSLError():
            return NotConnected(text, f"no TLS with {host}: {_reason(error.os_error)}")
        case aiohttp.ClientConnectorDNSError():
            return NotConnected(text, f"the name {host} has no address: {_reason(error.os_error)}")
        case aiohttp.ClientConnectorError():
            return NotConnected(text, f"no connection to {host}: {_reason(error.os_error)}")
        case aiohttp.ClientPayloadError() if _is_garbled(error):
            return Unusable(text, "the body is not chunked as HTTP wants it")
        case aiohttp.ClientPayloadError():
            return Unreachable(text, "the body breaks off before its end")
        case aiohttp.ClientResponseError():
            return Unusable(text, f"this is not HTTP: {_printable(error.message)}")
        case aiohttp.InvalidURL():
            return Unusable(text, "the URL cannot be asked for")
        case _:
            return Unreachable(text, f"{host} closed the connection before it had answered")


def _is_garbled(error: aiohttp.ClientPayloadError) -> bool:
    cause = error.__cause__
    return isinstance(cause, TransferEncodingError) and "Not enough data" not in str(cause)


def _reason(error: OSError) -> str:
    return _printable(error.strerror or str(error)) or "it broke off"


def _printable(text: str) -> str:
    line = " ".join(text.split())
    return "".join(character if character.isprintable() else "?" for character in line)[:200]


def _headers(response: aiohttp.ClientResponse) -> dict[str, str]:
    headers: dict[str, str] = {}
    for raw_name, raw_value in response.raw_headers:
        name, value = _text(raw_name).lower(), _text(raw_value)
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _request_head(response: aiohttp.ClientResponse) -> bytes:
    request = response.request_info
    lines = [f"{request.method} {request.url.raw_path_qs} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in request.headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8", "surrogateescape")


def _response_head(response: aiohttp.ClientResponse) -> bytes:
    version = response.version or aiohttp.HttpVersion11
    status = f"HTTP/{version.major}.{version.minor} {response.status} {response.reason or ''}".rstrip()
    lines = [status.encode("utf-8", "surrogateescape")]
    lines += [name + b": " + value for name, value in response.raw_headers]
    head = b"\r\n".join(lines) + b"\r\n\r\n"
    if len(head) > _MOST_HEAD_BYTES:
        raise Unusable(
            str(response.url), f"{len(head)} bytes of headers; at most {_MOST_HEAD_BYTES} are read"
        )
    return head
