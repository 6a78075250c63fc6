"""Relevance: a sum of named features, and the sentence that speaks for it.

Weights were set on labelled items (``tests/eval``) and are part of the rules' hash.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from vigia.model import Relevance
from vigia.tagging.hits import Hit, Reading
from vigia.tagging.segments import Sentence

THRESHOLD = 2.5
SHORT = 5  # sentences of an item that is a feed's lead only
CROWD = 2  # other countries that make a sentence a survey

WEIGHTS: dict[str, float] = {
    "title has both sides": 3.0,
    "lead sentence has both sides": 2.5,
    "title has one side, lead the other": 2.0,
    "short item, a sentence has both sides": 2.0,
    "paragraph about both sides": 2.5,
    "second paragraph about both sides": 1.5,
    "word for the relation": 1.5,
    "both sides side by side": 0.5,
    "relation word beside both sides": 1.0,
    "each further sentence with both sides": 0.5,
    "sides only in passing": -1.5,
    "neither side in title or lead": -0.5,
    "sport": -4.0,
    "digest": -4.0,
    "survey of countries": -1.5,
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an item is, why, and by which sentence."""

    relevance: Relevance
    score: float
    parts: tuple[tuple[str, float], ...]
    sentence: Sentence | None


def weigh(reading: Reading) -> Verdict:
    """Weigh a judged reading."""
    named = [hit for hit in reading.hits if hit.dropped is None]
    if not all(any(hit.of(side) for hit in named) for side in ("cuba", "russia")):
        return Verdict(Relevance.NONE, 0.0, (), None)
    scene = Scene(reading)
    parts = tuple((name, round(WEIGHTS[name] * times, 2)) for name, times in scene.features() if times)
    score = round(sum(value for _, value in parts), 2)
    relevance = Relevance.MATCH if score >= THRESHOLD and scene.together else Relevance.MENTION
    return Verdict(relevance, score, parts, scene.best() if relevance is Relevance.MATCH else None)


class Scene:
    """Where the sides meet in an item."""

    def __init__(self, reading: Reading) -> None:
        """Lay out the hits that count by sentence and paragraph."""
        self.reading = reading
        self.by_sentence: dict[int, list[Hit]] = defaultdict(list)
        for hit in reading.hits:
            if hit.counts:
                self.by_sentence[hit.sentence].append(hit)
        self.others: dict[int, set[str]] = defaultdict(set)
        for word in reading.countries:
            if word.row.group not in ("US", "UA", "EU", "UN"):
                self.others[word.sentence].add(word.row.group)
        self.relations = {word.sentence for word in reading.cues if word.row.group == "relation"}
        self.together = [
            number
            for number, hits in sorted(self.by_sentence.items())
            if _has_both(hits) and len(self.others[number]) <= CROWD
        ]
        self.lead = self._lead()

    def _lead(self) -> set[int]:
        """Return the sentences of the summary, or of the first paragraph when there is none."""
        sentences = self.reading.sentences
        lead = {number for number, one in enumerate(sentences) if one.field == "summary"}
        if lead:
            return lead
        bodies = [one.paragraph for one in sentences if one.field == "body"]
        first = min(bodies, default=-1)
        return {n for n, one in enumerate(sentences) if one.field == "body" and one.paragraph == first}

    def _hits_in(self, numbers: Iterable[int]) -> list[Hit]:
        return [hit for number in numbers for hit in self.by_sentence.get(number, ())]

    def features(self) -> list[tuple[str, float]]:
        """Return every feature with how often it holds."""
        sentences = self.reading.sentences
        title = {number for number, one in enumerate(sentences) if one.field == "title"}
        lead = set(sorted(self.lead)[:3])
        title_hits, lead_hits = self._hits_in(title), self._hits_in(lead)
        in_title = bool(title & set(self.together))
        in_lead = bool(lead & set(self.together))
        crossed = not in_title and _has_both(title_hits + lead_hits) and bool(title_hits) and bool(lead_hits)
        is_short = len(sentences) - len(title) <= SHORT
        paragraphs = self._focused()
        in_body = [number for number in self.together if number not in title | lead]
        head_named = any(hit.sentence in title | lead for hit in self.reading.hits if hit.dropped is None)
        return [
            ("title has both sides", in_title),
            ("lead sentence has both sides", in_lead),
            ("title has one side, lead the other", crossed and not self._is_crowded(title | lead)),
            ("short item, a sentence has both sides", is_short and bool(self.together)),
            ("paragraph about both sides", len(paragraphs) > 0),
            ("second paragraph about both sides", len(paragraphs) > 1),
            ("word for the relation", self._has_bilateral()),
            ("both sides side by side", self._are_close()),
            ("relation word beside both sides", bool(self.relations & set(self.together))),
            ("each further sentence with both sides", min(3, max(0, len(in_body) - 1))),
            ("sides only in passing", self._is_passing(title | lead)),
            ("neither side in title or lead", not head_named),
            ("sport", self.reading.has_cue("sport") and not self.reading.has_cue("sport_link")),
            ("digest", self._is_digest()),
            ("survey of countries", self._is_survey()),
        ]

    def _is_crowded(self, numbers: set[int]) -> bool:
        return len(set().union(*(self.others[number] for number in numbers))) > CROWD

    def _has_bilateral(self) -> bool:
        return any(hit.row.side == "both" and hit.counts for hit in self.reading.hits)

    def _are_close(self) -> bool:
        for number in self.together:
            hits = sorted(self.by_sentence[number], key=lambda hit: hit.start)
            for one, other in pairwise(hits):
                if one.row.side != other.row.side and other.start - one.end <= 30:
                    return True
        return False

    def _is_passing(self, head: set[int]) -> bool:
        """Tell whether one side has a single hit, outside the head."""
        for side in ("cuba", "russia"):
            hits = [hit for hits in self.by_sentence.values() for hit in hits if hit.of(side)]
            if len(hits) <= 1 and not any(hit.sentence in head for hit in hits):
                return True
        return False

    def _is_digest(self) -> bool:
        """Tell whether the title says that unlike things follow."""
        return any(word.row.group == "digest" and word.field == "title" for word in self.reading.cues)

    def _is_survey(self) -> bool:
        """Tell whether many other countries are on stage."""
        everyone = {code for codes in self.others.values() for code in codes}
        sides = sum(len(hits) for hits in self.by_sentence.values())
        named = sum(word.row.group not in ("US", "UA", "EU", "UN") for word in self.reading.countries)
        return len(everyone) >= 4 and named > sides / 2

    def _focused(self) -> list[int]:
        """Return the paragraphs of the body that are about both sides."""
        paragraphs: dict[int, list[int]] = defaultdict(list)
        for number, one in enumerate(self.reading.sentences):
            if one.field == "body":
                paragraphs[one.paragraph].append(number)
        return [paragraph for paragraph, numbers in paragraphs.items() if self._is_focused(numbers)]

    def _is_focused(self, numbers: list[int]) -> bool:
        hits = self._hits_in(numbers)
        touched = sum(bool(self.by_sentence.get(number)) for number in numbers)
        return (
            _has_both(hits)
            and len(hits) >= 3
            and touched >= 0.6 * len(numbers)
            and bool(set(numbers) & set(self.together))
            and not self._is_crowded(set(numbers))
        )

    def best(self) -> Sentence | None:
        """Return the sentence in which the sides meet most plainly."""
        if not self.together:
            return None
        rank = {"title": 0, "summary": 1, "body": 2}

        def worth(number: int) -> tuple[float, int, int]:
            distinct = len({hit.row.entity_id for hit in self.by_sentence[number]})
            return (
                -(distinct + 2 * (number in self.relations)),
                rank[self.reading.sentences[number].field],
                number,
            )

        return self.reading.sentences[min(self.together, key=worth)]


def _has_both(hits: Iterable[Hit]) -> bool:
    sides = {hit.row.side for hit in hits}
    return "both" in sides or sides >= {"cuba", "russia"}
