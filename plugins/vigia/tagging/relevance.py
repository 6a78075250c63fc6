"""Relevance: a sum of named features, and the sentence that speaks for it.

The weights are those of a logistic regression over 800 labelled items (``tests/eval``), rounded, and
part of the rules' hash. DECISIONS.md says how they were found.
"""

from dataclasses import dataclass

from vigia.model import Relevance
from vigia.tagging.briefs import briefs, is_digest
from vigia.tagging.features import features
from vigia.tagging.hits import Reading, has_both
from vigia.tagging.scene import Scene
from vigia.tagging.segments import Sentence

THRESHOLD = 2.5

WEIGHTS: dict[str, float] = {
    "both sides named": -1.9,
    "a sentence has both sides": 0.9,
    "a clause has both sides": 1.4,
    "both sides side by side": 0.6,
    "a full paragraph has both sides": 1.7,
    "both sides meet in title or lead alone": -0.7,
    "one side in a single sentence behind the lead": -0.9,
    "both sides named twice": 1.0,
    "both sides in two sentences": 0.7,
    "both sides in three sentences": 0.9,
    "two names of each side": 1.0,
    "share of sentences with the rarer side": 0.5,
    "many sentences": -0.2,
    "many sentences, none with both sides": -0.4,
    "words for the relation in title and lead": 2.3,
    "words for the relation where both sides are": 0.9,
    "a word for the relation beside both sides": 1.3,
    "share of sentences with a side that have a word for the relation": 1.5,
    "no word for the relation where a side is": -1.1,
    "side by side without a word for the relation": -1.4,
    "a full paragraph answers the title": 0.7,
    "one word for both sides": 1.5,
    "no other country": 2.7,
    "three other countries": -1.5,
    "share of other countries": -1.5,
    "share of other countries in that paragraph": -0.8,
    "share of third parties": -1.2,
    "share of third parties, and no sentence has both sides": -0.7,
    "only a list names both sides in title or lead": -0.4,
    "sport in title and lead": -3.4,
    "sport throughout": -2.6,
    "a side is part of a name": -1.2,
    "Havana syndrome": -5.0,
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an item is, why, and by which sentence."""

    relevance: Relevance
    score: float
    parts: tuple[tuple[str, float], ...]
    sentence: Sentence | None


def weigh(reading: Reading) -> Verdict:
    """Weigh a judged reading; of a round-up, its best brief."""
    if not has_both(reading.active):
        return Verdict(Relevance.NONE, 0.0, (), None)
    verdicts = map(_verdict, scenes_of(reading))
    announced = Verdict(Relevance.MENTION, 0.0, (), None)  # a round-up without a brief on both sides
    return max(verdicts, key=lambda verdict: verdict.score, default=announced)


def scenes_of(reading: Reading) -> list[Scene]:
    """Return what could be a match: the item, or the briefs of a round-up; nothing without both sides."""
    if not has_both(reading.active):
        return []
    if not is_digest(reading):
        return [Scene(reading, range(len(reading.sentences)))]
    scenes = [Scene(reading, numbers) for numbers in _under_title(reading)]
    return [scene for scene in scenes if has_both(scene.counted) and not scene.is_enumeration()]


def _under_title(reading: Reading) -> list[list[int]]:
    """Return the sentences of each brief of a round-up, below its title where that names one side alone.

    "News of Kazan University" stands over all of them; a title that names both only announces unlike
    things. Without a brief the title is what there is.
    """
    title = [number for number, one in enumerate(reading.sentences) if one.field == "title"]
    titled = {hit.row.side for hit in reading.hits if hit.sentence in title and hit.counts}
    over = title if len(titled) == 1 else []
    return [over + one for one in briefs(reading)] or [title]


def _verdict(scene: Scene) -> Verdict:
    parts = tuple((name, round(WEIGHTS[name] * size, 2)) for name, size in features(scene) if size)
    score = round(sum(value for _, value in parts), 2)
    is_match = score >= THRESHOLD
    relevance = Relevance.MATCH if is_match else Relevance.MENTION
    return Verdict(relevance, score, parts, scene.best() if is_match else None)
