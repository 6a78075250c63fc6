"""Topics: what of the relation an item is about.

Each sentence where the relation is spoken of gives its topics their terms' weights; a topic is
assigned when its sum is large enough by itself and beside the strongest.
"""

from collections import defaultdict

from vigia.model import TopicScore
from vigia.tagging.fold import Text
from vigia.tagging.hits import Reading, SentenceNumbers, longest
from vigia.tagging.lexicon import WordRow
from vigia.tagging.patterns import Patterns

LEAST = 3.0
SHARE = 0.4  # of the strongest topic's score
MOST = 5
FIELD_WEIGHTS = {"title": 1.5, "summary": 1.5, "body": 1.0}


def score_topics(
    reading: Reading, patterns: Patterns[WordRow], order: tuple[str, ...]
) -> tuple[TopicScore, ...]:
    """Return the topics of a match, the strongest first."""
    near = _near_the_relation(reading)
    sums: dict[str, float] = defaultdict(float)
    seen: dict[tuple[str, str], float] = {}
    for name, text in reading.texts.items():
        numbers = SentenceNumbers(reading, name)
        for topic, term, start, weight in _terms(text, patterns):
            if name == "body" and numbers.at(start) not in near:
                continue
            worth = weight * FIELD_WEIGHTS[name]
            seen[topic, term] = max(worth, seen.get((topic, term), 0.0))
    for (topic, _), worth in seen.items():
        sums[topic] += worth
    best = max(sums.values(), default=0.0)
    chosen = [topic for topic in order if sums[topic] >= LEAST and sums[topic] >= SHARE * best]
    chosen.sort(key=lambda topic: -sums[topic])
    return tuple(TopicScore(topic, round(sums[topic], 2)) for topic in chosen[:MOST])


def _terms(text: Text, patterns: Patterns[WordRow]) -> list[tuple[str, str, int, float]]:
    by_topic = defaultdict(list)
    for found in patterns.find(text.folded):
        by_topic[found.row.group].append(found)
    return [
        (topic, text.folded[one.start : one.start + 6], one.start, one.row.weight)
        for topic, found in by_topic.items()
        for one in longest(found)
    ]


def _near_the_relation(reading: Reading) -> set[int]:
    """Return the sentences of paragraphs that hold hits of both sides, or of one in a short item."""
    sides: dict[int, set[str]] = defaultdict(set)
    for hit in reading.hits:
        if hit.counts:
            sides[reading.sentences[hit.sentence].paragraph].add(hit.row.side)
    return {n for n, one in enumerate(reading.sentences) if sides[one.paragraph]}
