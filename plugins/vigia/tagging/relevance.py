"""Relevance: a sum of named features, and the sentence that speaks for it.

The weights are those of a logistic regression over 800 labelled items (``tests/eval``), rounded, and
part of the rules' hash. DECISIONS.md says how they were found.
"""

import re
from collections import defaultdict
from dataclasses import dataclass

from vigia.model import Relevance
from vigia.tagging.features import features
from vigia.tagging.hits import Reading
from vigia.tagging.scene import Scene, has_both
from vigia.tagging.segments import Sentence

THRESHOLD = 2.5
LEAST_BRIEFS, MOSTLY = 3, 0.6  # paragraphs that begin like a brief, and their share, that make a round-up
_BRIEF = re.compile(r"\s*(?:[·•▪■●►▶◆*-]\s|[^\W\d_]{3,}(?:[ -][^\W\d_]+){0,3}\s?(?:\.\s?[—–-]|[—–]))")

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
    scenes = scenes_of(reading)
    if not scenes:
        named = [hit for hit in reading.hits if hit.dropped is None]
        is_mention = all(any(hit.of(side) for hit in named) for side in ("cuba", "russia"))
        return Verdict(Relevance.MENTION if is_mention else Relevance.NONE, 0.0, (), None)
    return max(map(_verdict, scenes), key=lambda verdict: verdict.score)


def scenes_of(reading: Reading) -> list[Scene]:
    """Return what could be a match: the item, or the briefs of a round-up; nothing without both sides."""
    named = [hit for hit in reading.hits if hit.dropped is None]
    if not all(any(hit.of(side) for hit in named) for side in ("cuba", "russia")):
        return []
    scenes = [Scene(reading, numbers) for numbers in _scopes(reading)]
    if not is_digest(reading):
        return scenes
    return [
        scene for scene in scenes if has_both(scene.hits_in(scene.numbers)) and not scene.is_enumeration()
    ]


def _scopes(reading: Reading) -> list[list[int]]:
    """Return the sentences to weigh together: all, or each brief of a round-up.

    The briefs are its paragraphs, or the sentences where there is one paragraph alone. Its title
    stands over all of them where it names one side ("News of Kazan University"); a title that names
    both only announces unlike things.
    """
    if not is_digest(reading):
        return [list(range(len(reading.sentences)))]
    briefs: dict[int, list[int]] = defaultdict(list)
    title: list[int] = []
    for number, sentence in enumerate(reading.sentences):
        (title if sentence.field == "title" else briefs[sentence.paragraph]).append(number)
    if not briefs:
        return [title]
    titled = {hit.row.side for hit in reading.hits if hit.sentence in title and hit.counts}
    over = title if len(titled) == 1 else []
    cut = (
        list(briefs.values()) if len(briefs) > 1 else [[number] for one in briefs.values() for number in one]
    )
    return [over + one for one in cut]


def is_digest(reading: Reading) -> bool:
    """Tell whether the title says that unlike things follow, or the paragraphs show it."""
    is_said = any(word.row.group == "digest" and word.field == "title" for word in reading.cues)
    return is_said or _are_briefs(reading)


def _are_briefs(reading: Reading) -> bool:
    """Tell whether most paragraphs of a body begin with a bullet or the place of a dateline."""
    firsts = [one for one in reading.sentences if one.field == "body" and one.is_first]
    marked = sum(_BRIEF.match(reading.texts["body"].clean, one.start) is not None for one in firsts)
    return marked >= LEAST_BRIEFS and marked >= MOSTLY * len(firsts)


def _verdict(scene: Scene) -> Verdict:
    parts = tuple((name, round(WEIGHTS[name] * size, 2)) for name, size in features(scene) if size)
    score = round(sum(value for _, value in parts), 2)
    is_match = score >= THRESHOLD
    relevance = Relevance.MATCH if is_match else Relevance.MENTION
    return Verdict(relevance, score, parts, scene.best() if is_match else None)
