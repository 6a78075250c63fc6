"""Answers that misbehave on purpose, each as a real server was seen to."""

import zlib
from collections.abc import Callable, Iterator
from datetime import datetime

from vigia.newsroom.reply import Reply

RETRY_AFTER_SECONDS = 3_600
METADATA_ADDRESS = "http://169.254.169.254/latest/meta-data/iam/security-credentials/"
LOOPBACK_ADDRESS = "http://localhost/manager/status"
BOMB_BYTES = 4 << 30  # unpacked; some four megabytes are sent
_PIECE_BYTES = 1 << 20

_HTML = ("Content-Type", "text/html; charset=utf-8")
_RSS_START = b'<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel><title>'
_HTML_START = b"<!DOCTYPE html><html><head><title>"

_CHALLENGE = """<!DOCTYPE html><html lang="en-US"><head><title>Just a moment...</title>
<meta name="robots" content="noindex,nofollow"></head><body><div class="main-wrapper" role="main">
<h1 class="zone-name-title h1">{host}</h1><p>Checking if the site connection is secure</p>
<noscript>Enable JavaScript and cookies to continue</noscript></div>
<script>window._cf_chl_opt={{cvId:'3',cZone:'{host}',cType:'managed'}};</script></body></html>"""

_FEED_AS_PAGE = """<!DOCTYPE html><html amp lang="es"><head><meta charset="utf-8">
<title>{host}: portada</title></head><body><h1>Últimas noticias</h1><p>Este sitio es inventado.
Aquí debía haber un canal RSS; el servidor devuelve su portada.</p>
<ul><li><a href="/">Portada</a></li></ul></body></html>"""

_PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\n%%EOF\n"
)


def gone(host: str) -> Reply:
    """Say that the page was taken away."""
    return Reply(410, (_HTML,), b"<!DOCTYPE html><title>410</title><p>This page has been removed.</p>")


def challenge(host: str) -> Reply:
    """Ask, with status 200, for a proof of being a browser."""
    return Reply(200, (_HTML,), _CHALLENGE.format(host=host).encode())


def metadata_redirect(host: str) -> Reply:
    """Send the client to the address where clouds keep credentials."""
    return Reply(302, (("Location", METADATA_ADDRESS),))


def loopback_redirect(host: str) -> Reply:
    """Send the client to a service of its own machine."""
    return Reply(301, (("Location", LOOPBACK_ADDRESS),))


def pdf(host: str) -> Reply:
    """Serve a PDF where an article is expected."""
    return Reply(200, (("Content-Type", "application/pdf"),), _PDF)


def page_bomb(host: str) -> Reply:
    """Serve a small page that unpacks to gigabytes."""
    return Reply(200, (_HTML, ("Content-Encoding", "gzip")), _bomb(_HTML_START))


def feed_bomb(host: str) -> Reply:
    """Serve a small feed that unpacks to gigabytes."""
    headers = (("Content-Type", "application/rss+xml"), ("Content-Encoding", "gzip"))
    return Reply(200, headers, _bomb(_RSS_START))


def endless_page(host: str) -> Reply:
    """Serve a page that never ends."""
    return Reply(200, (_HTML,), _endless(_HTML_START, b"<p>" + b"y siguen las noticias. " * 2_000 + b"</p>"))


def endless_feed(host: str) -> Reply:
    """Serve a feed that never ends."""
    return Reply(200, (("Content-Type", "application/rss+xml"),), _endless(_RSS_START, b"y sigue. " * 6_000))


def too_many_requests(host: str) -> Reply:
    """Refuse for an hour."""
    headers = (("Retry-After", str(RETRY_AFTER_SECONDS)), ("Content-Type", "text/plain"))
    return Reply(429, headers, b"Too many requests\n")


def feed_as_page(host: str) -> Reply:
    """Serve the front page at the address of the feed."""
    return Reply(200, (_HTML,), _FEED_AS_PAGE.format(host=host).encode())


def _bomb(start: bytes) -> Iterator[bytes]:
    packer = zlib.compressobj(9, wbits=31)
    yield packer.compress(start) + packer.flush(zlib.Z_FULL_FLUSH)
    filler = b" " * _PIECE_BYTES
    piece = packer.compress(filler) + packer.flush(zlib.Z_FULL_FLUSH)
    for _ in range(BOMB_BYTES // _PIECE_BYTES):
        yield piece  # a fully flushed block may be repeated as it is


def _endless(start: bytes, piece: bytes) -> Iterator[bytes]:
    yield start
    while True:
        yield piece


PAGE_FAULTS: dict[str, Callable[[str], Reply]] = {
    "gone": gone,
    "challenge": challenge,
    "gzip-bomb": page_bomb,
    "endless": endless_page,
    "redirect-to-metadata": metadata_redirect,
    "redirect-to-loopback": loopback_redirect,
    "pdf": pdf,
}
FEED_FAULTS: dict[str, Callable[[str], Reply]] = {
    "gzip-bomb": feed_bomb,
    "endless": endless_feed,
    "too-many-requests": too_many_requests,
    "html-page": feed_as_page,
}

_SPANISH_MONTHS = (
    "Enero", "Febrero", "Marzo", "Abril", "Mayo", "Junio", "Julio", "Agosto", "Septiembre", "Octubre",
    "Noviembre", "Diciembre",
)  # fmt: skip
_SPANISH_DAYS = ("Lun", "Mar", "Mié", "Jue", "Vie", "Sáb", "Dom")


def spanish_date(at: datetime) -> str:
    """Return a date as a server set to Spanish writes what RFC 822 wants in English."""
    month, day = _SPANISH_MONTHS[at.month - 1], _SPANISH_DAYS[at.weekday()]
    return f"{day}, {at:%d} {month} {at:%Y} {at:%H:%M:%S} {at:%z}"
