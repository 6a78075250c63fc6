"""Topics: what of the relation an item is about.

Terms of a topic in the title, the lead and the paragraphs that hold a hit of a side give it their
weights, each term once. A term of weight 0 only takes the shorter terms in it out: a *fleet tanker* is no
word of energy. A topic is assigned when its sum is large enough by itself, beside the
strongest, and beside the topic it easily takes its words from (a tanker is energy before it is
transport).
"""

from collections import defaultdict
from typing import NamedTuple

from vigia.model import TopicScore
from vigia.tagging.briefs import briefs, is_digest
from vigia.tagging.fold import Text
from vigia.tagging.hits import Reading, has_both, longest
from vigia.tagging.lexicon import Actor, WordRow
from vigia.tagging.patterns import Found, Patterns

LEAST = 5.0
LAST_RESORT = 1.5  # what the strongest topic needs when none has enough
SHARE = 0.45  # of the strongest topic's score …
CEILING = 11.0  # … up to this: being very much about one thing does not silence another
MOST = 5
LONE_SHARE = 0.5  # … and what a topic needs for which one word alone speaks: it may be said by the way
FAR = 0.75  # what a word counts in a sentence that neither names a side nor stands beside one
SHORT = 15  # sentences of an item that is about one thing
FIELD_WEIGHTS = {"title": 1.75, "summary": 1.75, "body": 1.0}
SUPPORTING = 0.5  # what a term of weight 1 is worth
PAST_TERM, PAST_MOST, PAST_YEARS = 2.0, 6.0, 2.0  # what Soviet terms and years add to history
SAME_WORD = 6  # letters in which forms of one word agree

YIELDS = {  # topic: the topics it yields to when it has less than YIELD_SHARE of their score
    "military": ("ukraine-war",),
    "technology": ("intelligence", "health"),
    "transport": ("energy", "aid", "tourism", "migration", "military"),
    "tourism": ("migration",),
    "trade": ("aid", "energy", "finance"),
    "diplomacy": ("military", "intelligence", "ukraine-war", "aid", "history"),
    "energy": ("technology",),
    "history": ("culture",),
    "culture": ("history",),
    "information": ("diplomacy", "military"),
}
YIELD_SHARE = 0.5


class Reason(NamedTuple):
    """What speaks for a topic, and how much."""

    worth: float
    surface: str  # as written in the item, or an actor's name


def score_topics(
    reading: Reading, patterns: Patterns[WordRow], order: tuple[str, ...], actors: dict[str, Actor]
) -> tuple[TopicScore, ...]:
    """Return the topics of a match, the strongest first, each with what speaks for it."""
    reasons = _from_terms(reading, patterns)
    for topic, reason in (*_from_actors(reading, actors), ("history", _from_past(reading))):
        reasons[topic].append(reason)
    sums = {topic: sum(reason.worth for reason in reasons[topic]) for topic in order}
    best = min(CEILING, max(sums.values(), default=0.0))
    strong = [topic for topic in order if sums[topic] >= LEAST]
    enough = [topic for topic in strong if sums[topic] >= _share(reasons[topic]) * best]
    chosen = [topic for topic in enough if not _yields(topic, sums, enough)]
    if not chosen and best >= LAST_RESORT:
        chosen = [max(order, key=lambda topic: sums[topic])]
    chosen.sort(key=lambda topic: -sums[topic])
    return tuple(TopicScore(one, round(sums[one], 2), _said(reasons[one])) for one in chosen[:MOST])


def _share(reasons: list[Reason]) -> float:
    return SHARE if len(_said(reasons)) > 1 else LONE_SHARE


def _said(reasons: list[Reason]) -> tuple[str, ...]:
    ordered = sorted(reasons, key=lambda reason: (-reason.worth, reason.surface))
    return tuple(dict.fromkeys(reason.surface for reason in ordered if reason.worth and reason.surface))


def _yields(topic: str, sums: dict[str, float], enough: list[str]) -> bool:
    return any(other in enough and sums[topic] < YIELD_SHARE * sums[other] for other in YIELDS.get(topic, ()))


def _from_terms(reading: Reading, patterns: Patterns[WordRow]) -> dict[str, list[Reason]]:
    near = _near_the_relation(reading)
    best: dict[tuple[str, str], Reason] = {}
    for name, text in reading.texts.items():
        numbers = reading.numbers(name)
        for topic, one in _terms(text, patterns):
            weight = SUPPORTING if one.row.weight == 1 else one.row.weight
            worth = weight * FIELD_WEIGHTS[name] * near.get(numbers.at(one.start), 0.0)
            if not worth:
                continue
            word = topic, text.folded[one.start : one.start + SAME_WORD]
            if word not in best or worth > best[word].worth:
                best[word] = Reason(worth, text.clean[one.start : one.end])
    reasons: dict[str, list[Reason]] = defaultdict(list)
    for (topic, _), reason in best.items():
        reasons[topic].append(reason)
    return reasons


def _terms(text: Text, patterns: Patterns[WordRow]) -> list[tuple[str, Found[WordRow]]]:
    by_topic = defaultdict(list)
    for found in patterns.find(text.folded):
        by_topic[found.row.group].append(found)
    return [
        (topic, one)
        for topic, found in by_topic.items()
        for one in (longest(sorted(found, key=_rank)) if len(found) > 1 else found)
    ]


def _rank(found: Found[WordRow]) -> float:
    """Put first, of one surface, what takes it out, then what weighs most."""
    return -found.row.weight if found.row.weight else -float("inf")


def _from_actors(reading: Reading, actors: dict[str, Actor]) -> list[tuple[str, Reason]]:
    """Let an actor speak for its trade, an oil company for energy: the one with the most to say."""
    best: dict[str, Reason] = {}
    present = {hit.row.entity_id for hit in reading.hits if hit.counts}
    for actor in (actors[key] for key in sorted(present & actors.keys())):
        for topic, weight in actor.topics:
            if topic not in best or weight > best[topic].worth:
                best[topic] = Reason(weight, actor.name)
    return list(best.items())


def _from_past(reading: Reading) -> Reason:
    """Let the Soviet side, where it counts, and years before 1992 speak for history."""
    soviet = sorted({hit.row.term for hit in reading.hits if hit.counts and hit.row.needs == "soviet"})
    years = {word.row.term for word in reading.cues if word.row.group == "dated"}
    worth = min(PAST_MOST, PAST_TERM * len(soviet)) + min(PAST_YEARS, len(years))
    return Reason(worth, " ".join((*soviet, *sorted(years))))


def _near_the_relation(reading: Reading) -> dict[int, float]:
    """Return the sentences in reach of the relation, each with what its words count there, from 0 to 1.

    Of a round-up these are the briefs that name both sides; in a short item all sentences; in a longer
    one title, lead and the paragraphs with a hit of a side and the sentences beside them.
    """
    counted = [hit for hit in reading.hits if hit.counts]
    if is_digest(reading):
        on_both = [one for one in briefs(reading) if has_both(hit for hit in counted if hit.sentence in one)]
        if on_both:
            return {number: 1.0 for one in on_both for number in one}
    naming = {hit.sentence for hit in counted}
    beside = {number + step for number in naming for step in (-1, 0, 1)}
    paragraphs = {reading.sentences[number].paragraph for number in naming}
    near = {}
    for number, sentence in enumerate(reading.sentences):
        if sentence.field != "body" or number in beside:
            near[number] = 1.0
        elif len(reading.sentences) <= SHORT or sentence.paragraph in paragraphs:
            near[number] = FAR
    return near
