"""The Cuban side alone: whether a text, be it a whole page with its markup, could name it.

Nothing is a match or a mention without it, so it is what the gate asks of a page.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable

from vigia.tagging.fold import fold, mend
from vigia.tagging.lexicon import TermRow
from vigia.tagging.patterns import Patterns

ENOUGH = 5  # terms that explain why a page went on


class CubanSide:
    """A search for the terms of the Cuban side, as the tagger would count them at best.

    A surface of an entity that needs company of its own side (``needs``: same) counts beside one of
    another entity. Words for the outlet's own side ("el Gobierno") are left out: a page of a
    Cuban outlet needs no gate. Where a page has small letters, an acronym does not stand.
    """

    def __init__(self, rows: Iterable[TermRow]) -> None:
        """Compile the rows that are of the Cuban side or of both."""
        by_term: dict[str, list[TermRow]] = defaultdict(list)
        for row in rows:
            if row.side != "russia" and row.needs != "home":
                by_term[fold(row.term)].append(row)
        self.terms = frozenset(by_term)
        self._patterns: Patterns[tuple[str, list[TermRow]]] = Patterns(
            [(term, (term, by_term[term])) for term in sorted(by_term)]
        )

    def find(self, text: str) -> tuple[str, ...]:
        """Return up to five terms by which a text could name the side; none when it could not."""
        # Line by line, since folding a line of ASCII alone is many times quicker.
        lines = [" ".join(line.split()) for line in text.splitlines()]
        clean = " ".join(line for line in lines if line)
        entities: dict[str, str | None] = {}
        folded = mend(" ".join(fold(line) for line in lines if line))
        for found in self._patterns.find(folded):
            term, rows = found.row
            fitting = [row for row in rows if _may_fit(row, clean[found.start : found.end])]
            if fitting:
                entities[term] = _needing(fitting)
            if len(entities) >= ENOUGH and _is_named(entities.values()):
                break
        return tuple(entities)[:ENOUGH] if _is_named(entities.values()) else ()


def _may_fit(row: TermRow, surface: str) -> bool:
    """Tell whether the tagger might take a surface: capitals at the beginning are not asked here."""
    if row.case == "upper":
        return surface.isupper()
    return row.case != "exact" or surface == row.term


def _needing(rows: list[TermRow]) -> str | None:
    """Return the entity of a term that needs another's company; None when it needs none.

    A surface of several entities may be any of them, so it is company to each.
    """
    if any(row.needs != "same" for row in rows):
        return None
    return " ".join(sorted({row.entity_id for row in rows}))


def _is_named(entities: Collection[str | None]) -> bool:
    return None in entities or len(set(entities)) > 1
