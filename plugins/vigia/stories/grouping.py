"""Grouping: every matching article into exactly one story, across languages.

Likeness = (0.55 actors + 0.20 topics + 0.25 numbers) × e^(−days / 2), zero beyond five days. Actors
by an idf-weighted cosine, shrunk so that few or common ones prove little; topics by Jaccard;
numbers by sharing one. An article joins the story whose members it is most like on average, if that
is at least 0.30, else it begins one. See DECISIONS.md for what it was measured on.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from vigia.stories.candidate import Candidate
from vigia.stories.copies import originals

THRESHOLD = 0.30
WINDOW = timedelta(days=5)
_HALF_LIFE_DAYS = 2.0
# A window of a few articles knows little of how common an actor is: it counts as this many at least.
_LEAST_ARTICLES = 20
_NUMBER = re.compile(r"\d{1,3}(?:[.,\s]\d{3})+(?![\d])|\d+")
_THOUSANDS = re.compile(r"^\s*(?:mil(?:es)?\b(?!l)|thousand|тыс|mille\b|tausend|tys)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Grouping:
    """Who is in which story, and who copies whom; both by article id."""

    story_by_article: Mapping[str, str]
    original_by_copy: Mapping[str, str]


def group(candidates: Iterable[Candidate]) -> Grouping:
    """Group the articles of a window; the order they come in does not matter.

    A copy is in the story of its original. An article that is in a story stays there; a new story
    takes its id from its first article, so that grouping the same articles again changes nothing.
    """
    ordered = sorted(candidates, key=lambda candidate: (candidate.at, candidate.article_id))
    copies = originals(ordered)
    weights = _entity_weights(ordered)
    numbers = {candidate.article_id: numbers_in(candidate.text) for candidate in ordered}
    stories: dict[str, list[Candidate]] = {}
    story_by_article: dict[str, str] = {}
    for candidate in sorted(ordered, key=lambda candidate: candidate.story_id is None):
        story = (
            candidate.story_id
            or story_by_article.get(copies.get(candidate.article_id, ""))
            or _most_like(candidate, stories, weights, numbers)
            or f"s{candidate.article_id}"
        )
        stories.setdefault(story, []).append(candidate)
        story_by_article[candidate.article_id] = story
    return Grouping(story_by_article, copies)


def likeness(
    one: Candidate,
    other: Candidate,
    weights: Mapping[str, float],
    numbers: Mapping[str, frozenset[int]],
) -> float:
    """Return how much two articles look like one event, about 0 to 1."""
    apart = abs(one.at - other.at)
    if apart > WINDOW:
        return 0.0
    entities = _cosine(one.entities, other.entities, weights)
    topics = _jaccard(one.topics, other.topics)
    shared = _number_likeness(numbers[one.article_id], numbers[other.article_id])
    decay = math.exp(-(apart / timedelta(days=1)) / _HALF_LIFE_DAYS)
    return (0.55 * entities + 0.20 * topics + 0.25 * shared) * decay


def numbers_in(text: str) -> frozenset[int]:
    """Return the numbers of a text, years left out; '730 mil' and '730 тыс.' are 730,000."""
    found = set()
    for hit in _NUMBER.finditer(text):
        digits = re.sub(r"\D", "", hit.group())
        if len(digits) > 12:
            continue
        value = int(digits)
        if _THOUSANDS.match(text[hit.end() : hit.end() + 12]):
            value *= 1000
        if not 1900 <= value <= 2100:
            found.add(value)
    return frozenset(found)


def _most_like(
    candidate: Candidate,
    stories: Mapping[str, Sequence[Candidate]],
    weights: Mapping[str, float],
    numbers: Mapping[str, frozenset[int]],
) -> str | None:
    best, best_story = 0.0, None
    for story, members in stories.items():
        near = [member for member in members if abs(member.at - candidate.at) <= WINDOW]
        if not near:
            continue
        mean = sum(likeness(candidate, member, weights, numbers) for member in near) / len(near)
        if mean > best:
            best, best_story = mean, story
    return best_story if best >= THRESHOLD else None


def _entity_weights(candidates: Sequence[Candidate]) -> dict[str, float]:
    """Return the squared idf of each entity; under the empty name that of one seen once."""
    counts = Counter(entity for candidate in candidates for entity in candidate.entities)
    total = max(len(candidates), _LEAST_ARTICLES)
    return {entity: math.log(1 + total / count) ** 2 for entity, count in counts.items()} | {
        "": math.log(1 + total) ** 2
    }


def _cosine(one: frozenset[str], other: frozenset[str], weights: Mapping[str, float]) -> float:
    shared = sum(weights[entity] for entity in one & other)
    # As if each had one more, rare and not shared: a single common name is not yet one event.
    lengths = [sum(weights[entity] for entity in entities) + weights[""] for entities in (one, other)]
    return shared / math.sqrt(math.prod(lengths))


def _jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one | other else 0.0


def _number_likeness(one: frozenset[int], other: frozenset[int]) -> float:
    shared = one & other
    if any(value >= 30 for value in shared):
        return 1.0
    if shared:
        return 0.5
    return -0.3 if one and other else 0.0
