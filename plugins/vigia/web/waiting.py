"""For how long an answer says that nobody needs to ask again: Retry-After, Cache-Control, Expires."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_LONGEST = 24 * 3600.0
_MAX_AGE = re.compile(r"(?<![\w-])max-age\s*=\s*\"?(\d{1,9})")


def retry_after_seconds(headers: Mapping[str, str]) -> float | None:
    """Return the wait a server asks for, at most a day; None when it names none that can be read.

    A date counts from the server's own Date header, so that nobody's clock matters; without one it
    says nothing.
    """
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdecimal():
        return min(float(value[:12]), _LONGEST)
    return _until(value, headers)


def freshness_seconds(headers: Mapping[str, str]) -> float | None:
    """Return for how long an answer stays fresh, at most a day; None when the server does not say.

    Cache-Control speaks before Expires, as RFC 9111 has it; an Expires of 0 or of the past, which
    is how servers forbid caching, says nothing.
    """
    rules = headers.get("cache-control", "").lower()
    found = _MAX_AGE.search(rules)
    if found:
        return min(float(found.group(1)), _LONGEST)
    if rules:
        return None
    return _until(headers.get("expires", ""), headers) or None


def _until(value: str, headers: Mapping[str, str]) -> float | None:
    until, now = _date(value), _date(headers.get("date", ""))
    if until is None or now is None:
        return None
    return min(max((until - now).total_seconds(), 0.0), _LONGEST)


def _date(value: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
