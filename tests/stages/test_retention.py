"""Bodies and archived pages go when an installation keeps them only for so long; what they told stays."""

import os
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import builders
from asked import published, rows
from builders import NOW
from loads import write_run, write_small_catalog
from vigia.cli.explain import command as explain_command
from vigia.model import Disposition
from vigia.runs import run_folder, write_records
from vigia.search import Question
from vigia.settings import Settings
from vigia.stages.build import build
from vigia.stages.explain import explain_url
from vigia.stages.load import load
from vigia.stages.publish import publish
from vigia.stages.retag import retag
from vigia.stages.rules import compare_rules
from vigia.stages.search import search
from vigia.stages.tag import tag
from vigia.stages.tidy import tidy
from vigia.warehouse import query, reader

OLD, LATE = NOW - timedelta(days=100), NOW + timedelta(minutes=1)
WORD = "termoeléctrica"
TITLE = "Cuba y Rusia firman un acuerdo petrolero"
BODY = f"Cuba y Rusia firmaron en La Habana un acuerdo sobre petróleo para la {WORD} de Matanzas."
URL = "http://el-muelle.example/1"


def bring(settings: Settings, run_id: str, number: int, at: Any, body: str = BODY) -> None:
    """Tag and load an article as a run of that time does, and archive its page."""
    folder, name = run_folder(settings.home, run_id), f"{run_id}-0.warc.gz"
    times: dict[str, Any] = {"run_id": run_id, "first_seen_at": at, "published_at": at}
    write_records(folder, "articles", [builders.article(number, **times, title=TITLE, body=body)], 0)
    write_records(folder, "entries", [builders.entry(number, **times, disposition=Disposition.QUEUED)], 0)
    page = builders.page(number, run_id=run_id, fetched_at=at, archive_file=name)
    write_records(folder, "pages", [page], 0)
    write_records(folder, "polls", [replace(builders.poll(run_id=run_id, polled_at=at))], 0)
    tag(settings, run_id, 0)
    load(settings, run_id, at)
    archive = settings.home / "archive"
    archive.mkdir(exist_ok=True)
    (archive / name).write_bytes(b"page")
    os.utime(archive / name, (at.timestamp(), at.timestamp()))


@pytest.fixture(scope="module")
def tidied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with an old article, edited the day after, and one of today; bodies are kept thirty days."""
    folder = tmp_path_factory.mktemp("tidied")
    settings = settings_of(folder)
    write_small_catalog(folder / "catalog")
    bring(settings, "run-1", 1, OLD, body=f"{BODY} Antes.")
    bring(settings, "run-2", 1, OLD + timedelta(days=1))
    bring(settings, "run-3", 2, NOW, body=BODY.replace(WORD, "refinería"))
    publish(settings, NOW)
    assert tidy(settings, NOW).counts == {
        "runs_removed": 0, "archives_salvaged": 0, "bodies_removed": 1, "version_bodies_removed": 1,
        "archives_removed": 2,
    }  # fmt: skip
    build(settings)
    publish(settings, LATE)
    return folder


@pytest.fixture
def settings(tidied: Path, tmp_path: Path) -> Settings:
    """A copy of it."""
    shutil.copytree(tidied, tmp_path / "copy", symlinks=True)
    return settings_of(tmp_path / "copy")


def settings_of(folder: Path) -> Settings:
    """Return the settings of the home in a folder."""
    return Settings(
        home=folder / "home", catalog=folder / "catalog", keep_bodies_days=30, keep_archive_days=30
    )


def test_the_old_body_is_gone_and_all_it_told_is_there(settings: Settings) -> None:
    """Tags, evidence and metadata stay; the row says when its body went; the models' tests passed."""
    found = published(
        settings,
        "select article_id, body = '' as is_gone, body_removed_at, relevance, title <> '' as has_title, "
        "article_id in (select article_id from evidence where field = 'body') as is_explained "
        "from articles order by article_id",
    )
    assert found == [("a1", True, NOW, "match", True, True), ("a2", False, None, "match", True, True)]
    assert published(settings, "select body, body_removed_at from article_versions") == [("", NOW)]


def test_a_second_time_changes_nothing(settings: Settings) -> None:
    """Nor does loading the run of the removed body again."""
    before = rows(settings, "from articles order by all")
    counts = tidy(settings, LATE).counts
    assert [counts[name] for name in ("bodies_removed", "version_bodies_removed", "archives_removed")] == [
        0
    ] * 3
    load(settings, "run-2", OLD + timedelta(days=1))
    assert rows(settings, "from articles order by all") == before


def test_nothing_is_removed_unless_it_is_asked_for(settings: Settings) -> None:
    """Bodies are kept for ever by default."""
    unasked = Settings(home=settings.home, catalog=settings.catalog)
    before = rows(settings, "from articles order by all")
    assert set(tidy(unasked, NOW + timedelta(days=3650)).counts) == {"runs_removed", "archives_salvaged"}
    assert rows(settings, "from articles order by all") == before


def test_words_of_a_removed_body_are_found_no_more(settings: Settings) -> None:
    """Neither in the index nor in any file of the snapshot; those of the title are."""
    assert search(settings, Question(WORD))[1] == []
    assert len(search(settings, Question("petrolero"))[1]) == 2
    snapshot = (settings.home / "published" / "current").resolve()
    with reader(settings.home) as connection:
        folder = snapshot / "parquet" / "articles"
        assert query(connection, f"select count(*) from articles where body like '%{WORD}%'")[1] == [(0,)]
    assert folder.is_dir()


def test_explain_tells_that_the_body_went(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """And shows what was found in it, instead of tagging what is left."""
    explanation = explain_url(settings, URL)
    assert explanation.tags is not None
    assert (explanation.tags.relevance, explanation.body_removed_at) == ("match", NOW)
    assert {hit.field for hit in explanation.tags.evidence} == {"title", "body"}
    assert [edit.body for edit in explanation.edits] == [()]
    monkeypatch.setenv("VIGIA_HOME", str(settings.home))
    monkeypatch.setenv("VIGIA_CATALOG", str(settings.catalog))
    told = CliRunner().invoke(explain_command, [URL], catch_exceptions=False).stdout
    assert "removed    the body, by retention" in told
    assert "The body was removed 2026-11-20 12:00 by retention" in told


def test_retag_leaves_what_has_no_body(settings: Settings) -> None:
    """Its tags stay, by the rules that gave them, and it is counted."""
    rows(settings, "update articles set rules_hash = 'earlier'")
    before = rows(settings, "from evidence order by all")
    assert retag(settings, LATE).counts == {"read": 1, "changed": 0, "body_removed": 1}
    assert rows(settings, "from evidence order by all") == before
    assert rows(settings, "select article_id from articles where rules_hash = 'earlier'") == [("a1",)]


def test_rules_are_compared_on_what_has_a_body(settings: Settings) -> None:
    """Else each rule would seem to lose what was found in it."""
    assert compare_rules(settings, settings.seeds, OLD - timedelta(days=1), 10).read == 1


def test_an_edit_brings_a_body_back_until_it_is_old(settings: Settings) -> None:
    """A new text is a new text; the version before says that its body is gone."""
    bring(settings, "run-4", 1, NOW, body=f"{BODY} Después.")
    assert rows(settings, "select body_removed_at, version from articles where article_id = 'a1'") == [
        (None, 3)
    ]
    assert rows(settings, "select body_removed_at from article_versions order by version") == [(NOW,), (NOW,)]
    tidy(settings, NOW + timedelta(days=31))
    assert rows(settings, "select count(*) from articles where body <> ''") == [(0,)]


def test_a_copy_stays_one_when_its_original_has_no_body(settings: Settings) -> None:
    """Nothing can be compared any more, so that nothing is taken back."""
    text = " ".join(f"palabra{number}" for number in range(60))
    for number in (11, 13):  # each a match
        write_run(settings.home, f"run-{number}", [number], at=NOW, published=NOW, body=text)
        load(settings, f"run-{number}", NOW + timedelta(minutes=number))
    copies = "select article_id, duplicate_of from articles where article_id in ('a11', 'a13') order by 1"
    assert rows(settings, copies) == [("a11", None), ("a13", "a11")]
    rows(settings, "update articles set body = '', body_removed_at = now() where article_id = 'a11'")
    write_run(settings.home, "run-15", [15], at=NOW)
    load(settings, "run-15", NOW + timedelta(minutes=15))
    assert rows(settings, copies) == [("a11", None), ("a13", "a11")]


def test_old_archive_files_go_and_their_pages_say_so(settings: Settings) -> None:
    """The life of a URL tells it."""
    assert [path.name for path in (settings.home / "archive").iterdir()] == ["run-3-0.warc.gz"]
    gone = "select run_id from pages where archive_removed_at is not null order by run_id"
    assert rows(settings, gone) == [("run-1",), ("run-2",)]
    told = published(
        settings, "select detail from item_life where event = 'fetched' and detail like '%removed by%'"
    )
    assert len(told) == 2


def test_a_home_without_a_warehouse_gets_none(tmp_path: Path) -> None:
    """Tidying makes no database."""
    tidy(settings_of(tmp_path), NOW)
    assert not (tmp_path / "home").exists()
