"""When an article was published: the best date its page gives, and how far to trust it."""

import re
import warnings
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from htmldate import find_date

from vigia.articles.metadata import PageMetadata
from vigia.dates import FIRST_YEAR, LAST_YEAR, parse_date

_URL_DAY = re.compile(r"/((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])[/-]?([0-2]\d|3[01])(?=[/_-]|$)")


@dataclass(frozen=True, slots=True)
class Dating:
    """A date of publication; ``source`` is json-ld, meta, time-tag, url, htmldate or guess."""

    published_at: datetime | None = None
    source: str | None = None
    is_day: bool = False


def date_page(
    metadata: PageMetadata,
    markup: str,
    url: str,
    *,
    zone: ZoneInfo,
    language: str | None,
    latest: date | None,
) -> Dating:
    """Date a page by what it states, else by its address, else by a search of its markup.

    ``latest`` is the last day that can be true; a later date is passed over. A guess is any date
    found in the text. A bare day gets its time where the page shows both together.
    """
    last = latest or date(LAST_YEAR, 12, 31)
    found = _stated(metadata, zone, language, last) or _in_address(url, zone, last)
    found = found or _searched(markup, url, zone, last)
    return _with_time(found, metadata.stamps, zone, language) if found.is_day else found


def _stated(metadata: PageMetadata, zone: ZoneInfo, language: str | None, last: date) -> Dating | None:
    for source, text in metadata.dates:
        parsed = parse_date(text, zone, language=language)
        if parsed and parsed.at.date() <= last:
            return Dating(parsed.at, source, parsed.is_day)
    return None


def _in_address(url: str, zone: ZoneInfo, last: date) -> Dating | None:
    found = _URL_DAY.search(url)
    day = parse_date("-".join(found.groups()), zone) if found else None
    return Dating(day.at, "url", True) if day and day.at.date() <= last else None


def _with_time(day: Dating, stamps: tuple[str, ...], zone: ZoneInfo, language: str | None) -> Dating:
    for stamp in stamps:
        parsed = parse_date(stamp, zone, language=language)
        if parsed and not parsed.is_day and _day(parsed.at, zone) == _day(day.published_at, zone):
            return Dating(parsed.at, day.source, False)
    return day


def _day(at: datetime | None, zone: ZoneInfo) -> date | None:
    return at.astimezone(zone).date() if at else None


def _searched(markup: str, url: str, zone: ZoneInfo, last: date) -> Dating:
    for source, is_extensive in (("htmldate", False), ("guess", True)):
        found = _found_day(markup, url, last, is_extensive)
        if found and (day := parse_date(found, zone)):
            return Dating(day.at, source, True)
    return Dating()


def _found_day(markup: str, url: str, last: date, is_extensive: bool) -> str | None:
    try:
        with warnings.catch_warnings(action="ignore"):
            return find_date(
                markup,
                extensive_search=is_extensive,
                original_date=True,
                url=url,
                min_date=f"{FIRST_YEAR}-01-01",
                max_date=last.isoformat(),
            )
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        # Odd markup and impossible days break the search in several ways; then the page has no date.
        return None
