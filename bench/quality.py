"""How right a tagger is: counts against labels, and what they are worth.

A match is a class against the other two. Topics are judged on the items labelled as matches;
optional topics are neither right nor wrong. An actor is found when the tags have it by its name, or
have the actor that the tagger sees in the label's spelling.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

from bench.data import Labelled
from vigia.model import Relevance, Tags
from vigia.tagging.fold import fold
from vigia.tagging.tagger import Item, Tagger

MIN_POSITIVES = 20  # of a language; with fewer, an interval is too wide to say anything
MIN_TOPIC_POSITIVES = 10  # of a topic; wider still, so read the interval and not the share
_Z = 1.959964  # of a two-sided interval of 95 %


@dataclass(frozen=True, slots=True)
class Counts:
    """Decisions against labels."""

    hits: int = 0
    false_alarms: int = 0
    misses: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        """Add two counts."""
        return Counts(
            self.hits + other.hits, self.false_alarms + other.false_alarms, self.misses + other.misses
        )

    @property
    def precision(self) -> float:
        """Share of what was found that is right; 0 when nothing was found."""
        return self.hits / max(1, self.hits + self.false_alarms)

    @property
    def recall(self) -> float:
        """Share of what is there that was found; 0 when nothing is there."""
        return self.hits / max(1, self.hits + self.misses)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.hits / max(1, 2 * self.hits + self.false_alarms + self.misses)

    @property
    def positives(self) -> int:
        """How many are there."""
        return self.hits + self.misses

    @property
    def precision_interval(self) -> tuple[float, float]:
        """95 % interval of the precision."""
        return wilson(self.hits, self.hits + self.false_alarms)

    @property
    def recall_interval(self) -> tuple[float, float]:
        """95 % interval of the recall."""
        return wilson(self.hits, self.positives)


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled item and its tags."""

    label: Labelled
    tags: Tags


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """Return the 95 % score interval of a share (Wilson 1927); (0, 1) without trials."""
    if not trials:
        return 0.0, 1.0
    share, square = successes / trials, _Z * _Z
    centre = (share + square / (2 * trials)) / (1 + square / trials)
    half = _Z * sqrt(share * (1 - share) / trials + square / (4 * trials**2)) / (1 + square / trials)
    return max(0.0, centre - half), min(1.0, centre + half)


def judge(tagger: Tagger, items: Iterable[Labelled]) -> list[Judged]:
    """Tag labelled items."""
    return [Judged(one, tagger.tag(one.item)) for one in items]


def match_counts(judged: Iterable[Judged]) -> Counts:
    """Count matches found, alarmed falsely and missed."""
    return counts_of(
        (one.tags.relevance is Relevance.MATCH, one.label.relevance == "match") for one in judged
    )


def counts_of(decisions: Iterable[tuple[bool, bool]]) -> Counts:
    """Count decisions: found or not, there or not."""
    pairs = list(decisions)
    return Counts(
        hits=sum(found and there for found, there in pairs),
        false_alarms=sum(found and not there for found, there in pairs),
        misses=sum(there and not found for found, there in pairs),
    )


def topic_counts(judged: Iterable[Judged]) -> dict[str, Counts]:
    """Count each topic over the items labelled as matches; their sum is the micro count."""
    counts: dict[str, Counts] = {}
    for one in judged:
        if one.label.relevance != "match":
            continue
        found = {topic.id for topic in one.tags.topics} - one.label.optional_topics
        for topic in found | one.label.topics:
            decision = counts_of([(topic in found, topic in one.label.topics)])
            counts[topic] = counts.get(topic, Counts()) + decision
    return dict(sorted(counts.items()))


def actor_counts(judged: Iterable[Judged], tagger: Tagger) -> Counts:
    """Count labelled actors found and missed; what else was found is not judged."""
    return sum((_actors_of(one, tagger) for one in judged), Counts())


def _actors_of(one: Judged, tagger: Tagger) -> Counts:
    names = {fold(actor.name) for actor in one.tags.actors}
    ids = {actor.id for actor in one.tags.actors}
    return counts_of(
        (fold(name) in names or bool(ids & _known_as(name, tagger)), True) for name in one.label.actors
    )


def _known_as(name: str, tagger: Tagger) -> set[str]:
    """Return the actors that a label stands for; labels spell names in more than one way."""
    return {actor.id for actor in tagger.tag(Item(name, "", "", "en")).actors}
