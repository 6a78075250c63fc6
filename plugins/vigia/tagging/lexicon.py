"""The lexicon: the seeds as typed records, checked, and hashed in an order of its own.

Seeds (``docs/rules.md`` explains each column):

- ``actors.csv``, ``topics.csv``: what tags point to
- ``terms.csv``: surfaces of both sides, written by hand; ``terms_generated.csv``: their inflected
  forms and spellings in other alphabets, made by ``vigia.tagging.generate``
- ``lookalikes.csv``: surfaces that only seem to be a side
- ``countries.csv``: surfaces of other countries, for lists; ``cues.csv``: words that tell what
  kind of text this is; ``topic_terms.csv``: surfaces of the topics
"""

import csv
import hashlib
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from vigia.errors import CatalogError
from vigia.tagging.fold import fold

SIDES = ("cuba", "russia", "both")
CASES = ("", "cap", "upper", "quoted", "exact")
NEEDS = ("", "any", "same", "home", "soviet")
TERM_COLUMNS = ("entity_id", "side", "kind", "language", "term", "case", "needs", "only")
MASK_SCOPES = ("place", "item", "mention")
CUES = frozenset(
    "relation before_outlet after_outlet sport sport_link digest history dated biography syndrome".split()
)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who can take part: a person, company, ship, outlet or named body of one side."""

    actor_id: str
    name: str
    side: str
    kind: str
    topics: tuple[tuple[str, float], ...] = ()  # what its presence speaks for, with a weight


@dataclass(frozen=True, slots=True)
class TermRow:
    """One surface of one entity of a side; a row of ``terms.csv``."""

    entity_id: str
    side: str
    kind: str
    language: str
    term: str
    case: str  # what the surface must look like: cap, upper, quoted, exact
    needs: str  # the company it needs to count: any, same, home, soviet
    only: str  # languages of items it counts in; all when empty
    place: str = field(default="", compare=False, repr=False)  # file and line


@dataclass(frozen=True, slots=True)
class MaskRow:
    """One surface that only looks like a side; a row of ``lookalikes.csv``."""

    mask_id: str
    hides: str  # entity ids hidden in the whole item, for scope ``item``
    scope: str
    language: str
    term: str
    case: str
    place: str = field(default="", compare=False, repr=False)  # file and line


@dataclass(frozen=True, slots=True)
class WordRow:
    """One surface of a country, a cue or a topic; ``weight`` is 1 but for topics."""

    group: str
    language: str
    term: str
    weight: float = 1.0
    case: str = ""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All rules that stand in the seeds."""

    actors: dict[str, Actor]
    topics: tuple[str, ...]  # in their order
    terms: tuple[TermRow, ...]
    masks: tuple[MaskRow, ...]
    countries: tuple[WordRow, ...]
    cues: tuple[WordRow, ...]
    topic_terms: tuple[WordRow, ...]
    faults: list[str] = field(default_factory=list)

    def digest(self, rules: str) -> str:
        """Return the sha256 over that of each row, wherever it stands, and of the rules in code."""
        sums = hashlib.sha256(rules.encode())
        parts: tuple[Iterable[object], ...] = (
            self.actors.values(), self.terms, self.masks, self.countries, self.cues, self.topic_terms,
        )  # fmt: skip
        for rows in parts:
            for one in sorted({_sum(row) for row in rows}):
                sums.update(one)
            sums.update(b"\0")
        sums.update(repr(self.topics).encode())
        return sums.hexdigest()


def _sum(row: object) -> bytes:
    return hashlib.sha256(repr(row).encode("utf-8", "surrogatepass")).digest()


def read_lexicon(seeds: Path) -> Lexicon:
    """Read and check the seeds of tagging.

    Raises CatalogError naming every faulty row.
    """
    faults: list[str] = []
    actors = dict(_actors(seeds, faults))
    topics = sorted((int(row["ordinal"]), row["topic"]) for _, row in _rows(seeds, "topics.csv", faults))
    names = tuple(topic for _, topic in topics)
    lexicon = Lexicon(
        actors=actors,
        topics=names,
        terms=tuple(_terms(seeds, "terms.csv", faults)) + tuple(_terms(seeds, "terms_generated.csv", faults)),
        masks=tuple(_masks(seeds, faults)),
        countries=tuple(_words(seeds, "countries.csv", "code", None, faults)),
        cues=tuple(_words(seeds, "cues.csv", "cue", CUES, faults)),
        topic_terms=tuple(_words(seeds, "topic_terms.csv", "topic", frozenset(names), faults)),
    )
    if faults:
        raise CatalogError(faults)
    return lexicon


def _rows(seeds: Path, name: str, faults: list[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield each row of a file with where it stands."""
    path = seeds / name
    if not path.is_file():
        faults.append(f"{name}: not in {seeds}; expected with the other seeds")
        return
    with path.open(encoding="utf-8", newline="") as file:
        cells = csv.reader(file)
        header = next(cells, [])
        for number, row in enumerate(filter(None, cells), start=2):
            if len(row) != len(header):
                faults.append(f"{name}:{number}: expected as many cells as the header has")
            else:
                # Most cells say what thousands of others say: one string for them all saves a fifth.
                yield f"{name}:{number}", dict(zip(header, map(sys.intern, row), strict=True))


def _actors(seeds: Path, faults: list[str]) -> Iterator[tuple[str, Actor]]:
    for place, row in _rows(seeds, "actors.csv", faults):
        pairs = [pair.partition(":") for pair in row["topics"].split()]
        if any(not weight.isdigit() for _, _, weight in pairs):
            faults.append(f"{place}: topics {row['topics']!r}: expected pairs like energy:3")
            continue
        topics = tuple((topic, float(weight)) for topic, _, weight in pairs)
        yield row["actor_id"], Actor(row["actor_id"], row["name"], row["side"], row["kind"], topics)


def _terms(seeds: Path, name: str, faults: list[str]) -> Iterator[TermRow]:
    for place, row in _rows(seeds, name, faults):
        term = TermRow(**{column: row[column] for column in TERM_COLUMNS}, place=place)
        fault = (
            _fault(term.side, SIDES, "side") or _fault(term.case, CASES, "case")
            or _fault(term.needs, NEEDS, "needs") or _term_fault(term.term)
        )  # fmt: skip
        if fault:
            faults.append(f"{place}: {fault}")
        else:
            yield term


def _masks(seeds: Path, faults: list[str]) -> Iterator[MaskRow]:
    for place, row in _rows(seeds, "lookalikes.csv", faults):
        mask = MaskRow(
            row["mask_id"], row["hides"], row["scope"], row["language"], row["term"], row["case"], place
        )
        fault = (
            _fault(mask.scope, MASK_SCOPES, "scope")
            or _fault(mask.case, CASES, "case")
            or _term_fault(mask.term)
        )
        if fault:
            faults.append(f"{place}: {fault}")
        else:
            yield mask


def _words(
    seeds: Path, name: str, column: str, known: frozenset[str] | None, faults: list[str]
) -> Iterator[WordRow]:
    for place, row in _rows(seeds, name, faults):
        fault = _term_fault(row["term"])
        if known is not None and row[column] not in known:
            fault = f"{column} {row[column]!r}: expected one of {', '.join(sorted(known))}"
        if fault:
            faults.append(f"{place}: {fault}")
        else:
            weight = float(row.get("weight") or 1)
            yield WordRow(row[column], row["language"], row["term"], weight, row.get("case") or "")


def _fault(value: str, known: tuple[str, ...], column: str) -> str | None:
    return None if value in known else f"{column} {value!r}: expected one of {known}"


def _term_fault(term: str) -> str | None:
    folded = fold(term)
    if not term or folded != folded.strip():
        return f"term {term!r}: expected text without spaces or dashes around it"
    if len(term.partition("*")[0]) < 2:
        return f"term {term!r}: expected at least 2 letters before '*'"
    return None
