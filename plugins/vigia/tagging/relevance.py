"""Relevance: a sum of named features, and the sentence that speaks for it.

Weights were set on labelled items (``tests/eval``) and are part of the rules' hash.
"""

import re
from collections import defaultdict
from dataclasses import dataclass

from vigia.model import Relevance
from vigia.tagging.hits import Reading
from vigia.tagging.scene import FULL, Paragraph, Scene, has_both
from vigia.tagging.segments import Sentence

THRESHOLD = 2.5
LEAST_BRIEFS, MOSTLY = 3, 0.6  # paragraphs that begin like a brief, and their share, that make a round-up
_BRIEF = re.compile(r"\s*(?:[·•▪■●►▶◆*-]\s|[^\W\d_]{3,}(?:[ -][^\W\d_]+){0,3}\s?(?:\.\s?[—–-]|[—–]))")

WEIGHTS: dict[str, float] = {
    "both sides named": 1.5,
    "title has both sides": 1.25,
    "neither side in title": -1.0,
    "a sentence has both sides": 0.75,
    "a clause has both sides": 1.5,
    "relation word in that sentence": 0.5,
    "both sides side by side": 0.25,
    "a full paragraph has both sides": 1.25,
    "neighbouring sentences have both sides": 1.25,
    "both sides named twice": 1.5,
    "share of sentences with the rarer side": 2.75,
    "word for the relation": 0.5,
    "share of third parties": -0.75,
    "share of third parties, and no sentence has both sides": -2.5,
    "share of other countries": -4.5,
    "share of other countries in that paragraph": -3.0,
    "a side is part of a name": -3.0,
    "only a list names both sides in title or lead": -1.25,
    "one side in a single sentence behind the lead": -0.25,
    "sport": -7.0,
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
    named = [hit for hit in reading.hits if hit.dropped is None]
    if not all(any(hit.of(side) for hit in named) for side in ("cuba", "russia")):
        return Verdict(Relevance.NONE, 0.0, (), None)
    verdicts = [_verdict(Scene(reading, numbers)) for numbers in _scopes(reading)]
    return max(verdicts, key=lambda verdict: verdict.score)


def _scopes(reading: Reading) -> list[list[int]]:
    """Return the sentences to weigh together: all, or each brief of a round-up.

    The title of a round-up is a brief only where there are no others.
    """
    if not is_digest(reading):
        return [list(range(len(reading.sentences)))]
    briefs: dict[int, list[int]] = defaultdict(list)
    for number, sentence in enumerate(reading.sentences):
        briefs[sentence.paragraph].append(number)
    titles = [one for one in briefs.values() if reading.sentences[one[0]].field == "title"]
    others = [one for one in briefs.values() if reading.sentences[one[0]].field != "title"]
    return others if len(others) > 1 else titles + others


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
    is_match = score >= THRESHOLD and not (is_digest(scene.reading) and scene.is_enumeration())
    relevance = Relevance.MATCH if is_match else Relevance.MENTION
    return Verdict(relevance, score, parts, scene.best() if is_match else None)


def features(scene: Scene) -> list[tuple[str, float]]:
    """Return each feature with its size: 0 or 1, or a share."""
    title = scene.hits_in(scene.title)
    best = _best(scene.paragraphs())
    thirds = scene.share_of_bystanders()
    found: list[tuple[str, float]] = [
        ("both sides named", has_both(scene.hits_in(scene.numbers))),
        ("title has both sides", has_both(title)),
        ("neither side in title", not title),
        ("a clause has both sides", scene.is_clause()),
        ("both sides side by side", scene.are_close()),
        ("neighbouring sentences have both sides", scene.are_neighbours()),
        ("both sides named twice", scene.rarer(scene.numbers) > 1),
        ("share of sentences with the rarer side", scene.coverage()),
        ("word for the relation", any(hit.row.side == "both" for hit in scene.hits_in(scene.numbers))),
        ("share of third parties", thirds),
        ("share of third parties, and no sentence has both sides", 0 if scene.together else thirds),
        ("share of other countries", scene.share_of_others(scene.numbers)),
        ("a side is part of a name", scene.is_only_named()),
        ("only a list names both sides in title or lead", scene.is_listed_in_head() and not has_both(title)),
        ("one side in a single sentence behind the lead", scene.is_passing()),
        ("sport", is_sport(scene)),
    ]
    return found + (_paragraph_features(best) if best else [])


def _paragraph_features(best: Paragraph) -> list[tuple[str, float]]:
    return [
        ("a sentence has both sides", best.meets),
        ("relation word in that sentence", best.relates),
        ("a full paragraph has both sides", best.length >= FULL),
        ("share of other countries in that paragraph", best.others),
    ]


def _best(paragraphs: list[Paragraph]) -> Paragraph | None:
    def worth(one: Paragraph) -> float:
        return sum(WEIGHTS[name] * size for name, size in _paragraph_features(one))

    return max(paragraphs, key=worth, default=None)


def is_sport(scene: Scene) -> bool:
    """Tell whether an item is a report of sport, and no agreement on it.

    Four words for sport make a report, or two with one in title or lead.
    """
    within = set(scene.numbers)
    words = [word for word in scene.reading.cues if word.row.group == "sport" and word.sentence in within]
    in_head = any(word.sentence in scene.title | scene.lead for word in words)
    links = {word.sentence for word in scene.reading.cues if word.row.group == "sport_link"}
    return len({word.row.term for word in words}) >= (2 if in_head else 4) and not links & set(scene.together)
