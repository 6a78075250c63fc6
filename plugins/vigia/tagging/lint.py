"""Lint: what is wrong or doubtful in the rows of the rules, each with its file and line.

Errors are what makes a rule wrong or leaves a look-alike unproven; warnings are what a rule writer
should look at once.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from vigia.tagging.examples import EXAMPLE_COLUMNS, LOOKALIKE, Example, Trial, try_examples
from vigia.tagging.fold import fold
from vigia.tagging.lexicon import Lexicon
from vigia.tagging.patterns import Patterns

SHORTEST = 4  # letters before a wildcard; fewer begin too many words
LITTLE = 3  # letters that a look-alike adds to a sure word; fewer or as many hardly tell them apart
NAMED_IN = ("en", "es", "ru")  # languages in which most items name an actor

# The files with surfaces, and the column that says what a surface is of.
SURFACES = {
    "terms.csv": "entity_id",
    "lookalikes.csv": "mask_id",
    "countries.csv": "code",
    "cues.csv": "cue",
    "topic_terms.csv": "topic",
}
FILES = (*SURFACES, "terms_generated.csv", "actors.csv", "topics.csv", "examples.csv")

_REGEX = re.compile(r"[\\\[\]|^${}]|\.[*+?]|\(\?|\*\*")
_LATIN, _CYRILLIC = re.compile("[A-Za-zÀ-ÖØ-öø-ÿ]"), re.compile("[Ѐ-ӿ]")
_WORD = re.compile(r"\w+")

LANGUAGES = ("en", "es", "ru", "pt", "fr", "de", "it", "uk")  # in which each topic has terms


@dataclass(frozen=True, slots=True)
class SeedRow:
    """One row of a seed file and its line there."""

    line: int
    cells: Mapping[str, str]


Tables = Mapping[str, Sequence[SeedRow]]  # by file name


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend or to look at."""

    level: Literal["error", "warning"]
    check: str
    place: str  # file:line
    message: str


def lint(tables: Tables, lexicon: Lexicon) -> list[Finding]:
    """Return what is wrong in the seeds: the errors first, each check in the order of the files.

    ``lexicon`` is what the same seeds compile to.
    """
    found = [
        *_surfaces(tables),
        *_duplicates(tables),
        *_shadowed(tables, lexicon),
        *_greedy(tables, lexicon),
        *_topics(tables),
        *_actors(tables),
        *_examples(tables, lexicon),
    ]
    return sorted(found, key=lambda one: one.level)


def read_examples(tables: Tables) -> list[Example]:
    """Return the rows of ``examples.csv`` as examples."""
    return [
        Example(f"examples.csv:{row.line}", **{name: row.cells[name] for name in EXAMPLE_COLUMNS})
        for row in tables["examples.csv"]
    ]


def _surfaces(tables: Tables) -> Iterator[Finding]:
    for name in SURFACES:
        for row in tables[name]:
            for level, check, message in _of_surface(row.cells["term"]):
                yield Finding(level, check, f"{name}:{row.line}", f"term {row.cells['term']!r}: {message}")


def _of_surface(term: str) -> Iterator[tuple[Literal["error", "warning"], str, str]]:
    if unicodedata.normalize("NFC", term) != term:
        yield "error", "not NFC", "its accents are loose characters; expected the composed form (NFC)"
    if any(_LATIN.search(word) and _CYRILLIC.search(word) for word in _WORD.findall(term)):
        yield "error", "mixed scripts", "a word mixes Latin and Cyrillic letters; expected one alphabet"
    if _REGEX.search(term):
        yield "error", "looks like a regex", "terms are literal, only '*' stands for the rest of a word"
    before, star, _ = term.partition("*")
    if star and sum(map(str.isalnum, before)) < SHORTEST:
        yield "warning", "short wildcard", f"fewer than {SHORTEST} letters before '*' begin many other words"


def _duplicates(tables: Tables) -> Iterator[Finding]:
    """Find surfaces that two ids claim: which of them is reported is chance to the reader."""
    for name, column in SURFACES.items():
        if name in ("cues.csv", "topic_terms.csv"):  # there a word may speak for several things
            continue
        first: dict[tuple[str, ...], SeedRow] = {}
        for row in tables[name]:
            cells = row.cells
            key = (cells.get("side", ""), cells["case"], cells.get("needs", ""), fold(cells["term"]))
            known = first.setdefault(key if name == "terms.csv" else (*key, cells["language"]), row)
            if known.cells[column] != cells[column]:
                message = (
                    f"term {cells['term']!r} of {cells[column]} is also one of {known.cells[column]}, "
                    f"line {known.line}; keep one"
                )
                yield Finding("warning", "claimed twice", f"{name}:{row.line}", message)


def _shadowed(tables: Tables, lexicon: Lexicon) -> Iterator[Finding]:
    """Find terms that lie in a look-alike as a whole, so that they never count."""
    masks = Patterns([(row.term, row) for row in lexicon.masks])
    for row in tables["terms.csv"]:
        surface = row.cells["term"].replace("*", "")
        folded = fold(surface)
        for found in masks.find(folded):
            is_whole = found.start == 0 and found.end == len(folded)
            asks = found.row.case
            if is_whole and (not asks or (asks == "cap" and surface[:1].isupper())):
                message = f"term {row.cells['term']!r} is taken by the look-alike {found.row.mask_id}, always"
                yield Finding("warning", "shadowed", f"terms.csv:{row.line}", message)
                break


def _greedy(tables: Tables, lexicon: Lexicon) -> Iterator[Finding]:
    """Find look-alikes that are a sure word of a side and little more: «Куба и» takes «Куба и Россия»."""
    sure = Patterns([(row.term, row) for row in lexicon.terms if not row.needs and row.kind != "outlet"])
    for row in tables["lookalikes.csv"]:
        term = fold(row.cells["term"].replace("*", ""))
        is_apart = not term.replace(" ", "").isalnum()  # "Cuba, Mo." has what nobody writes by chance
        if is_apart or row.cells["case"] in ("exact", "quoted") or row.cells["scope"] == "mention":
            continue
        for found in sure.find(term):
            rest = sum(map(str.isalnum, term)) - sum(map(str.isalnum, term[found.start : found.end]))
            if 0 < rest <= LITTLE:
                message = (
                    f"term {row.cells['term']!r} takes {found.row.term!r} ({found.row.entity_id}) with only "
                    f"{rest} letter(s) more: would it take the true thing too?"
                )
                yield Finding("warning", "greedy look-alike", f"lookalikes.csv:{row.line}", message)
                break


def _topics(tables: Tables) -> Iterator[Finding]:
    spoken = defaultdict(set)
    for row in tables["topic_terms.csv"]:
        spoken[row.cells["topic"]].add(row.cells["language"])
    for row in tables["topics.csv"]:
        missing = [one for one in LANGUAGES if one not in spoken[row.cells["topic"]]]
        if missing:
            message = f"topic {row.cells['topic']} has no terms in {', '.join(missing)}"
            yield Finding("error", "topic lacks a language", f"topics.csv:{row.line}", message)


def _actors(tables: Tables) -> Iterator[Finding]:
    """Find actors without a name in the chief languages; the canonical name is an English one."""
    spoken, surfaces = defaultdict(set), defaultdict(set)
    for row in (*tables["terms.csv"], *tables["terms_generated.csv"]):
        spoken[row.cells["entity_id"]].add(row.cells["language"])
        surfaces[row.cells["entity_id"]].add(fold(row.cells["term"]))
    for row in tables["actors.csv"]:
        actor_id, languages = row.cells["actor_id"], spoken[row.cells["actor_id"]]
        if fold(row.cells["name"]) in surfaces[actor_id]:
            languages = languages | {"en"}
        missing = [one for one in NAMED_IN if one not in languages and "mul" not in languages]
        if missing:
            message = f"actor {actor_id} has no name in {', '.join(missing)}"
            yield Finding("warning", "actor lacks a language", f"actors.csv:{row.line}", message)


def _examples(tables: Tables, lexicon: Lexicon) -> Iterator[Finding]:
    trials = try_examples(lexicon, read_examples(tables))
    for trial in trials:
        if trial.fault:
            one = trial.example
            message = f"{one.rule}, {one.expect}: {one.text!r} {trial.fault}"
            yield Finding("error", "example fails", one.place, message)
    yield from _repeated(trial.example for trial in trials)
    yield from _unproven(tables, trials)


def _repeated(examples: Iterable[Example]) -> Iterator[Finding]:
    first: dict[tuple[str, ...], Example] = {}
    for one in examples:
        known = first.setdefault((one.rule, one.language, one.country, one.text), one)
        if known is not one:
            yield Finding("error", "example repeated", one.place, f"the same as {known.place}")


def _unproven(tables: Tables, trials: Iterable[Trial]) -> Iterator[Finding]:
    decided: dict[str, bool] = {}
    for trial in trials:
        if trial.example.expect == "miss":
            rule = trial.example.rule
            decided[rule] = decided.get(rule, False) or trial.is_decided_by_rule
    first: dict[str, SeedRow] = {}
    for row in tables["lookalikes.csv"]:
        first.setdefault(row.cells["mask_id"], row)
    for mask_id, row in first.items():
        place, rule = f"lookalikes.csv:{row.line}", f"{LOOKALIKE}{mask_id}"
        if rule not in decided:
            message = f"look-alike {mask_id} has no example that must miss; add a row to examples.csv"
            yield Finding("error", "no miss example", place, message)
        elif not decided[rule]:
            message = f"look-alike {mask_id}: its examples miss without it too; give one that it decides"
            yield Finding("warning", "look-alike decides nothing", place, message)
