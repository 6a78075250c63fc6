"""Invariants of reading dates."""

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from vigia.dates import FIRST_YEAR, LAST_YEAR, parse_date
from vigia.datewords import MONTHS

UNHURRIED = settings(deadline=None)
ZONES = st.sampled_from([ZoneInfo("Europe/Moscow"), ZoneInfo("America/Havana"), ZoneInfo("America/Chicago")])
MOMENTS = st.datetimes(
    datetime(1996, 1, 1),
    datetime(2099, 12, 30),
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=3, minutes=30))]),
).map(lambda moment: moment.replace(microsecond=0))
PIECES = st.sampled_from(
    [*list(MONTHS)[::9], "23", "2026", "26", "99", "13:15", "24:00", "1:15 PM", "MSK", "CST",
    "+0300", "-99", "GMT+3",
     "T", "Z", "/", ".", "-", ",", "de", "года", "lunes", "hace", "ago", "年", "²", "٣", "\ud800", "0"]
)  # fmt: skip
TEXTS = st.one_of(
    st.lists(PIECES, max_size=8).map(" ".join), st.lists(PIECES, max_size=8).map("".join), st.text()
)


@UNHURRIED
@given(MOMENTS, ZONES)
def test_standard_forms_come_back_as_they_were(moment: datetime, zone: ZoneInfo) -> None:
    """RFC 2822 and ISO 8601 with an offset mean one moment in every zone."""
    for text in (format_datetime(moment), moment.isoformat(), moment.isoformat(" ")):
        parsed = parse_date(text, zone)
        assert parsed is not None
        assert parsed.at == moment
        assert not parsed.is_day


@UNHURRIED
@given(TEXTS, ZONES, st.booleans())
def test_any_text_gives_a_date_in_range_or_none(text: str, zone: ZoneInfo, day_first: bool) -> None:
    """Nothing is raised, and what comes out is UTC within the years of news."""
    parsed = parse_date(text, zone, day_first)
    if parsed is not None:
        assert parsed.at.tzinfo is UTC
        assert FIRST_YEAR <= parsed.at.year <= LAST_YEAR


@UNHURRIED
@given(MOMENTS, ZONES)
def test_a_day_is_midnight_where_it_is(moment: datetime, zone: ZoneInfo) -> None:
    """A date without a time is the first moment of that day in the zone."""
    parsed = parse_date(f"{moment:%d.%m.%Y}", zone)
    assert parsed is not None
    assert parsed.is_day
    assert parsed.at.astimezone(zone).date() == moment.date()
