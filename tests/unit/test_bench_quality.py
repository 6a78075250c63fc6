"""How the benchmark counts: its figures are only worth what these rules are."""

import pytest
from bench.data import Labelled
from bench.extraction import body_f1
from bench.quality import Counts, Judged, match_counts, topic_counts, wilson

from vigia.model import Relevance, Tags, TopicScore
from vigia.tagging.tagger import Item


def judged(label: str, found: Relevance, wanted: str = "", optional: str = "", topics: str = "") -> Judged:
    """An item with its label and tags; topics are parted by spaces."""
    item = Item("title", "", "")
    labels = frozenset(wanted.split()), frozenset(optional.split())
    scores = tuple(TopicScore(topic, 1.0) for topic in topics.split())
    return Judged(Labelled("i", "es", item, label, *labels, ()), Tags(found, 1.0, scores, (), (), "es", "r"))


def test_intervals_are_those_of_wilson() -> None:
    """Eight of ten is between 49 and 94 %, and no trial at all says nothing."""
    assert wilson(8, 10) == pytest.approx((0.4902, 0.9433), abs=1e-4)
    assert wilson(10, 10) == pytest.approx((0.7225, 1.0), abs=1e-4)
    assert wilson(0, 0) == (0.0, 1.0)


def test_mentions_are_no_matches() -> None:
    """A match is a class against mentions and the rest together."""
    counts = match_counts(
        [
            judged("match", Relevance.MATCH),
            judged("match", Relevance.MENTION),
            judged("mention", Relevance.MATCH),
            judged("none", Relevance.MENTION),
        ]
    )
    assert counts == Counts(hits=1, false_alarms=1, misses=1)
    assert (counts.precision, counts.recall, counts.f1) == (0.5, 0.5, 0.5)


def test_optional_topics_are_neither_right_nor_wrong() -> None:
    """An optional topic counts nowhere, another one that is not required is a false alarm."""
    one = judged("match", Relevance.MATCH, wanted="energy trade", optional="aid", topics="energy aid health")
    assert topic_counts([one]) == {
        "energy": Counts(hits=1),
        "health": Counts(false_alarms=1),
        "trade": Counts(misses=1),
    }


def test_topics_are_judged_on_matches_alone() -> None:
    """Topics of an item that is labelled otherwise are not counted."""
    assert topic_counts([judged("mention", Relevance.MATCH, topics="energy")]) == {}


def test_bodies_are_compared_as_bags_of_words() -> None:
    """Order and case do not matter, repetition does; where words are not parted, characters count."""
    assert body_f1("Dos barcos", "barcos dos") == 1.0
    assert body_f1("uno uno dos", "uno dos dos") == pytest.approx(2 / 3)
    assert body_f1("古巴", "古人") == 0.5
    assert body_f1("", "") == 0.0
