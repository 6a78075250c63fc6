"""Examples: sentences that show what a rule must find and what it must not.

A row of ``examples.csv`` names a rule as ``Evidence.rule`` does and says what must come out:

- of a term, ``hit``: it counts; ``miss``: it does not
- of a look-alike, ``miss``: what it covers does not count, nor what it hides; ``hit``: the true
  thing, which may stand beside it, counts all the same
- ``match``, ``mention``, ``none``: the relevance, with the rule among the reasons
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from vigia.model import Evidence, Tags
from vigia.tagging.fold import fold, read_text
from vigia.tagging.lexicon import Lexicon, MaskRow
from vigia.tagging.patterns import Patterns
from vigia.tagging.tagger import Item, Tagger

EXAMPLE_COLUMNS = ("rule", "expect", "language", "country", "text", "note")
EXPECTATIONS = ("hit", "miss", "match", "mention", "none")
BODY = " // "  # what stands before it is the title, what stands behind it the body
TERM, LOOKALIKE = "terms.csv:", "lookalikes.csv:"


@dataclass(frozen=True, slots=True)
class Example:
    """One row of ``examples.csv``."""

    place: str  # file:line
    rule: str
    expect: str
    language: str
    country: str  # of the outlet, ISO 3166-1 alpha-2; empty: unknown
    text: str
    note: str

    @property
    def item(self) -> Item:
        """The text as an item of news."""
        title, _, body = self.text.partition(BODY)
        return Item(title, "", body, self.language, self.country or None)


@dataclass(frozen=True, slots=True)
class Trial:
    """An example that was tried."""

    example: Example
    fault: str | None  # None when the rules do as it says
    is_decided_by_rule: bool  # of a look-alike's miss: without look-alikes it would be a hit


def rule_names(lexicon: Lexicon) -> frozenset[str]:
    """Return every rule by the name it has in evidence."""
    terms = {f"{TERM}{row.entity_id}" for row in lexicon.terms}
    return frozenset(terms | {f"{LOOKALIKE}{row.mask_id}" for row in lexicon.masks})


def try_examples(lexicon: Lexicon, examples: Iterable[Example]) -> list[Trial]:
    """Tag every example by a lexicon and say which do not come out as they should."""
    bench = _Bench(lexicon)
    return [bench.tried(example) for example in examples]


class _Bench:
    """The rules, and the rules without look-alikes."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.tagger = Tagger(lexicon)
        self.bare = Tagger(replace(lexicon, masks=()))
        self.rules = rule_names(lexicon)
        self.masks: dict[str, list[MaskRow]] = {}
        for row in lexicon.masks:
            self.masks.setdefault(f"{LOOKALIKE}{row.mask_id}", []).append(row)

    def tried(self, example: Example) -> Trial:
        if example.rule not in self.rules:
            fault = f"rule {example.rule!r}: expected one such as {TERM}cuba or {LOOKALIKE}mark-cuban"
            return Trial(example, fault, is_decided_by_rule=False)
        if example.expect not in EXPECTATIONS:
            fault = f"expect {example.expect!r}: expected one of {', '.join(EXPECTATIONS)}"
            return Trial(example, fault, is_decided_by_rule=False)
        tags = self.tagger.tag(example.item)
        if example.rule in self.masks and example.expect in ("hit", "miss"):
            return self._of_lookalike(example, tags)
        return Trial(example, _fault(example, tags), is_decided_by_rule=True)

    def _of_lookalike(self, example: Example, tags: Tags) -> Trial:
        rows = self.masks[example.rule]
        places = _places(rows, example.item)
        if example.expect == "hit":
            beside = [one for one in _kept(tags) if not _lies_in(one, places)]
            return Trial(example, None if beside else _told("counts nothing", tags), is_decided_by_rule=True)
        if not places:
            return Trial(example, "holds no surface of this look-alike", is_decided_by_rule=False)
        hidden = {entity for row in rows for entity in row.hides.split()}

        def wrong(found: Tags) -> list[Evidence]:
            return [one for one in _kept(found) if _lies_in(one, places) or one.entity_id in hidden]

        counted = wrong(tags)
        fault = f"counts {counted[0].surface!r} by {counted[0].rule}" if counted else None
        return Trial(example, fault, is_decided_by_rule=bool(wrong(self.bare.tag(example.item))))


def _fault(example: Example, tags: Tags) -> str | None:
    own = [one for one in tags.evidence if one.rule == example.rule]
    kept = [one for one in own if one.dropped_because is None]
    if example.expect == "hit":
        return None if kept else _told("does not count", tags)
    if example.expect == "miss":
        return f"counts {kept[0].surface!r}" if kept else None
    if tags.relevance != example.expect:
        return _told(f"is {tags.relevance} ({tags.score:g}), expected {example.expect}", tags)
    return None if own else _told("is not among the reasons", tags)


def _kept(tags: Tags) -> list[Evidence]:
    return [one for one in tags.evidence if one.dropped_because is None]


Place = tuple[str, int, int]


def _places(rows: Iterable[MaskRow], item: Item) -> list[Place]:
    """Return where surfaces of a look-alike stand, in the text as given."""
    patterns = Patterns([(row.term, row) for row in rows])
    places = []
    for name in ("title", "body"):
        text = read_text(getattr(item, name))
        for one in patterns.find(text.folded):
            start, end = text.span(one.start, one.end)
            if _is_written_so(text.given, start, end, one.row):
                places.append((name, start, end))
    return places


def _is_written_so(given: str, start: int, end: int, row: MaskRow) -> bool:
    """Tell whether a surface has the capitals or quotation marks that its row asks for."""
    surface = given[start:end]
    around = given[max(0, start - 1) : start] + given[end : end + 1]
    is_so = {"exact": surface == row.term, "cap": surface[:1].isupper(), "quoted": fold(around) == '""'}
    return is_so.get(row.case, True)


def _lies_in(one: Evidence, places: Iterable[Place]) -> bool:
    return any(one.field == field and start < one.end and one.start < end for field, start, end in places)


def _told(fault: str, tags: Tags) -> str:
    """Add to a fault what was found instead."""
    found = [f"{one.surface!r} by {one.rule}: {one.dropped_because or 'counts'}" for one in tags.evidence]
    return f"{fault}; found {'; '.join(found[:4]) or 'nothing'}"
