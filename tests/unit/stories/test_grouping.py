"""Grouping articles into stories."""

import random
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import NOW
from vigia.stories.candidate import Candidate
from vigia.stories.copies import originals
from vigia.stories.grouping import WINDOW, group, numbers_in

TEXT = " ".join(f"palabra{number}" for number in range(60))


def candidate(article_id: str, **changes: Any) -> Candidate:
    """A candidate about an oil tanker."""
    values: dict[str, Any] = {
        "outlet_id": article_id,
        "publisher_family": article_id,
        "language_code": "es",
        "at": NOW,
        "title": "Llega un petrolero",
        "text": f"{TEXT} {article_id}",
        "sentence": None,
        "score": 4.0,
        "entities": frozenset({"kolodkin", "matanzas"}),
        "topics": frozenset({"energy"}),
        "story_id": None,
    }
    return Candidate(article_id=article_id, **(values | changes))


def other(article_id: str, **changes: Any) -> Candidate:
    """A candidate about another event."""
    values = {
        "entities": frozenset({"shoigu", "minfar"}),
        "topics": frozenset({"military"}),
        "text": "nada en común con aquello",
    }
    return candidate(article_id, **(values | changes))


def test_articles_of_one_event_are_one_story_and_others_are_not() -> None:
    """Shared entities and topics bring together, across languages."""
    russian = candidate("b", language_code="ru", text="Танкер с нефтью прибыл в порт")
    stories = group([candidate("a"), russian, other("c")]).story_by_article
    assert stories == {"a": "sa", "b": "sa", "c": "sc"}


def test_time_drives_apart() -> None:
    """The same things a week later are another story."""
    stories = group([candidate("a"), candidate("b", at=NOW + WINDOW * 1.5, text="x y z")]).story_by_article
    assert stories["a"] != stories["b"]


def test_an_article_stays_in_its_story() -> None:
    """A new article joins the story that is there, also if it is the earlier one."""
    old = candidate("b", story_id="sold")
    earlier = candidate("a", at=NOW - timedelta(hours=3), text="otro texto del mismo suceso")
    assert group([earlier, old]).story_by_article == {"a": "sold", "b": "sold"}


def test_grouping_again_changes_nothing() -> None:
    """What was grouped is a fixed point."""
    first = group([candidate("a"), other("b"), candidate("c", text="más")])
    again = [
        candidate("a", story_id=first.story_by_article["a"]),
        other("b", story_id=first.story_by_article["b"]),
        candidate("c", text="más", story_id=first.story_by_article["c"]),
    ]
    assert group(again) == first


def test_a_copy_names_the_first_original() -> None:
    """A cut copy with a new lead is a copy of the earliest text."""
    words = TEXT.split()
    cut = candidate("c", at=NOW + timedelta(hours=1), text="La Habana, 20 nov. " + " ".join(words[:45]))
    third = candidate("d", at=NOW + timedelta(hours=2), text=TEXT)
    first = candidate("a", text=TEXT)
    assert originals([third, cut, first]) == {"c": "a", "d": "a"}


def test_short_texts_are_copies_only_when_equal() -> None:
    """A few shared phrases do not make a copy."""
    texts = [
        "Cuba y Rusia firman un acuerdo",
        "Cuba y Rusia firman un acuerdo",
        "Cuba y Rusia firman un tratado",
    ]
    found = originals([candidate(str(number), text=text) for number, text in enumerate(texts)])
    assert found == {"1": "0"}


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("730 mil barriles", {730_000}),
        ("730 тыс. баррелей", {730_000}),
        ("730,000 barrels in 2024", {730_000}),
        ("1 200 tonnes", {1_200}),
        ("sin cifras", set()),
    ],
)
def test_numbers_are_read_alike_in_all_languages(text: str, numbers: set[int]) -> None:
    """Years do not count, thousands do."""
    assert numbers_in(text) == numbers


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 200)), max_size=12), st.randoms())
def test_the_order_of_arrival_does_not_matter(events: list[tuple[int, int]], shuffler: random.Random) -> None:
    """Any order of the same articles gives the same stories."""
    articles = [
        candidate(
            f"a{number}",
            entities=frozenset({f"thing{kind}", "cuba"}),
            at=NOW + timedelta(hours=hours),
            text=f"{kind} {hours}",
        )
        for number, (kind, hours) in enumerate(events)
    ]
    shuffled = list(articles)
    shuffler.shuffle(shuffled)
    assert group(shuffled) == group(articles)
