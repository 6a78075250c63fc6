"""Segments: the paragraphs and sentences of a field, as places in its clean text."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_PARAGRAPH = re.compile(r"[^\n\r]+")
_END = re.compile(r"[.!?…][\"'»”’)\]]{0,3}\s+(?=[\"'«“„‘(\[¿¡—–-]{0,3}\s?[A-ZÀ-ÞĀ-ŽА-ЯЁЇІЄҐ0-9])")
_ABBREVIATED = re.compile(
    r"(?:\b(?:[A-ZÀ-ÞА-ЯЁ]|Mr|Mrs|Ms|Dr|Prof|Sr|Sra|Gen|Gral|Lt|Col|Cmdt|Adm|St|Sto|Sta|Mt|No|Nr|núm|vs|Inc|Corp|"
    r"EE|UU|U\.S|S\.A|art|ср|г|гг|им|тыс|млн|млрд|руб|долл|св|о|ул|См|т\.д|т\.п|bzw|ca|z\.B|d\.h|Mio|Mrd|"
    r"ene|feb|mar|abr|jun|jul|ago|sep|sept|oct|nov|dic|déc|janv|Jan|Feb|Aug|Sep|Sept|Oct|Nov|Dec|p|pp|cf|ex)\.)$"
)


class Sentence(NamedTuple):
    """One sentence: its place in the clean text of its field, and its paragraph in the item."""

    field: str
    start: int
    end: int
    paragraph: int
    is_first: bool  # of its paragraph


def sentences(field: str, clean: str, first_paragraph: int) -> list[Sentence]:
    """Cut a field into sentences; paragraphs are counted from ``first_paragraph``."""
    found = []
    paragraph = first_paragraph
    for block in _PARAGRAPH.finditer(clean):
        if not block[0].strip():
            continue
        for place, (start, end) in enumerate(_cuts(clean, block.start(), block.end())):
            found.append(Sentence(field, start, end, paragraph, place == 0))
        paragraph += 1
    return found


def _cuts(clean: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for mark in _END.finditer(clean, start, end):
        if _ABBREVIATED.search(clean, max(start, mark.start() - 8), mark.start() + 1):
            continue
        yield start, mark.end()
        start = mark.end()
    if start < end:
        yield start, end
