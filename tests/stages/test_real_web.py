"""Real pages and real feed documents, served on loopback, through the whole way."""

import gzip
import html
import json
import re
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

import builders
from builders import NOW
from press import Answer, Press, press_settings, serving, write_catalog
from soak import times
from vigia.cli.run import run_once
from vigia.model import Disposition, Feed
from vigia.settings import Settings
from vigia.stages.report import report
from vigia.warehouse import query, reader

HOST = "http://real.example"
# Whatever the real documents link to is looked for on loopback and nowhere else.
_HOSTS = re.compile(rb"https?://([^/\"'<>\s:?#&\\]+)")
PER_FEED = 20
EACH = times(1, 3)  # every third of them ordinarily


def serve_pages(press: Press, shared: Path) -> list[str]:
    """Serve the real pages as they are and feeds that list them; return the URLs of the feeds."""
    links = []
    # Not splitlines(): some texts hold line separators of Unicode.
    for line in (shared / "realweb" / "pages.jsonl").read_bytes().split(b"\n")[:-1:EACH]:
        page = json.loads(line)
        url = f"{HOST}/page/{page['id']}"
        body = gzip.decompress((shared / "realweb" / "pages" / f"{page['id']}.html.gz").read_bytes())
        press.answers[url] = Answer(body, headers={"Content-Type": "text/html"})
        links.append((url, html.escape(page.get("gold_title") or page["id"]), format_datetime(NOW)))
    feeds = []
    for start in range(0, len(links), PER_FEED):
        feeds.append(f"{HOST}/list/{start}")
        press.feed(feeds[-1], links[start : start + PER_FEED])
    return feeds


def serve_feeds(press: Press, shared: Path) -> list[str]:
    """Serve the real feed documents as they are; return their URLs."""
    urls = []
    for path in sorted((shared / "realweb" / "feeds").glob("*.gz"))[::EACH]:
        urls.append(f"{HOST}/feed/{path.name.removesuffix('.gz')}")
        press.answers[urls[-1]] = Answer(
            gzip.decompress(path.read_bytes()), headers={"Content-Type": "application/xml"}
        )
    return urls


def hosts_in(press: Press) -> set[str]:
    """Return every host that is named in what is served."""
    named = (host for answer in press.answers.values() for host in _HOSTS.findall(answer.body))
    return {"real.example"} | {host.decode("ascii", "ignore").lower().strip(".") for host in named} - {""}


@pytest.fixture(scope="module")
def ran(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """One run over all of it; what the feeds link to is not there, or speaks no TLS."""
    folder = tmp_path_factory.mktemp("realweb")
    press = Press()
    urls = serve_pages(press, shared) + serve_feeds(press, shared)
    feeds = [
        Feed(f"feed-{number}", "real", url, "en", "news", "high", True, "") for number, url in enumerate(urls)
    ]
    outlet = builders.outlet("real", country_code="US", language_code="en", home_url=f"{HOST}/")
    write_catalog(folder / "catalog", [outlet], feeds)
    with serving(press):
        settings = press_settings(
            press,
            folder / "home",
            folder / "catalog",
            connect_to=dict.fromkeys(hosts_in(press), f"127.0.0.1:{press.port}"),
            host_concurrency=8,
        )
        run_once(settings, "run-1", NOW, all_feeds=False)
    return settings


def rows(settings: Settings, sql: str) -> list[tuple[Any, ...]]:
    """Query what was published."""
    with reader(settings.home) as connection:
        return query(connection, sql)[1]


@pytest.mark.slow
def test_every_feed_document_has_an_outcome(ran: Settings) -> None:
    """None stops the run; what cannot be read says why."""
    outcomes = dict(rows(ran, "select outcome, count(*) from polls group by all"))
    assert sum(outcomes.values()) == rows(ran, "select count(*) from feeds")[0][0]
    assert rows(ran, "select count(*) from polls where outcome = 'unreadable' and error is null") == [(0,)]
    assert outcomes["new"] >= 120 // EACH


@pytest.mark.slow
def test_every_entry_has_one_disposition_of_the_closed_list(ran: Settings) -> None:
    """None is left queued."""
    found = dict(rows(ran, "select disposition, count(*) from entries group by all"))
    assert set(found) <= {disposition.value for disposition in Disposition} - {"queued"}
    assert rows(ran, "select count(*) - count(distinct entry_id) from entries") == [(0,)]


@pytest.mark.slow
def test_every_real_page_is_an_article(ran: Settings) -> None:
    """What the gate lets through has a body from its page."""
    found = dict(
        rows(
            ran,
            """
            select body_source, count(*) from articles join entries using (entry_id)
            where entries.url like '%/page/%' group by all
            """,
        )
    )
    assert sum(found.values()) >= 170 // EACH
    assert found.get("page", 0) > 5


@pytest.mark.slow
def test_the_day_has_its_report(ran: Settings) -> None:
    """The report of the day is written and says what was read."""
    report(ran, NOW.date())
    page = (ran.home / "reports" / NOW.date().isoformat() / "index.html").read_text(encoding="utf-8")
    assert "<html" in page
