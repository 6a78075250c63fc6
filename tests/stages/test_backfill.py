"""Back-fill over real sockets: what came and went between two polls is found where it is listed."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

import builders
from asked import rows
from builders import NOW
from press import Answer, Press, press_settings, serving, write_catalog
from vigia.model import Feed
from vigia.settings import Settings
from vigia.stages.load import load
from vigia.stages.plan import plan
from vigia.stages.poll import poll
from vigia.stages.queue import queue

SITE = "http://el-muelle.example"
FEED = f"{SITE}/feed"
WINDOW = 3  # entries a document shows
LATER = NOW + timedelta(hours=20)
XML = {"Content-Type": "application/xml"}


def published(number: int) -> datetime:
    """Note 2 came two hours before the first poll, each further one an hour later."""
    return NOW + timedelta(hours=number - 4)


def url(number: int) -> str:
    """Return the address of a note."""
    return f"{SITE}/cuba/nota-{number}"


def document(numbers: range, generator: str = "") -> Answer:
    """Return the feed that shows these notes, the newest first."""
    items = "".join(
        f"<item><title>La nota número {number} del día</title><link>{url(number)}</link>"
        f"<guid>n{number}</guid><pubDate>{format_datetime(published(number))}</pubDate></item>"
        for number in reversed(numbers)
    )
    body = f"<rss version='2.0'><channel><generator>{generator}</generator>{items}</channel></rss>"
    return Answer(body.encode(), headers={"Content-Type": "application/rss+xml"})


def sitemap(numbers: range, is_news: bool = True) -> Answer:
    """Return a sitemap of these notes and of a page that is no note."""
    rows = "".join(
        f"<url><loc>{url(number)}</loc><lastmod>{published(number).isoformat()}</lastmod>"
        + (
            f"<n:news><n:publication_date>{published(number).isoformat()}</n:publication_date>"
            f"<n:title>La nota número {number} del día</n:title></n:news>"
            if is_news
            else ""
        )
        + "</url>"
        for number in numbers
    )
    other = f"<url><loc>{SITE}/beisbol/tabla</loc><lastmod>{published(7).isoformat()}</lastmod></url>"
    body = (
        "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' "
        f"xmlns:n='http://www.google.com/schemas/sitemap-news/0.9'>{rows}{other}</urlset>"
    )
    return Answer(body.encode(), headers=XML)


@pytest.fixture
def press(tmp_path: Path) -> Iterator[Press]:
    """An outlet that has published notes 0 to 12, of which the feed showed 0 to 2 and now 10 to 12."""
    feed = Feed("el-muelle-es", "el-muelle", FEED, "es", "news", "high", True, "")
    write_catalog(tmp_path / "catalog", [builders.outlet()], [feed])
    press = Press()
    press.answers[FEED] = document(range(WINDOW))
    with serving(press):
        yield press


@pytest.fixture
def settings(press: Press, tmp_path: Path) -> Settings:
    """Settings for the press."""
    return press_settings(press, tmp_path / "home", tmp_path / "catalog")


def take(settings: Settings, run_id: str, now: datetime) -> None:
    """Poll and load; pages are not needed to know what was found."""
    for shard in range(plan(settings, run_id, now, all_feeds=True)):
        poll(settings, run_id, shard, now)
    queue(settings, run_id, now)
    load(settings, run_id, now)


def after_the_gap(settings: Settings, press: Press, generator: str = "") -> tuple[Any, ...]:
    """Poll, let seven notes come and go, poll again; return the row of the back-fill."""
    take(settings, "run-1", NOW)
    press.answers[FEED] = document(range(10, 13), generator)
    take(settings, "run-2", LATER)
    return rows(settings, "select method, requests, entries_found, is_closed, note from backfills")[0]


def brought(settings: Settings) -> list[int]:
    """Return the numbers of the notes whose page is wanted."""
    sql = "select regexp_extract(url, '(\\d+)$', 1)::int from entries where disposition = 'queued' order by 1"
    found = rows(settings, sql)
    return [number for (number,) in found]


def test_older_pages_of_a_wordpress_feed_close_the_gap(settings: Settings, press: Press) -> None:
    """They are read until one shows what was known; what is found never alerts and says where it is from."""
    for page, numbers in ((2, range(7, 10)), (3, range(4, 7)), (4, range(1, 4)), (5, range(1))):
        press.answers[f"{FEED}?paged={page}"] = document(numbers)
    found = after_the_gap(settings, press, "https://wordpress.org/?v=6.8")
    assert found == ("paging", 3, 7, True, None)
    assert press.asked[f"{FEED}?paged=5"] == 0
    assert brought(settings) == list(range(13))
    sql = (
        "select is_backlog, count(*) from entries where note like 'found by back-fill (paging)%' group by all"
    )
    assert rows(settings, sql) == [(True, 7)]
    assert rows(settings, "select is_gap from polls order by polled_at") == [(False,), (True,)]


def test_the_news_sitemap_of_robots_txt_closes_the_gap(settings: Settings, press: Press) -> None:
    """An index leads to it; other sections of the site are left alone."""
    press.answers[f"{SITE}/robots.txt"] = Answer(
        b"User-agent: *\nSitemap: http://el-muelle.example/index.xml\n"
    )
    press.answers[f"{SITE}/index.xml"] = Answer(
        b"<sitemapindex><sitemap><loc>/old.xml</loc><lastmod>2020-01-01</lastmod></sitemap>"
        b"<sitemap><loc>http://el-muelle.example/news.xml</loc></sitemap></sitemapindex>",
        headers=XML,
    )
    press.answers[f"{SITE}/news.xml"] = sitemap(range(13))
    assert after_the_gap(settings, press) == ("sitemap", 2, 7, True, None)
    assert brought(settings) == list(range(13))
    assert press.asked[f"{SITE}/old.xml"] == 0
    assert rows(settings, "select count(*) from entries where url like '%beisbol%'") == [(0,)]


def test_a_plain_sitemap_serves_too(settings: Settings, press: Press) -> None:
    """Its dates are those of changes: when a note was published its page must tell."""
    press.answers[f"{SITE}/sitemap.xml"] = sitemap(range(13), is_news=False)
    assert after_the_gap(settings, press)[2:4] == (7, True)
    assert rows(settings, "select title, published_at from entries where url like '%nota-5'") == [("", None)]


def test_a_sitemap_that_does_not_reach_back_leaves_the_gap_open(settings: Settings, press: Press) -> None:
    """What it lists is taken all the same."""
    press.answers[f"{SITE}/sitemap.xml"] = sitemap(range(6, 13))
    method, _, found, is_closed, _ = after_the_gap(settings, press)
    assert (method, found, is_closed) == ("sitemap", 4, False)
    assert brought(settings) == [0, 1, 2, *range(6, 13)]


def test_nothing_is_sought_where_robots_forbids(settings: Settings, press: Press) -> None:
    """A forbidden page or sitemap is not asked for; the note says so."""
    press.answers[f"{SITE}/robots.txt"] = Answer(b"User-agent: *\nDisallow: /*paged=\nDisallow: /*sitemap\n")
    found = after_the_gap(settings, press, "WordPress")
    assert found[:4] == ("none", 4, 0, False)
    assert "robots.txt of el-muelle.example forbids" in found[4]
    assert not any("paged" in asked or "sitemap" in asked for asked in press.asked)


def test_a_feed_whose_paging_is_ignored_is_not_read_for_ever(settings: Settings, press: Press) -> None:
    """The second page shows what the first shows: the sitemaps are next."""
    press.answers[f"{FEED}?paged=2"] = document(range(10, 13))
    press.answers[f"{SITE}/sitemap.xml"] = sitemap(range(13))
    assert after_the_gap(settings, press, "WordPress")[:4] == ("sitemap", 4, 7, True)
    assert press.asked[f"{FEED}?paged=3"] == 0


def test_an_entry_that_stays_on_top_hides_no_outage(settings: Settings, press: Press) -> None:
    """After a long time the last entry shown is new: what lies before it is sought."""
    take(settings, "run-1", NOW)
    press.answers[FEED] = document([*range(10, 13), 1])  # type: ignore[arg-type]
    press.answers[f"{SITE}/sitemap.xml"] = sitemap(range(13))
    take(settings, "run-2", LATER)
    assert rows(settings, "select reason, is_closed from backfills") == [("outage", True)]
    assert brought(settings) == list(range(13))


def test_no_gap_no_search(settings: Settings, press: Press) -> None:
    """Where the document reaches back to what was known, nothing more is asked for."""
    take(settings, "run-1", NOW)
    press.answers[FEED] = document(range(2, 6), "WordPress")
    take(settings, "run-2", LATER)
    assert rows(settings, "select * from backfills") == []


SOUGHT = "select run_id, gap_run_id, attempts, method, is_closed, retry_at from backfills order by sought_at"


def test_a_search_that_a_passing_fault_hindered_is_made_again(settings: Settings, press: Press) -> None:
    """Once it is due, though the feed shows nothing new; what closes the gap ends the searching."""
    press.answers[f"{SITE}/sitemap-news.xml"] = Answer(b"busy", 503)
    after_the_gap(settings, press)
    assert brought(settings) == [0, 1, 2, 10, 11, 12]
    press.answers[f"{SITE}/sitemap-news.xml"] = sitemap(range(13))
    for number, hours in enumerate((0.5, 2, 4), 3):
        take(settings, f"run-{number}", LATER + timedelta(hours=hours))
    assert rows(settings, SOUGHT) == [
        ("run-2", "run-2", 1, "none", False, LATER + timedelta(hours=1)),
        ("run-4", "run-2", 2, "sitemap", True, None),
    ]
    assert brought(settings) == list(range(13))


def test_a_server_that_stays_broken_is_asked_four_times(settings: Settings, press: Press) -> None:
    """Later and later, then the gap stays as it is."""
    press.answers[f"{SITE}/sitemap-news.xml"] = Answer(b"busy", 503)
    after_the_gap(settings, press)
    for number in range(3, 9):
        take(settings, f"run-{number}", LATER + timedelta(days=number))
    waits = [retry_at and retry_at - sought for sought, retry_at in rows(
        settings, "select sought_at, retry_at from backfills order by 1"
    )]  # fmt: skip
    assert waits == [timedelta(hours=1), timedelta(hours=6), timedelta(days=1), None]
    assert press.asked[f"{SITE}/sitemap-news.xml"] == 4


def test_what_is_missing_for_good_is_not_sought_again(settings: Settings, press: Press) -> None:
    """No sitemap, or one that robots.txt forbids, will be no other in an hour."""
    after_the_gap(settings, press)
    take(settings, "run-3", LATER + timedelta(days=1))
    assert rows(settings, SOUGHT) == [("run-2", "run-2", 1, "none", False, None)]


def test_what_came_after_a_gap_is_not_sought_with_it(settings: Settings, press: Press) -> None:
    """The polls since have told it."""
    press.answers[f"{SITE}/sitemap-news.xml"] = Answer(b"busy", 503)
    after_the_gap(settings, press)
    press.answers[f"{SITE}/sitemap-news.xml"] = sitemap(range(18))
    press.answers[FEED] = document(range(12, 15))
    take(settings, "run-3", LATER + timedelta(hours=2))
    assert rows(settings, "select entries_found from backfills order by sought_at") == [(0,), (7,)]
