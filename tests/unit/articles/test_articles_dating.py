"""A page's date is the best it gives, and says how far to trust it."""

from datetime import UTC, date, datetime

import pytest

from vigia.articles.extraction import extract_article

PLAIN = "https://news.example/world/ships"


def dated(head: str, body: str = "", url: str = PLAIN, latest: date | None = None) -> tuple[object, ...]:
    """Return when a page was published, by which source, and whether that is only a day."""
    html = f"<html><head>{head}</head><body><p>Ships call.</p>{body}</body></html>"
    article = extract_article(html, url, "America/Havana", None, latest)
    return article.published_at, article.published_source, article.published_is_day


META = '<meta property="article:published_time" content="{}">'


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("2026-05-04T10:00:00Z", datetime(2026, 5, 4, 10, tzinfo=UTC)),
        ("2026-05-04T10:00:00+03:00", datetime(2026, 5, 4, 7, tzinfo=UTC)),
        ("2026-05-04 10:00", datetime(2026, 5, 4, 14, tzinfo=UTC)),
    ],
)
def test_time_without_zone_is_the_outlets(content: str, expected: datetime) -> None:
    """A stated offset holds; without one the outlet's zone does."""
    assert dated(META.format(content)) == (expected, "meta", False)


def test_bare_day_is_flagged() -> None:
    """A day without a time is local midnight, and flagged."""
    assert dated(META.format("2026-05-04")) == (datetime(2026, 5, 4, 4, tzinfo=UTC), "meta", True)


def test_bare_day_gets_the_time_shown_beside_it() -> None:
    """Where the page shows the same day with a time, that time is taken; of another day it is not."""
    shown = '<span class="news-date">{} 16:40</span>'
    assert dated(META.format("2026-05-04"), shown.format("04.05.2026"))[0] == datetime(
        2026, 5, 4, 20, 40, tzinfo=UTC
    )
    assert dated(META.format("2026-05-04"), shown.format("09.05.2026"))[2] is True


def test_unreadable_date_is_passed_over() -> None:
    """A date that cannot be read gives way to the next source."""
    node = '{"@type":"Article","headline":"x","datePublished":"soon"}'
    head = f'<script type="application/ld+json">{node}</script>'
    assert dated(head + META.format("2026-05-04T10:00:00Z"))[1] == "meta"


def test_future_date_is_passed_over() -> None:
    """A date after the latest day gives way to the next source."""
    body = '<time datetime="2026-05-04T10:00:00Z">4 May</time>'
    assert dated(META.format("2031-01-01T00:00:00Z"), body, latest=date(2026, 5, 6))[1] == "time-tag"


@pytest.mark.parametrize("path", ["2026/05/04/ships", "2026-05-04/ships", "a/20260504/1.html"])
def test_address_dates_a_page_that_says_nothing(path: str) -> None:
    """The day in the address is the date of a page that states none."""
    found = dated("", url=f"https://news.example/{path}")
    assert found == (datetime(2026, 5, 4, 4, tzinfo=UTC), "url", True)


def test_date_in_the_markup_is_found_last() -> None:
    """A date that only the text has is found, and its source says so."""
    found = dated("", "<div class='byline'>Published on 4 May 2026</div>")
    assert found[0] == datetime(2026, 5, 4, 4, tzinfo=UTC)
    assert found[1] in {"htmldate", "guess"}


def test_page_without_date_has_none() -> None:
    """No date is invented."""
    assert dated("") == (None, None, False)
