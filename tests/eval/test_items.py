"""Check the form of the labelled items, not what the tagger makes of them."""

import datetime as dt
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

ITEMS = Path(__file__).parent / "items"
RELEVANCE = ("match", "mention", "none")
TOPICS = frozenset(
    "military intelligence ukraine-war diplomacy sanctions energy trade finance tourism transport"
    " health technology culture migration information aid history".split()
)
TEXT_FIELDS = ("id", "lang", "source", "published", "title", "summary", "body", "relevance", "why")
LIST_FIELDS = ("topics", "topics_optional", "actors")
# language: fewest matches, mentions and items without the relation
SMALLEST = {
    "es": (38, 19, 28),
    "en": (34, 17, 24),
    "ru": (34, 17, 24),
    "pt": (12, 6, 9),
    "fr": (11, 6, 8),
    "de": (8, 4, 6),
    "it": (5, 2, 3),
    "uk": (5, 2, 3),
}
MAIN_LANGUAGES = ("es", "en", "ru")
FEWEST_PER_TOPIC = 3


def _items(lang: str) -> list[dict[str, Any]]:
    lines = (ITEMS / f"{lang}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def _all_items() -> list[dict[str, Any]]:
    return [item for lang in SMALLEST for item in _items(lang)]


def test_every_file_is_a_known_language() -> None:
    """The folder holds one file for each language and nothing else."""
    assert {path.name for path in ITEMS.iterdir()} == {f"{lang}.jsonl" for lang in SMALLEST}


def test_items_have_exactly_the_agreed_fields() -> None:
    """An item has the agreed fields with the agreed types, and no others."""
    for item in _all_items():
        assert set(item) == {*TEXT_FIELDS, *LIST_FIELDS, "outlet_country"}, item["id"]
        assert all(isinstance(item[name], str) for name in TEXT_FIELDS), item["id"]
        assert all(isinstance(value, str) for name in LIST_FIELDS for value in item[name]), item["id"]
        country = item["outlet_country"]
        assert country is None or (len(country) == 2 and country.isupper()), item["id"]


def test_items_say_something() -> None:
    """An item has a title, a reason, and a summary or a body."""
    for item in _all_items():
        assert item["title"], item["id"]
        assert item["why"], item["id"]
        assert len(item["summary"] + item["body"]) > 20, item["id"]


def test_ids_and_titles_are_unique() -> None:
    """No two items share an id or a title."""
    for field in ("id", "title"):
        twice = [value for value, n in Counter(item[field] for item in _all_items()).items() if n > 1]
        assert not twice


@pytest.mark.parametrize("lang", SMALLEST)
def test_items_are_in_the_file_of_their_language(lang: str) -> None:
    """An item's language and the start of its id are its file's name."""
    assert all(item["lang"] == lang and item["id"].startswith(lang) for item in _items(lang))


def test_dates_are_within_the_decade_watched() -> None:
    """An item is dated between 2014 and 2026."""
    for item in _all_items():
        assert 2014 <= dt.date.fromisoformat(item["published"]).year <= 2026, item["id"]


def test_labels_come_from_the_closed_lists() -> None:
    """Relevance and topics are of the closed lists, each topic given once."""
    for item in _all_items():
        assert item["relevance"] in RELEVANCE, item["id"]
        given = item["topics"] + item["topics_optional"]
        assert set(given) <= TOPICS, item["id"]
        assert len(given) == len(set(given)), item["id"]


def test_matches_alone_have_topics() -> None:
    """A match has at least one required topic, any other item has none at all."""
    for item in _all_items():
        if item["relevance"] == "match":
            assert item["topics"], item["id"]
        else:
            assert not item["topics"] + item["topics_optional"], item["id"]


@pytest.mark.parametrize("lang", SMALLEST)
def test_every_class_is_large_enough(lang: str) -> None:
    """Each language has enough items of each class to be scored on its own."""
    found = Counter(item["relevance"] for item in _items(lang))
    wanted = dict(zip(RELEVANCE, SMALLEST[lang], strict=True))
    assert {name: found[name] for name in RELEVANCE if found[name] < wanted[name]} == {}


@pytest.mark.parametrize("lang", MAIN_LANGUAGES)
def test_every_topic_is_required_often_enough(lang: str) -> None:
    """Spanish, English and Russian each require every topic in several matches."""
    found = Counter(topic for item in _items(lang) for topic in item["topics"])
    assert {topic for topic in TOPICS if found[topic] < FEWEST_PER_TOPIC} == set()


def test_feed_only_and_long_items_are_both_there() -> None:
    """Some items have no body, and some run to twelve paragraphs or more."""
    bodies = [item["body"] for item in _all_items()]
    assert sum(not body for body in bodies) >= 20
    assert sum(body.count("\n\n") >= 10 for body in bodies) >= 5


def test_the_other_sets_have_the_same_form() -> None:
    """Items that were blind once, or still are, have the agreed fields, classes and topics."""
    paths = sorted(ITEMS.parent.glob("fitted/*.jsonl")) + sorted(ITEMS.parent.glob("blind/*.jsonl"))
    items = [
        json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").split("\n") if line
    ]
    assert len(items) > 500
    for item in items:
        assert {*TEXT_FIELDS, *LIST_FIELDS} <= set(item), item["id"]
        assert item["relevance"] in RELEVANCE, item["id"]
        assert {*item["topics"], *item["topics_optional"]} <= TOPICS, item["id"]
        assert item["relevance"] == "match" or not item["topics"], item["id"]
