"""Addresses of others' copies of a page: AMP caches, AMP viewers and Turbo pages name the original.

The forms are those of the AMP project's cache and viewer URLs and of Yandex' Turbo pages. An address
that does not fit its form in every part stays what it is.
"""

import re

_CACHES = ("cdn.ampproject.org", "webpkgcache.com")
# What is asked for (a document, a viewer, a signed exchange), s for https, and the host.
_CACHED = re.compile(r"/(?:c|v|wp|doc/-)/(s/)?([^/]+)(/.*)?", re.DOTALL)
_VIEWED = re.compile(r"/amp/(s/)?([^/]+)(/.*)?", re.DOTALL)
_TURBO = re.compile(r"(?:/turbo)?/([^/]+)/s(/.*)", re.DOTALL)
_VIEWER = re.compile(r"google\.(?:com|[a-z]{2}|com?\.[a-z]{2})|bing\.com")
_HOST = re.compile(r"(?:[a-z0-9-]+\.)+(?:[a-z]{2,}|xn--[a-z0-9-]+)", re.IGNORECASE)
_HASHED = re.compile(r"[a-z2-7]{52}")  # of a host whose label would be too long


def original(host: str, path: str) -> str | None:
    """Return the address without query of the page that this host shows a copy of at this path, or None."""
    label, _, rest = host.partition(".")
    if host in _CACHES or rest in _CACHES:
        found = _CACHED.fullmatch(path)
        is_its_own = found and (host in _CACHES or _is_label_of(label, found[2]))
        return _address(found[2], found[1], found[3]) if found and is_its_own else None
    if _VIEWER.fullmatch(host):
        found = _VIEWED.fullmatch(path)
        return _address(found[2], found[1], found[3]) if found else None
    if host.endswith(".turbopages.org") or (host == "yandex.ru" and path.startswith("/turbo/")):
        found = _TURBO.fullmatch(path)
        return _address(found[1], "s/", found[2]) if found else None
    return None


def _address(host: str, secure: str | None, path: str | None) -> str | None:
    scheme = "https" if secure else "http"
    return f"{scheme}://{host}{path or '/'}" if _HOST.fullmatch(host) else None


def _is_label_of(label: str, host: str) -> bool:
    """Say whether a cache's label is that of a host: ``-`` is doubled, then each dot is a ``-``."""
    if label.startswith("xn--") or _HASHED.fullmatch(label):
        return True
    return label.removeprefix("0-").removesuffix("-0") == host.lower().replace("-", "--").replace(".", "-")
