"""Measure the tagger on labelled items, and hold what has been reached.

Our own items always; the shared ones where they are. Floors lie a little under the measured
values, so that a change that costs more than an item or two is seen.
"""

from dataclasses import astuple, dataclass
from pathlib import Path

import pytest
from bench.data import SHARED, Labelled, fitted_items, own_items, shared_items
from bench.quality import Counts, actor_counts, judge, match_counts, topic_counts

from vigia.tagging.tagger import Item, Tagger, read_tagger

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Scores:
    """What a set of items reaches, or has to."""

    match_f1: float
    match_precision: float
    topics_f1: float
    actors_recall: float


OWN = Scores(0.96, 0.97, 0.86, 0.88)
FITTED = Scores(0.94, 0.95, 0.78, 0.78)
SHARED_FLOORS = Scores(0.97, 0.96, 0.90, 0.92)
LANGUAGE_FLOORS = {"es": 0.94, "en": 0.94, "ru": 0.93}


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    """The tagger of the repository's seeds."""
    return read_tagger(ROOT / "seeds")


def hold(tagger: Tagger, items: list[Labelled], floors: Scores) -> None:
    """Compare the scores of a set, and of its languages, with their floors."""
    judged = judge(tagger, items)
    match = match_counts(judged)
    topics = sum(topic_counts(judged).values(), Counts())
    found = Scores(match.f1, match.precision, topics.f1, actor_counts(judged, tagger).recall)
    assert all(value >= floor for value, floor in zip(astuple(found), astuple(floors), strict=True)), found
    for language, floor in LANGUAGE_FLOORS.items():
        counts = match_counts(one for one in judged if one.label.language == language)
        assert counts.f1 >= floor, (language, counts)


def test_our_items_keep_their_scores(tagger: Tagger) -> None:
    """The scores on our own labelled items do not fall below their floors."""
    hold(tagger, own_items(), OWN)


def test_the_items_the_weights_were_fitted_to_keep_their_scores(tagger: Tagger) -> None:
    """The scores on the items that were blind once do not fall below their floors."""
    hold(tagger, fitted_items(), FITTED)


def test_the_shared_items_keep_their_scores(tagger: Tagger) -> None:
    """The scores on the shared labelled items do not fall below their floors."""
    items = shared_items()
    if not items:
        pytest.skip("no ../shared/labelled_items.jsonl beside this checkout")
    hold(tagger, items, SHARED_FLOORS)


def test_the_seed_article_is_a_match(tagger: Tagger) -> None:
    """The article the project began with is a match with its topics and actors."""
    path = SHARED / "seed_article.txt"
    if not path.is_file():
        pytest.skip("no ../shared/seed_article.txt beside this checkout")
    tags = tagger.tag(Item("", "", path.read_text(encoding="utf-8")))
    assert tags.relevance == "match"
    assert {"military", "diplomacy"} <= {topic.id for topic in tags.topics}
    surnames = {actor.name.rpartition(" ")[2] for actor in tags.actors}
    assert {"Shoigu", "Miera", "Putin", "Cruz", "Medvedev", "Mishustin", "Prigozhin"} <= surnames
