"""The archive alone gives the same tables again."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import builders
from builders import NOW
from press import Answer, Press, press_settings, serving, write_catalog
from vigia.articles.extraction import Extracted
from vigia.cli.replay import take_up
from vigia.cli.run import bring_in
from vigia.model import Feed
from vigia.settings import Settings
from vigia.stages.replay import replay
from vigia.warehouse import writer

FEED = "http://el-muelle.example/feed"
MATCH = "http://el-muelle.example/acuerdo"
GONE = "http://el-muelle.example/retirado"
TODAY = "Fri, 20 Nov 2026 10:00:00 GMT"
TITLE = "Cuba y Rusia firman un acuerdo petrolero"
TEXT = "Cuba y Rusia firmaron este viernes en La Habana un acuerdo de suministro de petróleo ruso. " * 3
TABLES = (
    "articles", "article_versions", "article_tags_history", "evidence", "match_topics", "article_actors",
    "stories", "alerts", "pages", "entries", "runs",
)  # fmt: skip


@pytest.fixture
def press() -> Iterator[Press]:
    """A match, and an entry whose page is gone."""
    press = Press()
    press.feed(FEED, [(MATCH, TITLE, TODAY), (GONE, "Rusia retira su buque de Cuba", TODAY)])
    press.page(MATCH, TITLE, TEXT)
    press.answers[GONE] = Answer(b"gone", 410)
    with serving(press):
        yield press


@pytest.fixture
def settings(press: Press, tmp_path: Path) -> Settings:
    """Settings for the press, with one look again after a day."""
    feed = Feed("el-muelle-es", "el-muelle", FEED, "es", "news", "high", True, "")
    write_catalog(tmp_path / "catalog", [builders.outlet()], [feed])
    return press_settings(press, tmp_path / "home", tmp_path / "catalog", revisit_days=(1,), page_shards=1)


def tables(settings: Settings, *names: str) -> dict[str, list[Any]]:
    """Return every row of the tables."""
    with writer(settings.home, 1) as connection:
        return {name: connection.execute(f"from {name} order by all").fetchall() for name in names or TABLES}


def after_an_edit(settings: Settings, press: Press) -> None:
    """Bring in two runs: the page of the second is another."""
    bring_in(settings, "run-1", NOW, all_feeds=False)
    press.page(MATCH, TITLE, TEXT, "La firma se aplazó hasta enero, dijo el ministro ruso.")
    bring_in(settings, "run-2", NOW + timedelta(hours=25), all_feeds=True)


def again(settings: Settings, **which: Any) -> None:
    """Replay what the arguments choose."""
    take_up(settings, "replay-1", replay(settings, "replay-1", **which), NOW + timedelta(days=9))


def test_a_replay_changes_no_row_and_a_lost_warehouse_comes_back(settings: Settings, press: Press) -> None:
    """With the same code the archive gives the same tables, to a full warehouse and to an empty one."""
    after_an_edit(settings, press)
    before = tables(settings)
    assert [row[1] for row in before["article_versions"]] == [1]
    again(settings)
    again(settings, last_day=NOW.date())  # the first version alone: it must not undo the second
    assert tables(settings) == before
    shutil.rmtree(settings.home / "warehouse")
    shutil.rmtree(settings.home / "runs")
    again(settings)
    back = tables(settings)
    polled = ("runs",)  # the archive holds no feed documents: their counts are not known again
    assert {name: rows for name, rows in back.items() if name not in polled} == {
        name: rows for name, rows in before.items() if name not in polled
    }
    assert press.asked[MATCH] == 2


def test_better_code_changes_the_text_and_keeps_the_old(
    settings: Settings, press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the same page now says takes the place of what was read before, as a version of its own kind."""
    bring_in(settings, "run-1", NOW, all_feeds=False)
    import vigia.stages.extract as stage

    def better(*args: Any) -> Extracted | str:
        found = read(*args)
        return (
            found
            if isinstance(found, str)
            else type(found)(
                **{name: getattr(found, name) for name in found.__slots__} | {"body": found.body + "\n\nMás."}
            )
        )

    read = stage._read
    monkeypatch.setattr(stage, "_read", better)
    again(settings, url=MATCH)
    (article,) = tables(settings, "(select body from articles where body_source = 'page')").values()
    (versions,) = tables(settings, "(select cause from article_versions)").values()
    assert [row[0].endswith("Más.") for row in article] == [True]
    assert versions == [("replay",)]
