"""Pages that are no article, or hide one, each with what must come of its entry."""

import gzip
from dataclasses import dataclass

from faults.misbehaving import Connection, Serve, answer
from faults.written import bare, news, page

HTML = "text/html; charset=utf-8"
LARGEST = 1_000_000  # bytes of a page or feed that the fault newsroom's reader takes


@dataclass(frozen=True)
class PageFault:
    """A page, and what must come of it. Its host is its name with ``.example``."""

    name: str
    what: str
    serve: Serve
    disposition: str
    says: str = ""  # part of the note


def _page(name: str, what: str, body: bytes, disposition: str, says: str = "", kind: str = HTML) -> PageFault:
    return PageFault(name, what, answer(200, body, content_type=kind), disposition, says)


def _sound(name: str, what: str, markup: str = "", head: str = "", kind: str = HTML) -> PageFault:
    return _page(name, what, page(name, markup, head), "tagged", kind=kind)


def _to_home(connection: Connection) -> None:
    redirects = connection.path != "/"
    (answer(302, location="/") if redirects else answer(200, page("portada"), content_type=HTML))(connection)


def _to_https(connection: Connection) -> None:
    answer(301, location="https://tls-good.example/2026/upgraded")(connection)


_CLOUDFLARE = bare("<h1>Just a moment</h1><script>window._cf_chl_opt={cType:'managed'}</script>")
_ATTRIBUTES = " ".join(f'a{n}="<>"' for n in range(20_000))
_LISTED = '<script type="application/ld+json">{"@type": "CollectionPage", "name": "x"}</script>'
_LYING = (
    '<link rel="canonical" href="https://other.example/stolen"><script type="application/ld+json">'
    '{"@type":"NewsArticle","headline":"%s","datePublished":"9999-12-31T00:00:00Z","author":[[[]]]}</script>'
)

REFUSALS = (
    PageFault("legal-reasons", "451", answer(451), "refused", "451"),
    PageFault("challenge-403", "a check for robots, with 403", answer(403, _CLOUDFLARE), "refused", "403"),
    PageFault("challenge-503", "a check for robots, with 503", answer(503, _CLOUDFLARE), "refused", "503"),
    _page("challenge-200", "a check for robots, with 200", _CLOUDFLARE, "challenge", "Cloudflare"),
    _page("captcha", "a captcha", bare("<div class='g-recaptcha'>Verifique</div>"), "challenge", "captcha"),
    _page(
        "cookie-wall",
        "a wall of consent",
        bare("<p>Before you continue to El Diario, accept.</p>"),
        "challenge",
    ),
    _page(
        "script-wall",
        "a wall for those without scripts",
        bare("<noscript>Please enable JavaScript to view this page.</noscript><div id=root></div>"),
        "challenge",
    ),
    _page(
        "paywall",
        "the beginning of an article that is sold",
        bare(f"<article><p>{news('paywall', 2)}</p><p>Suscríbete para seguir leyendo.</p></article>"),
        "paywalled",
    ),
    _page(
        "soft-404",
        "a missing page, with 200",
        bare("<h1>Página no encontrada</h1><p>No existe.</p>"),
        "vanished",
    ),
    PageFault("sent-home", "a redirect to the front page", _to_home, "homepage"),
    _page(
        "front-page",
        "the front page instead",
        bare('<ul><li><a href="/a">A</a></ul>').replace(
            b"<title>",
            b'<meta property="og:type" content="website"><link rel="canonical" href="http://front-page.example/"><title>',
        ),
        "homepage",
    ),
    _page("list-page", "a list that says so", page("list-page", head=_LISTED), "homepage"),
)

NO_PAGES = (
    _page("page-of-nothing", "no bytes at all", b"", "not_html"),
    _page("page-of-blanks", "blanks", b" \n" * 900, "not_html"),
    _page("page-of-tags", "tags without text", bare("<div><p></p></div>" * 99), "no_text"),
    _page("page-binary", "every byte", bytes(range(256)) * 40, "not_html"),
    _page("page-pdf", "a PDF", b"%PDF-1.4\n", "not_html", kind="application/pdf"),
    _page("page-pdf-as-html", "a PDF that says it is HTML", b"%PDF-1.4\n%\xe2\xe3" * 9, "not_html"),
    _page("page-image", "an image", b"\x89PNG\r\n\x1a\n" + bytes(99), "not_html", kind="image/png"),
    _page("page-archive", "a ZIP file", b"PK\x03\x04" + bytes(99), "not_html", kind="application/zip"),
    _page("page-film", "a film", bytes(9_999), "not_html", kind="video/mp4"),
    _page("page-json", "JSON", b'{"title": "Cuba y Rusia"}', "not_html", kind="application/json"),
    _page("page-feed", "a feed", b"<rss version='2.0'><channel/></rss>", "not_html", kind="text/xml"),
    _page(
        "page-svg",
        "a drawing",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>x</script></svg>",
        "not_html",
    ),
    _page("page-stored-packed", "a gzip file that says it is HTML", gzip.compress(page("x")), "not_html"),
    _page(
        "page-refreshes",
        "a page that only leads on",
        bare('<meta http-equiv="refresh" content="0; url=http://127.0.0.1/">'),
        "no_text",
    ),
    _page(
        "page-frames", "frames", b"<html><frameset cols='50%'><frame src='/a'></frameset></html>", "no_text"
    ),
    _page(
        "page-of-scripts",
        "a page that scripts would write",
        bare('<div id="root"></div><script src="/app.js"></script>'),
        "no_text",
    ),
    _page(
        "page-too-large",
        "a page over the limit",
        page("page-too-large") + b" " * LARGEST,
        "unusable",
        "announces",
    ),
)

HOSTILE = (
    _page(
        "page-nearly-too-large",
        "a page just within the limit",
        page("page-nearly-too-large", f"<!--{'x' * (LARGEST - 9_000)}-->"),
        "tagged",
    ),
    _page(
        "page-unclosed",
        "tags that nobody closes",
        f"<html><head><title>n</title><body><article><div><b><i><p>{news('page-unclosed')}".encode(),
        "tagged",
    ),
    _page("page-cut-off", "a page that ends in a tag", page("page-cut-off")[:-22], "tagged"),
    _sound("page-nested-tables", "an article inside 12 nested tables", "<table><tr><td>" * 12),
    _page(
        "page-deep-tables",
        "an article inside 500 nested tables",
        page("page-deep-tables", "<table><tr><td>" * 500),
        "no_text",
    ),
    _page(
        "page-deep",
        "100,000 nested blocks",
        bare(f"<p>{news('page-deep')}</p>" + "<div>" * 100_000),
        "tagged",
    ),
    _sound("page-attribute-bomb", "20,000 attributes that hold tags", f"<p {_ATTRIBUTES}>x</p>"),
    _sound("page-comments-unclosed", "80,000 opened comments", "<!--" * 80_000),
    _page(
        "page-scripts-unclosed",
        "50,000 opened scripts before the text",
        page("page-scripts-unclosed", "<script " * 50_000),
        "no_text",
    ),
    _sound("page-of-breaks", "100,000 line breaks", "<br>" * 100_000),
    _sound("page-of-entities", "100,000 entities", "&#x41b;" * 100_000),
    _sound("page-of-lists", "20,000 list items", "<ul>" + "<li>x" * 20_000 + "</ul>"),
    _sound(
        "page-json-ld-deep",
        "JSON-LD nested 100,000 deep",
        head=f'<script type="application/ld+json">{"[" * 100_000}</script>',
    ),
    _sound("page-json-ld-lies", "JSON-LD with false dates and another's address", head=_LYING % "x"),
    _sound(
        "page-canonical-private",
        "an address of its own within our network",
        head='<link rel="canonical" href="http://169.254.169.254/latest">',
    ),
    _sound(
        "page-canonical-script",
        "a script as its own address",
        head='<link rel="canonical" href="javascript:alert(1)"><base href="javascript:alert(2)//">',
    ),
    _sound("page-title-endless", "a title of 500 KB", head=f"<title>{'x' * 500_000}</title>"),
    _sound(
        "page-image-inside",
        "an image of 900 KB in the text",
        f'<img src="data:image/png;base64,{"iVBORw0KGgo" * 80_000}">',
    ),
    _sound("page-nul-characters", "100,000 NULs", "\0" * 100_000),
    _sound("page-bidi", "marks that turn the writing round", "<p>\u202egpj.exe\u202c\u2066\u2069</p>"),
    _sound("page-marks", "50,000 accents on one letter", "<p>e" + "\u0301\u0323" * 25_000),
    _sound("page-of-events", "scripts in attributes", "<img src=x onerror=alert(1)><svg onload=alert(1)>"),
)

_KOI8 = "Новость о Кубе и России. " * 20
ENCODINGS = (
    _sound("page-without-type", "no content type at all", kind=""),
    _sound("page-type-nonsense", "a content type that is none", kind=";;;//\x01 banana"),
    _sound("page-as-octets", "HTML that says it is any bytes", kind="application/octet-stream"),
    _sound("page-charset-unknown", "an encoding that nobody knows", kind="text/html; charset=x-klingon"),
    _sound("page-charset-false", "UTF-8 that says UTF-16", kind="text/html; charset=utf-16"),
    _sound(
        "page-charset-hostile",
        "an encoding of Python's that is none of the web's",
        kind="text/html; charset=zlib",
    ),
    _page(
        "page-koi8-r-as-1251",
        "KOI8-R that says windows-1251",
        f"<html><title>Новость</title><body><p>{_KOI8}</p></body></html>".encode("koi8-r"),
        "tagged",
        kind="text/html; charset=windows-1251",
    ),
    _page(
        "page-utf-16",
        "UTF-16 without a mark",
        page("page-utf-16").decode().encode("utf-16-le"),
        "tagged",
        kind="text/html",
    ),
    _page(
        "page-utf-8-broken",
        "broken bytes within UTF-8",
        page("page-utf-8-broken").replace(b"acuerdo", b"\xff\xc3"),
        "tagged",
    ),
)

SCHEMES = (PageFault("sent-to-https", "a redirect from http to https", _to_https, "tagged"),)

PAGE_FAULTS = REFUSALS + NO_PAGES + HOSTILE + ENCODINGS + SCHEMES
