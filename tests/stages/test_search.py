"""Full-text search of what is published."""

import multiprocessing
import os
import shutil
import signal
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from vigia.errors import InputError, WarehouseUnusable
from vigia.search import Question, ask
from vigia.settings import Settings
from vigia.stages.publish import publish
from vigia.stages.search import search
from vigia.warehouse import published_file, writer

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
TEXTS = {
    "a1": ("La Habana recibe la fragata", "El «Almirante Gorshkov» entró el lunes en la bahía.", "es"),
    "a2": ("Ёлка из Сибири в Гаване", "Российские моряки привезли кубинским детям подарки.", "ru"),
    "a3": ("Russian frigate leaves Havana", "Sailors waved; the Kremlin spoke of friendship.", "en"),
    "a4": ("Precios del café", "Nada de fragatas en La Habana hoy.", "es"),
}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A home with four articles, published; for tests that change nothing."""
    home = tmp_path_factory.mktemp("published") / "home"
    add(home, TEXTS)
    publish(Settings(home=home), NOW)
    return Settings(home=home)


@pytest.fixture
def settings(published: Settings, home: Path) -> Settings:
    """A copy of it."""
    shutil.copytree(published.home, home, symlinks=True)
    return Settings(home=home)


def add(home: Path, texts: dict[str, tuple[str, str, str]]) -> None:
    """Load articles."""
    with writer(home, 5) as connection:
        for number, (article_id, (title, body, language)) in enumerate(texts.items()):
            connection.execute(
                """
                insert into articles by name
                select
                    $id as article_id, $id as entry_id, 'run' as run_id, 'outlet-' || $language as outlet_id,
                    'https://x.example/' || $id as url, url as canonical_url, $title as title, '' as summary,
                    $body as body, 'page' as body_source, md5($title || $body) as body_hash,
                    []::varchar[] as authors, $language as language_code, false as published_is_day,
                    timestamptz '2026-11-20 12:00:00+00' as first_seen_at, first_seen_at as loaded_at,
                    first_seen_at as updated_at, date '2026-11-20' + $number::integer as report_date,
                    false as is_backlog, 1 as version, if($number = 3, 'none', 'match') as relevance,
                    1.0 as score, 'rules' as rules_hash
                """,
                {"id": article_id, "title": title, "body": body, "language": language, "number": number % 4},
            )


def found(settings: Settings, words: str, **filters: object) -> list[str]:
    """Return the ids of the answers, in order."""
    names, rows = search(settings, Question(words, **filters))  # type: ignore[arg-type]
    return [row[names.index("article_id")] for row in rows]


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("habana", ["a1", "a4"]),
        ("HABÁNA", ["a1", "a4"]),
        ("елка", ["a2"]),
        ("ЁЛКА", ["a2"]),
        ("Ha\u0301bana fragata", ["a1"]),  # a loose accent
        ("habana fragata", ["a1"]),
        ('"la habana"', ["a1", "a4"]),
        ("«almirante gorshkov»", ["a1"]),
        ('"gorshkov almirante"', []),
        ("habana -fragata", ["a4"]),
        ("habana AND NOT fragata", ["a4"]),
        ("елка OR frigate", ["a2", "a3"]),
        ("fragat*", ["a1", "a4"]),
        ("кубин* росс*", ["a2"]),
        ("fragata OR кубин*", ["a1", "a2"]),
        ("(gorshkov OR моряк*) -kremlin", ["a1", "a2"]),
        ("title:habana", ["a1"]),
        ("nowhere", []),
    ],
)
def test_words_are_found_folded_as_the_tagger_folds(published: Settings, words: str, ids: list[str]) -> None:
    """In Spanish, English and Russian; all words, phrases, beginnings, without, or."""
    assert sorted(found(published, words)) == ids


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        ({"since": date(2026, 11, 21)}, ["a4"]),
        ({"until": date(2026, 11, 21)}, ["a1"]),
        ({"since": date(2026, 11, 20), "until": date(2026, 11, 20)}, ["a1"]),
        ({"languages": ["en"]}, []),
        ({"languages": ["es", "en"]}, ["a1", "a4"]),
        ({"relevances": ["match"]}, ["a1"]),
        ({"outlets": ["outlet-es"]}, ["a1", "a4"]),
        ({"limit": 1}, ["a1"]),
    ],
)
def test_a_question_is_narrowed(published: Settings, filters: dict[str, object], ids: list[str]) -> None:
    """By day, language, relevance, outlet and number."""
    assert found(published, "habana", **filters) == ids


@pytest.mark.parametrize("words", ["(habana", '"habana', "http://x.example/a", " ", "-habana", "[a TO b]"])
def test_words_that_are_no_question_are_told_so(published: Settings, words: str) -> None:
    """With how to write one."""
    with pytest.raises(InputError, match="vigia search|phrase"):
        found(published, words)


def test_answers_join_the_tables(published: Settings) -> None:
    """SQL reads them as found(article_id, score)."""
    sql = "select language_code, count(*) from found join articles using (article_id) group by all order by 1"
    assert search(published, Question("habana OR елка"), sql)[1] == [("es", 2), ("ru", 1)]


def test_an_answer_shows_the_place(published: Settings) -> None:
    """The text as written around the word that was asked for."""
    names, rows = search(published, Question("almirante"))
    assert "«Almirante Gorshkov» entró" in rows[0][names.index("excerpt")]


def test_what_was_not_published_is_not_found(settings: Settings) -> None:
    """And is, once it was; what changed is found by its new words only."""
    add(settings.home, {"a5": ("Habana otra vez", "", "es")})
    with writer(settings.home, 5) as connection:
        connection.execute("update articles set title = 'Titular', body_hash = 'new' where article_id = 'a1'")
    assert "a5" not in found(settings, "habana")
    publish(settings, NOW + timedelta(hours=1))
    assert sorted(found(settings, "habana")) == ["a4", "a5"]
    assert found(settings, "titular") == ["a1"]


def test_what_is_gone_is_not_found(settings: Settings) -> None:
    """Nor counted among the best."""
    with writer(settings.home, 5) as connection:
        connection.execute("delete from articles where article_id = 'a1'")
    publish(settings, NOW + timedelta(hours=1))
    assert found(settings, "habana", limit=1) == ["a4"]


def test_a_rebuild_gives_what_the_increments_gave(settings: Settings) -> None:
    """After new, changed and removed articles, with the index thrown away."""
    for number in range(5):
        add(settings.home, {f"b{number}": (f"Barco {number} en La Habana", "texto " * number, "es")})
        publish(settings, NOW + timedelta(hours=number + 1))
    with writer(settings.home, 5) as connection:
        connection.execute("delete from articles where article_id in ('b1', 'a4')")
        connection.execute("update articles set relevance = 'none' where article_id = 'b2'")
    publish(settings, NOW + timedelta(hours=7))
    grown = answers(settings)
    shutil.rmtree(index_of(settings))
    publish(settings, NOW + timedelta(hours=8))
    assert answers(settings) == grown
    assert len(grown["habana"]) == 5


def answers(settings: Settings) -> dict[str, set[str]]:
    """Ask everything."""
    questions = ("habana", "barco", "texto", "fragat*")
    return {words: set(found(settings, words, limit=100)) for words in questions}


def index_of(settings: Settings) -> Path:
    """Return the index that is published."""
    return published_file(settings.home).resolve().parent / "search"


def test_an_index_is_published_and_pruned_with_its_snapshot(settings: Settings) -> None:
    """An old one stays as it was for whoever has it, until it is pruned."""
    old = index_of(settings)
    before = {path.name: path.read_bytes() for path in old.iterdir()}
    add(settings.home, {"a5": ("Habana otra vez", "", "es")})
    publish(settings, NOW + timedelta(hours=1))
    assert {path.name: path.read_bytes() for path in old.iterdir() if path.name in before} == before
    assert sorted(article_id for article_id, _ in ask(old, Question("habana"))) == ["a1", "a4"]
    for hours in range(2, 5):
        publish(settings, NOW + timedelta(hours=hours))
    assert not old.exists()
    assert (settings.home / "published" / "search").resolve() == index_of(settings)


def test_a_home_without_an_index_says_what_to_do(home: Path) -> None:
    """Nothing was published yet."""
    with pytest.raises(WarehouseUnusable, match="vigia publish"):
        search(Settings(home=home), Question("habana"))


@pytest.mark.slow
def test_a_kill_while_indexing_leaves_the_old_index(settings: Settings) -> None:
    """At ten moments: the index answers as before or wholly anew, and the next publication is whole."""
    add(settings.home, {f"c{n}": (f"Carta {n} de La Habana", "palabra " * 400, "es") for n in range(400)})
    context = multiprocessing.get_context("spawn")
    killed = 0
    for tenth in range(1, 11):
        child = context.Process(target=publish, args=(settings, NOW + timedelta(minutes=tenth)))
        child.start()
        assert child.pid
        drafts = settings.home / "published" / "snapshots"
        while child.is_alive() and not list(drafts.glob(".*/search")):
            time.sleep(0.005)
        time.sleep(tenth * 0.02)
        if child.is_alive():
            os.kill(child.pid, signal.SIGKILL)
        child.join()
        assert len(found(settings, "habana", limit=1000)) in (2, 402)
        killed += child.exitcode == -signal.SIGKILL
    assert killed >= 3
    publish(settings, NOW + timedelta(hours=1))
    assert len(found(settings, "habana", limit=1000)) == 402
