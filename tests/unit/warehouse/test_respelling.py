"""Rules of spelling that change bring nothing that is stored back as new."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import builders
from builders import NOW
from loads import FEED
from press import Press, press_settings, write_catalog
from vigia.feeds.identity import entry_keys
from vigia.model import Disposition, Entry, Feed, FeedDocument, FeedEntry
from vigia.runs import read_records, run_folder, write_records
from vigia.settings import Settings
from vigia.stages.poll import entry_of
from vigia.stages.queue import queue
from vigia.urls import SPELLING, article_id, canonical_url, entry_id
from vigia.warehouse import load_run, writer

SITE = "https://el-muelle.example/mundo"
# As the first rules left them.
OLD = [
    f"{SITE}/nota-{number}{mark}"
    for number, mark in enumerate((".amp.html", "?from=rss", "?output=amp", ";jsessionid=1", "?srsltid=2"))
]
TOO_OLD = f"{SITE}/vieja.amp.html"
LATER = NOW + timedelta(days=30)  # no title is remembered so long
OTHER_FEED = replace(FEED, feed_id="el-muelle-cuba", url="http://el-muelle.example/cuba")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A home that the first rules filled: an article for each old spelling, and an entry without one."""
    write_catalog(tmp_path / "catalog", [builders.outlet()], [FEED, OTHER_FEED])
    settings = press_settings(Press(), tmp_path / "home", tmp_path / "catalog")
    entries, articles, tags = [], [], []
    for number, url in enumerate(OLD):
        ids = {"entry_id": _stored_id(url), "article_id": article_id(url)}
        entries.append(builders.entry(number, url=url, canonical_url=url, **ids))
        articles.append(builders.article(number, url=url, canonical_url=url, **ids))
        tags.append(replace(builders.tagged(number), **ids))
    entries.append(
        builders.entry(
            9, url=TOO_OLD, canonical_url=TOO_OLD, entry_id=_stored_id(TOO_OLD), article_id=None,
            disposition=Disposition.TOO_OLD,
        )
    )  # fmt: skip
    load(settings, "run-1", entries=entries, articles=articles, tags=tags)
    sql(settings, "delete from url_spellings")
    return settings


def _stored_id(url: str) -> str:
    return entry_id(FEED.feed_id, f"link:{url}")


def load(settings: Settings, run_id: str, **files: Any) -> None:
    """Load a run of these records."""
    folder = run_folder(settings.home, run_id)
    for name, records in files.items():
        write_records(folder, name, records, None if name == "entries" else 0)
    with writer(settings.home, 5) as connection:
        load_run(connection, folder, run_id, NOW, "America/Havana")


def sql(settings: Settings, text: str) -> list[tuple[Any, ...]]:
    """Ask the warehouse; opening it spells its URLs anew."""
    with writer(settings.home, 5) as connection:
        return connection.execute(text).fetchall()


def recorded(settings: Settings, feed: Feed, urls: Iterable[str]) -> list[Entry]:
    """Return what is recorded when a feed shows these URLs much later under other titles."""
    items = tuple(
        FeedEntry(None, url, f"Otro título número {number}", "", "", (), None, False, None, None)
        for number, url in enumerate(urls)
    )
    keys = entry_keys(FeedDocument("rss", "utf-8", "", None, None, items))
    seen = [
        entry_of(feed, "run-2", key, item, LATER, is_backlog=False)
        for key, item in zip(keys, items, strict=True)
    ]
    write_records(run_folder(settings.home, "run-2"), "seen", seen, 0)
    queue(settings, "run-2", LATER)
    return list(read_records(run_folder(settings.home, "run-2"), "entries", Entry))


def test_the_first_rules_spelt_otherwise() -> None:
    """Else these tests would show nothing."""
    assert all(canonical_url(url) != url for url in (*OLD, TOO_OLD))


@pytest.mark.parametrize("spelt", [str, canonical_url], ids=["as-stored", "as-now"])
def test_a_feed_brings_nothing_stored_back(settings: Settings, spelt: Any) -> None:
    """Neither under the spelling of before nor under today's: an edit of a stored entry at most."""
    stored = {_stored_id(url) for url in (*OLD, TOO_OLD)}
    entries = recorded(settings, FEED, map(spelt, (*OLD, TOO_OLD)))
    assert {entry.entry_id for entry in entries} <= stored
    assert {entry.article_id for entry in entries} == set(map(article_id, OLD))


def test_another_feed_meets_the_stored_articles(settings: Settings) -> None:
    """Its entries are known, and lead to the article under the id it has."""
    entries = recorded(settings, OTHER_FEED, OLD)
    assert [(entry.disposition, entry.article_id) for entry in entries] == [
        (Disposition.KNOWN, article_id(url)) for url in OLD
    ]


def test_a_page_that_states_a_stored_address_is_no_second_article(settings: Settings) -> None:
    """What another URL led to is loaded as what it is."""
    now = canonical_url(OLD[0])
    ids = {"entry_id": "short", "article_id": article_id(now), "run_id": "run-3"}
    load(
        settings,
        "run-3",
        entries=[builders.entry(50, url="https://el-muelle.example/s/50", **ids)],
        articles=[builders.article(50, canonical_url=now, **ids)],
        tags=[replace(builders.tagged(50), **ids)],
    )
    assert sql(settings, "select count(*) from articles") == [(len(OLD),)]
    assert sql(settings, "select disposition, article_id from entries where entry_id = 'short'") == [
        ("duplicate", article_id(OLD[0]))
    ]


def test_stored_urls_are_spelt_anew_once(settings: Settings) -> None:
    """An article keeps its id and URL, which its new spelling leads to; an entry takes the new one."""
    assert set(sql(settings, "select canonical_url, article_id from url_aliases")) == {
        (canonical_url(url), article_id(url)) for url in OLD
    }
    assert sql(settings, "select distinct canonical_url from articles order by 1") == [
        (url,) for url in sorted(OLD)
    ]
    assert sql(settings, "select distinct canonical_url from entries order by 1") == [
        (canonical_url(url),) for url in sorted((*OLD, TOO_OLD))
    ]
    assert sql(settings, "select spelling from url_spellings") == [(SPELLING,)]
