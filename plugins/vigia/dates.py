"""Dates as feeds and pages write them, in the languages and zones we read, as UTC.

Nothing here knows what day it is: a text without a full date gives None.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

import dateparser

from vigia.datewords import FILLERS, MONTHS, WEEKDAYS, fold

FIRST_YEAR, LAST_YEAR = 1995, 2100  # no news feed is older; later years are damaged dates
MAX_DATE_CHARS = 100  # the longest honest date seen has 60
MAX_EXOTIC_CHARS = 50  # dateparser takes milliseconds, more with length

_TIME = re.compile(
    r"(?<![\d:+-])(\d{1,2})(?::(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?|\s?h\s?(\d{2})?(?![a-z]))"
    r"\s*(?:([ap])\.?\s?m\b\.?)?",
    re.IGNORECASE,
)
_BARE_HOUR = re.compile(r"(?<![\d:/.-])(\d{1,2})\s*([ap])\.?\s?m\b\.?", re.IGNORECASE)
_OFFSET = re.compile(
    r"\s*\(?(?:(?:GMT|UTC?|Z)\s*([+-]\d{1,2})(?::?(\d{2}))?|([+-]\d{2}):?(\d{2})|([+-]\d{2}))(?![\d.:/-])\)?",
    re.IGNORECASE,
)
_ZONE_NAME = re.compile(r"(?<![^\W_])([A-Z]{1,5}|МСК)(?![^\W_])")
_COMPACT = re.compile(r"\s*(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?(?=\D|$))?")
_GLUED_T = re.compile(r"(?<=\d)[Tt](?=\d)")
_EPOCH = re.compile(r"\s*(\d{10})(?:\d{3}|\.\d+)?\s*")
_TOKEN = re.compile(r"\d+|[^\W\d_]+")
_WHOLE_DATE = re.compile(r"(?=.*\b(?:19|20|21)\d\d\b)(?=.*\b\d{1,2}\b)(?=.*[^\W\d_]{3})")

_OFFSETS = {
    "Z": 0, "UT": 0, "UTC": 0, "GMT": 0, "WET": 0, "WEST": 1, "BST": 1, "CET": 1, "MEZ": 1,
    "CEST": 2, "MESZ": 2, "EET": 2, "EEST": 3, "MSK": 3, "МСК": 3, "MSD": 4, "SAMT": 4, "YEKT": 5,
    "OMST": 6, "KRAT": 7, "NOVT": 7, "IRKT": 8, "YAKT": 9, "VLAT": 10, "MAGT": 11, "PETT": 12,
    "TRT": 3, "EAT": 3, "CAT": 2, "SAST": 2, "WAT": 1, "NST": -3.5, "NDT": -2.5, "AST": -4,
    "ADT": -3, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8,
    "PDT": -7, "AKST": -9, "AKDT": -8, "HST": -10, "BRT": -3, "BRST": -2, "ART": -3, "UYT": -3,
    "CLT": -4, "CLST": -3, "BOT": -4, "VET": -4, "COT": -5, "PET": -5, "ECT": -5, "IRST": 3.5,
    "GST": 4, "PKT": 5, "IST": 5.5, "ICT": 7, "WIB": 7, "HKT": 8, "SGT": 8, "JST": 9, "KST": 9,
    "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
}  # fmt: skip
_NAMED = {"ET": "America/New_York"}


@dataclass(frozen=True, slots=True)
class ParsedDate:
    """A moment in UTC; ``is_day`` says that only a day was given, and ``at`` is its local midnight."""

    at: datetime
    is_day: bool


def parse_date(
    text: str, zone: ZoneInfo, day_first: bool = True, language: str | None = None
) -> ParsedDate | None:
    """Read a date as written in a feed or page; None where it is not certain.

    ``zone`` is that of the outlet, for dates that name none and for abbreviations with several
    meanings (CST in Havana is not CST in Chicago). ``day_first`` settles 3/4/2026. ``language``
    (ISO 639-1) narrows the search for forms beyond es, pt, ru, uk, it, fr, de and en. Years before
    1995 and after 2100 are refused.
    """
    if len(text) > MAX_DATE_CHARS or not any(char.isdigit() for char in text):
        return None
    try:
        found = _read_epoch(text) or _read_written(text, zone, day_first)
        return found or _read_exotic(text.strip(), zone, day_first, language)
    except (ValueError, OverflowError):
        return None


def _read_epoch(text: str) -> ParsedDate | None:
    found = _EPOCH.fullmatch(text)
    return _dated(datetime.fromtimestamp(int(found.group(1)), UTC), False) if found else None


def _read_written(text: str, zone: ZoneInfo, day_first: bool) -> ParsedDate | None:
    rest = _GLUED_T.sub(" ", _COMPACT.sub(_spaced, text, count=1))
    clock, before, after = _cut_time(rest)
    offset_text, after = _cut_offset(after)
    name, before, after = _cut_zone_name(before, after)
    day = _read_day(_TOKEN.findall(fold(f"{before} {after}")), day_first)
    if day is None:
        return None
    year, month, number = day
    moment = datetime(year, month, number)  # noqa: DTZ001 - its zone follows
    if clock is None:
        return _dated(moment.replace(tzinfo=zone), True)
    place = offset_text or (_zone_of(name, moment, zone) if name else zone)
    return _dated((moment + clock).replace(tzinfo=place), False) if place else None


def _spaced(compact: re.Match[str]) -> str:
    year, month, day, hour, minute, second = compact.groups()
    return f"{year}-{month}-{day} " + (f"{hour}:{minute}:{second or '00'}" if hour else "")


def _dated(moment: datetime, is_day: bool) -> ParsedDate | None:
    at = moment.astimezone(UTC)
    return ParsedDate(at, is_day) if FIRST_YEAR <= at.year <= LAST_YEAR else None


def _cut_time(text: str) -> tuple[timedelta | None, str, str]:
    """Split a text around its time of day."""
    found = _TIME.search(text)
    if found:
        hour, minute, second, french_minute, half = found.groups()
    elif found := _BARE_HOUR.search(text):
        hour, half = found.groups()
        minute = second = french_minute = None
    else:
        return None, text, ""
    clock = _clock(int(hour), int(minute or french_minute or 0), int(second or 0), half)
    return clock, text[: found.start()], text[found.end() :]


def _clock(hour: int, minute: int, second: int, half: str | None) -> timedelta:
    if half:
        if not 1 <= hour <= 12:
            raise ValueError(f"hour {hour} with {half}m")
        hour = hour % 12 + (12 if half.lower() == "p" else 0)
    is_midnight_after = hour == 24 and minute == second == 0
    if minute > 59 or second > 60 or (hour > 23 and not is_midnight_after):
        raise ValueError(f"{hour}:{minute}:{second} is no time of day")
    return timedelta(hours=hour, minutes=minute, seconds=min(second, 59))


def _cut_offset(after: str) -> tuple[tzinfo | None, str]:
    found = _OFFSET.match(after)
    if not found:
        return None, after
    named, named_minutes, hours, minutes, bare = found.groups()
    sign_and_hours = named or hours or bare
    shift = timedelta(hours=abs(int(sign_and_hours)), minutes=int(named_minutes or minutes or 0))
    if shift > timedelta(hours=14):
        raise ValueError(f"an offset of {shift} exists nowhere")
    return timezone(-shift if sign_and_hours.startswith("-") else shift), after[found.end() :]


def _cut_zone_name(before: str, after: str) -> tuple[str | None, str, str]:
    for found in _ZONE_NAME.finditer(after):
        name = found.group(1)
        if name in _OFFSETS or name in _NAMED:
            return name, before, after[: found.start()] + " " + after[found.end() :]
    return None, before, after


def _zone_of(name: str, moment: datetime, zone: ZoneInfo) -> tzinfo:
    """Return what an abbreviation means to an outlet in this zone."""
    if name in _NAMED:
        return ZoneInfo(_NAMED[name])
    for month in (moment.month, 1, 7):
        local = moment.replace(month=month, day=1, tzinfo=zone)
        shift = local.utcoffset()
        if local.tzname() == name and shift is not None:
            return timezone(shift)
    return timezone(timedelta(hours=_OFFSETS[name]))


def _read_day(tokens: list[str], day_first: bool) -> tuple[int, int, int] | None:
    """Return year, month and day from what is left of a text; None if anything else is left."""
    words = [token for token in tokens if not token.isdigit() and token not in FILLERS]
    numbers = [token for token in tokens if token.isdigit()]
    month = _named_month(words)
    if month is not None and len(numbers) == 2:
        return _named_day(month, numbers[0], numbers[1])
    if month is None and len(numbers) == 3 and all(word in WEEKDAYS for word in words):
        return _numeric_day(numbers[0], numbers[1], numbers[2], day_first)
    return None


def _named_month(words: list[str]) -> int | None:
    named = [word for word in words if word in MONTHS]
    if len(named) > 1:  # 'mar' is also a Tuesday
        named = [word for word in named if word not in WEEKDAYS] or named[-1:]
    if len(named) != 1 or any(word not in MONTHS and word not in WEEKDAYS for word in words):
        return None
    return MONTHS[named[0]]


def _named_day(month: int, first: str, second: str) -> tuple[int, int, int] | None:
    if len(first) == 4:
        first, second = second, first
    return (_year(second), month, int(first)) if len(first) <= 2 and len(second) in (2, 4) else None


def _numeric_day(first: str, second: str, third: str, day_first: bool) -> tuple[int, int, int] | None:
    if len(first) == 4:
        return int(first), int(second), int(third)
    if len(third) not in (2, 4):
        return None
    day, month = (int(first), int(second)) if day_first else (int(second), int(first))
    if month > 12 >= day:  # only the other order is a date
        day, month = month, day
    return _year(third), month, day


def _year(text: str) -> int:
    year = int(text)
    if len(text) == 4:
        return year
    return year + (2000 if year < 70 else 1900)  # POSIX puts 69 to 99 in the last century; so do we, nearly


@lru_cache(maxsize=4096)
def _read_exotic(text: str, zone: ZoneInfo, day_first: bool, language: str | None) -> ParsedDate | None:
    """Ask dateparser, for months of other languages: a full year, a day and a word must be there."""
    if len(text) > MAX_EXOTIC_CHARS or not _WHOLE_DATE.match(text):
        return None
    moment = dateparser.parse(
        text,
        languages=[language] if language else None,
        settings={
            "DATE_ORDER": "DMY" if day_first else "MDY",
            "REQUIRE_PARTS": ["day", "month", "year"],
            "PARSERS": ["absolute-time"],
            "RELATIVE_BASE": datetime(2000, 1, 1),  # noqa: DTZ001 - never used: all parts are required
        },
    )
    if moment is None:
        return None
    # Not dateparser's TIMEZONE: with a base in another season it takes that season's offset.
    return _dated(moment if moment.tzinfo else moment.replace(tzinfo=zone), _TIME.search(text) is None)
