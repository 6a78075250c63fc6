"""Dates in every form that feeds and pages were seen to use."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from vigia.dates import parse_date

MOSCOW, HAVANA, CHICAGO = ZoneInfo("Europe/Moscow"), ZoneInfo("America/Havana"), ZoneInfo("America/Chicago")
TEN_FIFTEEN = datetime(2026, 11, 23, 10, 15, tzinfo=UTC)


def moment(text: str, zone: ZoneInfo = MOSCOW, **options: bool) -> datetime | None:
    """Return what a text means in a zone, as a moment."""
    parsed = parse_date(text, zone, **options)
    return parsed.at if parsed else None


@pytest.mark.parametrize(
    "text",
    [
        "Mon, 23 Nov 2026 10:15:00 GMT",
        "Mon, 23 Nov 2026 13:15:00 +0300",
        "Mon, 23 Nov 26 13:15 MSK",
        "23 Nov 2026 13:15:00",
        "Mon, 23 Nov 2026 13:15:00 +0300 (MSK)",
        "Mon, 23 Nov 2026 13:15:00 GMT+3",
        "Mon, 23 Nov 2026 11:15:00 CET",
        "Mon, 23 Nov 2026 12:15:00 EET",
        "Mon, 23 Nov 2026 07:15:00 BRT",
        "Mon, 23 Nov 2026 07:15:00 ART",
        "Mon, 23 Nov 2026 05:15:00 EST",
        "Monday, 23-Nov-26 10:15:00 GMT",
        "Mon Nov 23 13:15:00 2026",
        "Mon Nov 23 13:15:00 MSK 2026",
        "2026-11-23T10:15:00Z",
        "2026-11-23T13:15:00.000+03:00",
        "2026-11-23T13:15+03",
        "2026-11-23T07:15:00-0300",
        "2026-11-23 13:15:00",
        "20261123T101500Z",
        "2026/11/23 13:15",
        "23.11.2026 13:15",
        "13:15 23.11.2026",
        "13:15, 23 ноября 2026",
        "23 ноября 2026 г. в 13:15",
        "Пн, 23 ноя 2026 13:15:00 МСК",
        "23 листопада 2026 року, 13:15",
        "lunes, 23 de noviembre de 2026 a las 13:15",
        "23/11/2026 1:15 p. m.",
        "segunda-feira, 23 de novembro de 2026, 13h15",
        "lundi 23 novembre 2026 à 13h15",
        "lunedì 23 novembre 2026 - 13:15",
        "Montag, 23. November 2026, 13:15 Uhr",
        "November 23rd, 2026 at 1:15 PM",
        "2026年11月23日 13:15",
        "23 Kasım 2026 13:15",
        "1795428900",
        "1795428900000",
    ],
)
def test_a_moment_is_read(text: str) -> None:
    """Every form of one moment, in whatever language or zone, gives that moment."""
    assert moment(text) == TEN_FIFTEEN


@pytest.mark.parametrize(
    "text",
    ["2026-11-23", "20261123", "2026/11/23", "23.11.2026", "23/11/2026", "23-11-26",
     "23 de noviembre de 2026", "Nov. 23, 2026", "23 ноября 2026", "Lun 23 nov 2026", "23 listopada 2026"],
)  # fmt: skip
def test_a_day_is_local_midnight(text: str) -> None:
    """A date without a time is the outlet's midnight, and says that it is a day."""
    parsed = parse_date(text, HAVANA)
    assert parsed is not None
    assert (parsed.at, parsed.is_day) == (datetime(2026, 11, 23, 5, tzinfo=UTC), True)


def test_an_ambiguous_abbreviation_is_that_of_the_outlet() -> None:
    """CST is five hours behind in Havana and six in Chicago."""
    text = "Mon, 23 Nov 2026 13:15:00 CST"
    assert moment(text, HAVANA) == datetime(2026, 11, 23, 18, 15, tzinfo=UTC)
    assert moment(text, CHICAGO) == datetime(2026, 11, 23, 19, 15, tzinfo=UTC)


def test_summer_time_of_the_outlet_is_kept() -> None:
    """A local time in July is read with July's offset."""
    assert moment("4 de julio de 2026, 12:00", HAVANA) == datetime(2026, 7, 4, 16, tzinfo=UTC)


def test_the_outlet_settles_the_order_of_day_and_month() -> None:
    """3/4 is the third of April, or March the fourth; 13/4 can only be one."""
    assert moment("3/4/2026 12:00", MOSCOW) == datetime(2026, 4, 3, 9, tzinfo=UTC)
    assert moment("3/4/2026 12:00", MOSCOW, day_first=False) == datetime(2026, 3, 4, 9, tzinfo=UTC)
    assert moment("13/4/2026 12:00", MOSCOW, day_first=False) == datetime(2026, 4, 13, 9, tzinfo=UTC)


def test_a_weekday_that_looks_like_a_month_is_a_weekday() -> None:
    """'mar' is Tuesday and March."""
    assert moment("mar, 03 nov 2026 10:00:00 +0000") == datetime(2026, 11, 3, 10, tzinfo=UTC)
    assert moment("mar, 03 mar 2026 10:00:00 +0000") == datetime(2026, 3, 3, 10, tzinfo=UTC)


def test_midnight_at_the_end_of_a_day_is_the_next_day() -> None:
    """24:00 is the beginning of tomorrow."""
    assert moment("Mon, 23 Nov 2026 24:00:00 GMT") == datetime(2026, 11, 24, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "", "ayer", "hoy 13:15", "Monday", "Monday 5", "hace 2 horas", "2 hours ago", "yesterday 2026",
        "2026", "2026-11", "11/2026", "noviembre 2026", "0000-00-00 00:00:00", "2026-13-45", "2026-02-30",
        "1793-11-23", "Thu, 01 Jan 1970 00:00:00 GMT", "Mon, 01 Jan 0001 00:00:00 +0000", "23 Nov 2126",
        "2026-11-23T25:15:00Z", "2026-11-23T13:15:00+99:00", "13:15 PM 23 Nov 2026",
        "23 Nov 2026 13:15:00 XYZT", "1" * 200,
    ],
)  # fmt: skip
def test_what_is_not_certain_is_none(text: str) -> None:
    """Relative words, parts of dates, impossible and impossibly old dates give nothing."""
    assert parse_date(text, MOSCOW) is None
