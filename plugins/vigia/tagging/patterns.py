"""Patterns: many terms found in one pass over folded text.

A term is literal but for ``*``, which stands for the rest of a word. The literal up to the first
``*`` goes into one Aho–Corasick automaton; the rest is a regular expression anchored behind it.
Overlapping matches are asked for: leftmost-longest search would hide a hit behind a longer literal
that then fails at its word boundary.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Generic, NamedTuple, Protocol, TypeVar

from ahocorasick_rs import AhoCorasick

from vigia.tagging.fold import fold

Row = TypeVar("Row")


class _Spoken(Protocol):
    @property
    def language(self) -> str: ...
    @property
    def term(self) -> str: ...


SpokenRow = TypeVar("SpokenRow", bound=_Spoken)


class Found(NamedTuple, Generic[Row]):
    """One place where a term stands in folded text; a tuple, since there are a hundred in an item."""

    start: int
    end: int
    row: Row


class Patterns(Generic[Row]):
    """An automaton over the terms of rows."""

    def __init__(self, rows: Sequence[tuple[str, Row]]) -> None:
        """Compile terms, each with the row that is reported for it."""
        table: dict[str, list[tuple[re.Pattern[str] | None, Row]]] = {}
        for term, row in rows:
            literal, tail = _compiled(term)
            table.setdefault(literal, []).append((tail, row))
        self.literals = tuple(table)
        self._rows = list(table.values())
        self._automaton = AhoCorasick(list(table)) if table else None

    def find(self, folded: str) -> Iterator[Found[Row]]:
        """Yield every place of every term, at word boundaries, in no promised order."""
        if self._automaton is None:
            return
        length = len(folded)
        for number, start, end in self._automaton.find_matches_as_indexes(folded, overlapping=True):
            if start and folded[start - 1].isalnum() and folded[start].isalnum():
                continue
            is_closed = end == length or not folded[end].isalnum() or not folded[end - 1].isalnum()
            for tail, row in self._rows[number]:
                if tail is None:
                    if is_closed:
                        yield Found(start, end, row)
                    continue
                found = tail.match(folded, end)
                if found:
                    yield Found(start, found.end(), row)


def _compiled(term: str) -> tuple[str, re.Pattern[str] | None]:
    literal, star, rest = fold(term).partition("*")
    if not star:
        return literal, None
    return literal, _tail(rest)


_TAILS: dict[str, re.Pattern[str]] = {}


def _tail(rest: str) -> re.Pattern[str]:
    if rest not in _TAILS:
        pattern = r"\w{0,30}" + r"\w{0,30}".join(re.escape(piece) for piece in rest.split("*"))
        _TAILS[rest] = re.compile(pattern + r"(?!\w)")
    return _TAILS[rest]


class Spoken(Generic[SpokenRow]):
    """Terms that are looked for in texts of their own language; all of them where it is none of theirs."""

    def __init__(self, rows: Sequence[SpokenRow]) -> None:
        """Take rows; those of each language are compiled when it is first met. ``mul`` is every language."""
        self._rows = rows
        self._languages = {row.language for row in rows} - {"mul"}
        self._compiled: dict[str | None, Patterns[SpokenRow]] = {}

    def of(self, language: str | None) -> Patterns[SpokenRow]:
        """Return the patterns for texts of a language."""
        known = language if language in self._languages else None
        if known not in self._compiled:
            spoken = [row for row in self._rows if known is None or row.language in (known, "mul")]
            self._compiled[known] = Patterns([(row.term, row) for row in spoken])
        return self._compiled[known]
