"""Pages of matches are looked at again: edits are kept as versions, and what disappears is noticed."""

from datetime import timedelta

import pytest

from builders import NOW
from press import Answer, Press
from stages.test_replay import MATCH, TEXT, TITLE, press, settings, tables
from vigia.cli.run import bring_in
from vigia.settings import Settings

__all__ = ["press", "settings"]

DAY = timedelta(hours=25)


def test_a_match_is_looked_at_again_and_an_edit_kept(settings: Settings, press: Press) -> None:
    """The feed says nothing new, yet the changed page makes a second version; then it is left in peace."""
    bring_in(settings, "run-1", NOW, all_feeds=False)
    entries = tables(settings, "entries")
    press.page(MATCH, TITLE, TEXT, "La firma se aplazó.")
    for number in (1, 2):
        bring_in(settings, f"run-{number + 1}", NOW + number * DAY, all_feeds=True)
    assert press.asked[MATCH] == 2
    assert tables(settings, "entries") == entries
    (versions,) = tables(settings, "(select version, cause from article_versions)").values()
    assert versions == [(1, "edit")]


@pytest.mark.parametrize(
    "answer",
    [
        Answer(b"gone", 410),
        Answer(b"", 302, {"Location": "http://el-muelle.example/"}),
        Answer(
            b"<html><head><title>404</title></head><body><h1>P\xc3\xa1gina no encontrada</h1></body></html>"
        ),
    ],
)
def test_a_page_that_disappears_is_noticed(settings: Settings, press: Press, answer: Answer) -> None:
    """By its status, its words, or the front page in its place; the text stays."""
    bring_in(settings, "run-1", NOW, all_feeds=False)
    press.page("http://el-muelle.example/", "El Muelle", "Portada. " * 99)
    press.answers[MATCH] = answer
    before = tables(settings, "articles")
    bring_in(settings, "run-2", NOW + DAY, all_feeds=True)
    pages = tables(settings, "(select disposition, note from pages where is_revisit)").popitem()[1]
    assert [row[0] in ("vanished", "homepage") for row in pages] == [True]
    assert tables(settings, "articles") == before
