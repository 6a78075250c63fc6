"""URLs: absolute, canonical, and the identifiers made of them. Nothing here touches the network."""

import ipaddress
import re
from functools import cache
from hashlib import sha256
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit

import idna
from publicsuffixlist import PublicSuffixList

from vigia.copied import original
from vigia.urlwords import ALTERNATE_LABELS, is_noise

# The number of the rules below: raised with each change of them, so that what is stored is spelt anew.
SPELLING = 2
MAX_URL_CHARS = 2_000  # longer ones are traps or carry a session; browsers and sitemaps stop there too

_HOST = re.compile(
    r"(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?"
)
_CONTROL = re.compile("[\x00-\x1f\x7f]")
_ESCAPE = re.compile(r"%[0-9a-fA-F]{2}")
_AMP_STEP = re.compile(r"/amp(/?)$", re.IGNORECASE)
_AMP_NAME = re.compile(r"(?<=[^/])\.amp(\.html?)?$", re.IGNORECASE)
# One step after it may be an article of a section on amplifiers; two are a copy of the whole site.
_AMP_SITE = re.compile(r"/amp(?=/[^/]+/[^/]+)", re.IGNORECASE)
_SESSION = re.compile(r";jsessionid=[^/;]*", re.IGNORECASE)
_MARKED = re.compile(r"[/.]amp(?![a-z])", re.IGNORECASE)
_HOME_PATH = re.compile(
    r"/(?:[a-z]{2}(?:-[a-z]{2})?/?)?(?:(?:index|default|home)(?:\.[a-z]{3,5})?/?)?", re.IGNORECASE
)
_ENTITY_REST = re.compile(r"^(?:amp;)+", re.IGNORECASE)  # of an ampersand that nobody decoded
_PATH_SAFE = "/%:@!$&'()*+,;=~-._"
_QUERY_SAFE = _PATH_SAFE + "?[]|"


def absolute_url(url: str, base: str) -> str | None:
    """Resolve a link against the address of its document.

    Returns None where the outcome is no http or https URL with a host.
    """
    try:
        joined = urljoin(base.strip(), _tidy(url))
    except ValueError:
        return None
    parts = _split(joined)
    return joined if parts and parts.scheme in ("http", "https") and _host_of(parts) else None


def is_fetchable(url: str) -> bool:
    """Say whether a URL may be asked for: http(s), a host, no password, at most 2,000 characters."""
    parts = _split(url) if len(url) <= MAX_URL_CHARS and not _CONTROL.search(url) else None
    return bool(parts and parts.scheme in ("http", "https") and "@" not in parts.netloc and _host_of(parts))


def canonical_url(url: str) -> str:
    """Return the one spelling of a URL by which an article is known; idempotent.

    https, small host without www., m., mobile. and amp., no default port, fragment, session, tracking
    parameter or AMP marker; of a copy in an AMP cache or a Turbo page, the original. Case of the path
    and unknown parameters stay. What is not fetchable stays as it is.
    """
    spelt = _spelt(_tidy(url))
    while _MARKED.search(spelt) and (again := _spelt(spelt)) != spelt:
        spelt = again  # what one mark hid
    return spelt


def _spelt(url: str) -> str:
    parts = _split(url) if is_fetchable(url) else None
    if parts is None:
        return url
    query = _kept_query(parts.query)
    netloc = _canonical_netloc(parts)
    copied = original(netloc, parts.path)
    if copied and is_fetchable(copied):
        return _spelt(f"{copied}?{query}" if query else copied)
    return urlunsplit(("https", netloc, _canonical_path(parts.path), query, ""))


def untracked_url(url: str) -> str:
    """Return a URL as it leads to its page, without what tells its outlet who came from where.

    Unlike ``canonical_url`` it keeps scheme and host: some servers answer under one name only.
    """
    parts = _split(_tidy(url)) if is_fetchable(_tidy(url)) else None
    if parts is None:
        return url
    return urlunsplit(parts._replace(query=_kept_query(parts.query), fragment=""))


def host(url: str) -> str:
    """Return a URL's host, small, in ASCII, without port; empty when there is none."""
    parts = _split(_tidy(url))
    return _host_of(parts) if parts else ""


def registrable_domain(host: str) -> str:
    """Return what a host's owner registered (``bbc.co.uk``); an address or bare suffix stays as it is."""
    name = host.lower().rstrip(".")
    return name if _is_address(name) else str(_suffixes().privatesuffix(name) or name)


def article_id(canonical: str) -> str:
    """Return the identifier of the article at a canonical URL: 16 hexadecimal digits."""
    return _digest(canonical)


def entry_id(feed_id: str, key: str) -> str:
    """Return the identifier of an entry of a feed: 16 hexadecimal digits."""
    return _digest(f"{feed_id}\n{key}")


def is_homepage(url: str) -> bool:
    """Say whether a URL is a site's front page, or that of one of its languages, not an article."""
    parts = _split(canonical_url(url))
    return parts is not None and not parts.query and _HOME_PATH.fullmatch(parts.path or "/") is not None


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _tidy(url: str) -> str:
    return re.sub(r"[\t\r\n]", "", url).strip()


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises where the port is no number
    except ValueError:
        return None
    return parts


def _host_of(parts: SplitResult) -> str:
    name = (parts.hostname or "").rstrip(".")
    if ":" in name:
        return f"[{name}]" if _is_address(name) else ""
    if not name.isascii():
        try:
            name = idna.encode(name, uts46=True).decode("ascii")
        except (idna.IDNAError, UnicodeError):
            return ""
    return name if _HOST.fullmatch(name) else ""


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


def _canonical_netloc(parts: SplitResult) -> str:
    name = _host_of(parts)
    while not _is_address(name):
        label, _, rest = name.partition(".")
        if label not in ALTERNATE_LABELS or not _suffixes().privatesuffix(rest):
            break
        name = rest
    is_default = parts.port in (None, 443) or (parts.port == 80 and parts.scheme == "http")
    return name if is_default else f"{name}:{parts.port}"


def _canonical_path(path: str) -> str:
    path = _SESSION.sub("", path)
    while match := _AMP_STEP.search(path):
        path = path[: match.start()] + match.group(1)
    path = _AMP_NAME.sub(r"\1", path)
    if found := _AMP_SITE.match(path):
        path = path[found.end() :]
    return _quoted("/" + path.lstrip("/") if path.startswith("//") else path or "/", _PATH_SAFE)


def _kept_query(query: str) -> str:
    parts = (_ENTITY_REST.sub("", part) for part in query.split("&"))
    return "&".join(_quoted(part, _QUERY_SAFE) for part in parts if part and not is_noise(part.lower()))


def _quoted(text: str, safe: str) -> str:
    return _ESCAPE.sub(lambda escape: escape.group().upper(), quote(text, safe=safe, errors="replace"))
