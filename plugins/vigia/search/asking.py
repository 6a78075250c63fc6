"""Questions to the index: words, "phrases", -without, this OR that, begin*."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tantivy import FieldType, Index, Occur, Query

from vigia.errors import InputError
from vigia.search.index import day_number, open_index
from vigia.tagging.fold import read_text

TITLE_WEIGHT = 2.0  # a word of the title says more of what an article is about
EXCERPT_CHARS = 160
_TEXTS = ["title", "text"]
_QUOTES = str.maketrans(dict.fromkeys("«»“”„‟", '"'))
_BEGINNING = re.compile(r"(?<![\w*/])(\w+)\*(?![\w*/])")
_ANY_BEGINNING = r"(title:/\1.*/ OR text:/\1.*/)"
_WORD = re.compile(r"\w+")
_OPERATORS = ("AND", "OR")
_NOT = re.compile(r"(?:\bAND\s+)?\bNOT\s+")


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked for; an empty filter lets everything pass."""

    words: str
    since: date | None = None
    until: date | None = None
    languages: Sequence[str] = ()
    relevances: Sequence[str] = ()
    outlets: Sequence[str] = ()
    limit: int = 20


def ask(folder: Path, question: Question) -> list[tuple[str, float]]:
    """Return (article id, score) of the best answers, the best first.

    Raises InputError when the words cannot be read as a question.
    """
    index = open_index(folder)
    query = Query.boolean_query([(Occur.Must, part) for part in _parts(index, question)])
    searcher = index.searcher()
    hits = searcher.search(query, question.limit).hits
    return [(str(searcher.doc(address)["article_id"][0]), float(score)) for score, address in hits]


def excerpt(text: str, words: str) -> str:
    """Return the piece of a text around the first of the words; its beginning if none is there."""
    read = read_text(text)
    sought = "|".join(
        rf"\b{found[0]}" for found in _WORD.finditer(_folded(words)) if found[0] not in _OPERATORS
    )
    found = re.search(sought, read.folded) if sought else None
    start = max(0, (found.start() if found else 0) - EXCERPT_CHARS // 3)
    piece = read.clean[start : start + EXCERPT_CHARS]
    return (
        ("…" if start else "")
        + " ".join(piece.split())
        + ("…" if len(read.clean) > start + len(piece) else "")
    )


def _parts(index: Index, question: Question) -> list[Query]:
    if not _WORD.search(question.words):
        raise InputError('nothing to search for; try: vigia search "Díaz-Canel" Kremlin')
    parts = [_read(index, _BEGINNING.sub(_ANY_BEGINNING, _folded(question.words)))]
    for field, values in {
        "language_code": question.languages,
        "relevance": question.relevances,
        "outlet_id": question.outlets,
    }.items():
        parts += [Query.term_set_query(index.schema, field, list(values))] if values else []
    return parts + _days(index, question)


def _days(index: Index, question: Question) -> list[Query]:
    if question.since is None and question.until is None:
        return []
    bounds = (day_number(question.since or date.min), day_number(question.until or date.max))
    return [Query.range_query(index.schema, "day", FieldType.Integer, *bounds)]


def _read(index: Index, words: str) -> Query:
    try:
        return index.parse_query(
            words,
            _TEXTS,
            field_boosts={"title": TITLE_WEIGHT},
            conjunction_by_default=True,
            allow_regexes=True,
        )
    except ValueError as error:
        raise InputError(
            f"{words} cannot be read as a question: {error}. Write words, "
            '"a phrase", -without, this OR that, begin*; put anything else in quotes.'
        ) from error


def _folded(words: str) -> str:
    clean = read_text(words).clean.translate(_QUOTES)
    return _WORD.sub(_folded_word, _NOT.sub("-", clean))


def _folded_word(word: re.Match[str]) -> str:
    return word[0] if word[0] in _OPERATORS else read_text(word[0]).folded
