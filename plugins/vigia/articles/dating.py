"""When an article was published: the best date its page gives, and how far to trust it."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
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
    found in the text.
    """
    last = latest or date(LAST_YEAR, 12, 31)
    for source, text in metadata.dates:
        parsed = parse_date(text, zone, language=language)
        if parsed and parsed.at.date() <= last:
            return Dating(parsed.at, source, parsed.is_day)
    if found := _URL_DAY.search(url):
        day = parse_date("-".join(found.groups()), zone)
        if day and day.at.date() <= last:
            return Dating(day.at, "url", True)
    return _searched(markup, url, zone, last)


def _searched(markup: str, url: str, zone: ZoneInfo, last: date) -> Dating:
    for source, is_extensive in (("htmldate", False), ("guess", True)):
        try:
            found = find_date(
                markup,
                extensive_search=is_extensive,
                original_date=True,
                url=url,
                min_date=datetime(FIRST_YEAR, 1, 1, tzinfo=UTC).replace(tzinfo=None),
                max_date=datetime.combine(last, time.max),
            )
        except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):
            return Dating()
        if found and (day := parse_date(found, zone)):
            return Dating(day.at, source, True)
    return Dating()
