"""What a server's Retry-After asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigia.web.waiting import freshness_seconds, retry_after_seconds

_NOW = "Wed, 25 Nov 2026 10:00:00 GMT"


@pytest.mark.parametrize(
    ("value", "date", "seconds"),
    [
        ("120", "", 120.0),
        (" 0 ", "", 0.0),
        ("999999999999999999", "", 86_400.0),
        ("Wed, 25 Nov 2026 10:02:00 GMT", _NOW, 120.0),
        ("Wed, 25 Nov 2026 05:02:00 -0500", _NOW, 120.0),
        ("Wed, 25 Nov 2025 10:02:00 GMT", _NOW, 0.0),
        ("Wed, 25 Nov 2099 10:02:00 GMT", _NOW, 86_400.0),
        ("Wed, 25 Nov 2026 10:02:00 GMT", "", None),
        ("1.5", _NOW, None),
        ("-1", _NOW, None),
        ("٣", _NOW, None),
        ("", _NOW, None),
        ("Wed, 99 Nov 2026 10:02:00 GMT", _NOW, None),
    ],
)
def test_retry_after(value: str, date: str, seconds: float | None) -> None:
    """Seconds count as they are, dates from the server's own clock, at most a day; others not at all."""
    assert retry_after_seconds({"retry-after": value, "date": date}) == seconds


@given(st.text(), st.text())
def test_any_header_gives_a_bounded_wait(value: str, date: str) -> None:
    """No header raises, or asks for more than a day."""
    seconds = retry_after_seconds({"retry-after": value, "date": date})
    assert seconds is None or 0 <= seconds <= 86_400


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"cache-control": "public, max-age=600"}, 600),
        ({"cache-control": "max-age=99999999"}, 86_400),
        ({"cache-control": "s-maxage=600, x-max-age=5"}, None),
        ({"cache-control": "max-age=60", "expires": "Mon, 23 Nov 2026 18:00:00 GMT"}, 60),
        ({"cache-control": "no-cache", "expires": "Mon, 23 Nov 2026 18:00:00 GMT"}, None),
        ({"expires": "Mon, 23 Nov 2026 18:00:00 GMT"}, 6 * 3600),
        ({"expires": "0"}, None),
        ({"expires": "Thu, 19 Nov 1981 08:52:00 GMT"}, None),
    ],
)
def test_freshness(headers: dict[str, str], seconds: float | None) -> None:
    """max-age speaks before Expires; what forbids caching is no wish to be left alone."""
    assert freshness_seconds({"date": "Mon, 23 Nov 2026 12:00:00 GMT", **headers}) == seconds
