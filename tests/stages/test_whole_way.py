"""The whole way of the data, on a small press over real sockets."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

import builders
from asked import published, rows
from builders import NOW
from press import Answer, Press, press_settings, serving, write_catalog
from vigia.archive import read_page
from vigia.cli.run import bring_in, run_once
from vigia.model import Feed
from vigia.settings import Settings
from vigia.warehouse import writer

FEED = "http://el-muelle.example/feed"
MATCH = "http://el-muelle.example/acuerdo"
OTHER = "http://el-muelle.example/beisbol"
TODAY = "Fri, 20 Nov 2026 10:00:00 GMT"
LATER = NOW + timedelta(hours=25)
HEADLINE = "Cuba y Rusia firman un acuerdo petrolero"
SHIP = "Llega a La Habana la fragata rusa Almirante Gorshkov"
DEAL = (
    "Cuba y Rusia firmaron este viernes en La Habana un acuerdo para el suministro de petróleo ruso.",
    "El viceprimer ministro cubano y el ministro de Energía de Rusia destacaron la cooperación bilateral y "
    "anunciaron nuevos envíos de crudo desde puertos rusos hacia Matanzas.",
    "Moscú concederá además un crédito a la Unión Eléctrica de Cuba para reparar sus termoeléctricas.",
)


@pytest.fixture
def press(tmp_path: Path) -> Iterator[Press]:
    """One outlet with a match and another article."""
    feed = Feed("el-muelle-es", "el-muelle", FEED, "es", "news", "high", True, "")
    write_catalog(tmp_path / "catalog", [builders.outlet()], [feed])
    press = Press()
    press.feed(
        FEED, [(MATCH, "Cuba y Rusia firman un acuerdo petrolero", TODAY), (OTHER, "Gana el equipo", TODAY)]
    )
    press.page(MATCH, "Cuba y Rusia firman un acuerdo petrolero", *DEAL)
    press.page(OTHER, "Gana el equipo", "El equipo de casa ganó por dos carreras ante un estadio lleno. " * 8)
    with serving(press):
        yield press


@pytest.fixture
def settings(press: Press, tmp_path: Path) -> Settings:
    """Settings for the press."""
    return press_settings(press, tmp_path / "home", tmp_path / "catalog")


def test_a_match_goes_from_feed_to_report_tables(settings: Settings) -> None:
    """Entry, page, article, tags, story and daily figures are there."""
    run_once(settings, "run-1", NOW, all_feeds=False)
    assert published(settings, "select disposition, count(*) from entries group by all") == [("tagged", 2)]
    assert published(settings, "select url, relevance from articles order by relevance") == [
        (MATCH, "match"),
        (OTHER, "none"),
    ]
    assert published(settings, "select article_count, languages from stories") == [(1, ["es"])]
    assert ("energy",) in published(settings, "select topic from match_topics")
    assert published(settings, "select count(*) from matches") == [(1,)]


def test_evidence_slices_back(settings: Settings) -> None:
    """Every hit lies where it says in the stored text."""
    bring_in(settings, "run-1", NOW, all_feeds=False)
    found = rows(
        settings,
        """
        select surface = case field when 'title' then title when 'summary' then summary else body end
            ["start" + 1 : "end"]
        from evidence join articles using (article_id)
        """,
    )
    assert found
    assert all(row == (True,) for row in found)


def test_a_second_run_finds_nothing_new(settings: Settings, press: Press) -> None:
    """Known entries are not fetched again and no row of theirs changes."""
    bring_in(settings, "run-1", NOW, all_feeds=False)
    tables = "entries", "articles", "evidence", "stories", "pages"
    before = [rows(settings, f"from {table} order by all") for table in tables]
    bring_in(settings, "run-2", LATER, all_feeds=True)
    assert [rows(settings, f"from {table} order by all") for table in tables] == before
    assert press.asked[MATCH] == 1
    assert rows(settings, "select outcome from polls order by polled_at") == [("new",), ("unchanged",)]


def test_the_first_reading_of_a_feed_alerts_nobody_and_the_next_does(
    settings: Settings, press: Press
) -> None:
    """What a feed showed before we knew it is no news."""
    channel = settings.model_copy(update={"alert_urls": (SecretStr(f"json://127.0.0.1:{press.port}/hook"),)})
    bring_in(settings, "run-0", NOW, all_feeds=False)
    news = "http://el-muelle.example/buque"
    press.feed(
        FEED,
        [(news, "Llega a La Habana la fragata rusa Almirante Gorshkov", "Sat, 21 Nov 2026 12:00:00 GMT")],
    )
    press.page(
        news,
        "Llega a La Habana la fragata rusa",
        "La fragata rusa Almirante Gorshkov atracó en La Habana. " * 9,
    )
    run_once(channel, "run-1", LATER, all_feeds=True)
    found = rows(settings, "select title, status, attempts from alerts join stories using (story_id)")
    # The press takes no POST: the alert is not lost but pending, with the reason.
    assert found == [(SHIP, "pending", 1)]


def test_an_edit_is_read_again(settings: Settings, press: Press) -> None:
    """A changed title in the feed brings the new text; the old one is kept."""
    bring_in(settings, "run-1", NOW, all_feeds=False)
    title = "Cuba y Rusia aplazan el acuerdo petrolero"
    press.feed(FEED, [(MATCH, title, TODAY)])
    press.page(MATCH, title, *DEAL[:2], "La firma se aplazó.")
    bring_in(settings, "run-2", LATER, all_feeds=True)
    assert rows(settings, "select title, version from articles where relevance = 'match'") == [(title, 2)]
    assert rows(settings, "select title from article_versions") == [
        ("Cuba y Rusia firman un acuerdo petrolero",)
    ]
    assert press.asked[MATCH] == 2


@pytest.mark.parametrize(
    ("answer", "disposition"),
    [
        (Answer(b"gone", 410), "vanished"),
        (Answer(b"no", 403), "refused"),
        (Answer(b"", 302, {"Location": "http://169.254.169.254/latest/meta-data"}), "unusable"),
        (Answer(b"%PDF-1.7 ...", 200, {"Content-Type": "application/pdf"}), "not_html"),
    ],
)
def test_a_lost_page_never_loses_the_headline(
    settings: Settings, press: Press, answer: Answer, disposition: str
) -> None:
    """The article then holds what the feed gave."""
    press.answers[OTHER] = answer
    bring_in(settings, "run-1", NOW, all_feeds=False)
    sql = """
        select disposition, article.title, body_source
        from articles as article
        join entries using (article_id)
        where article.url = ?
    """
    with writer(settings.home, 1) as connection:
        assert connection.execute(sql, [OTHER]).fetchall() == [(disposition, "Gana el equipo", "none")]


def test_what_failed_for_a_passing_reason_is_tried_again(settings: Settings, press: Press) -> None:
    """After an hour the page is asked for again, and its text completes the article."""
    good = press.answers[MATCH]
    press.answers[MATCH] = Answer(b"busy", 503)
    bring_in(settings, "run-1", NOW, all_feeds=False)
    press.answers[MATCH] = good
    bring_in(settings, "run-2", NOW + timedelta(minutes=30), all_feeds=True)
    assert press.asked[MATCH] == 1
    bring_in(settings, "run-3", NOW + timedelta(minutes=61), all_feeds=True)
    assert rows(settings, f"select body_source, version from articles where url = '{MATCH}'") == [("page", 2)]
    assert rows(settings, "select disposition, attempts from entries where attempts > 1") == [("tagged", 2)]


def test_one_bad_feed_stops_no_other(settings: Settings, press: Press, tmp_path: Path) -> None:
    """A feed that cannot be read is a failed poll with its reason."""
    feeds = [
        Feed("el-muelle-es", "el-muelle", FEED, "es", "news", "high", True, ""),
        Feed("el-muelle-roto", "el-muelle", "http://el-muelle.example/roto", "es", "news", "high", True, ""),
    ]
    write_catalog(tmp_path / "catalog", [builders.outlet()], feeds)
    press.page("http://el-muelle.example/roto", "Portada", "No es un feed.")
    bring_in(settings, "run-1", NOW, all_feeds=False)
    found = rows(settings, "select feed_id, outcome, error is null from polls order by feed_id")
    assert found == [("el-muelle-es", "new", True), ("el-muelle-roto", "unreadable", False)]


def test_the_private_file_is_whole_between_runs(settings: Settings) -> None:
    """No write-ahead log is left behind, so a copy of the file is the database."""
    bring_in(settings, "run-1", NOW, all_feeds=False)
    with writer(settings.home, 1) as connection:
        assert connection.execute("select count(*) from runs").fetchone() == (1,)
    assert [path.name for path in (settings.home / "warehouse").glob("*.wal")] == []


def test_a_run_done_again_after_its_load_keeps_what_it_archived(settings: Settings, press: Press) -> None:
    """An operator clears all its tasks, and the feed has something new: both pages are in the archive."""
    bring_in(settings, "run-1", NOW, all_feeds=True)
    news = "http://el-muelle.example/buque"
    press.feed(FEED, [(news, SHIP, TODAY)])
    press.page(news, SHIP, *DEAL)
    bring_in(settings, "run-1", NOW + timedelta(hours=1), all_feeds=True)
    places = rows(settings, "select final_url, archive_file, archive_offset from pages")
    assert {url for url, _, _ in places} == {MATCH, OTHER, news}
    assert all(read_page(settings.home / "archive", file, at).url == url for url, file, at in places)
