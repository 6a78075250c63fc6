"""Make paragraphs of an extracted body: cleaned, without layout leftovers and reading tips."""

import re

from vigia.articles.phrases import TIP, TIP_HEADING
from vigia.text import clean_text

TIP_CHARS = 120  # a longer line that begins like a tip is a sentence
HEAD_LINES = 3  # above the text, where titles and dates are repeated

_LETTERS = re.compile(r"[^\W\d_]{2}")
_NO_WORD = re.compile(r"\W+")
_CELL_MARKS = re.compile(r"\\?\|")
_BULLET = re.compile(r"^[-•*]\s+")  # no longer dash: that is how speech begins


def paragraphs(text: str, title: str) -> list[str]:
    """Cut an extracted body, one paragraph a line, into clean paragraphs.

    Left out: the title and bare dates above the text, reading tips, and the list under a tip.
    """
    kept: list[str] = []
    is_under_tip = False
    for line in clean_text(_CELL_MARKS.sub(" ", text)).split("\n"):
        bare = _BULLET.sub("", line).strip()
        if not any(char.isalnum() for char in bare) or (len(kept) < HEAD_LINES and _is_heading(bare, title)):
            continue
        is_heading = TIP_HEADING.fullmatch(bare) is not None
        tip = TIP.match(bare) if len(bare) <= TIP_CHARS else None
        if is_heading or tip:
            # A tip that has its link beside it has none below.
            is_under_tip = is_heading or not _LETTERS.search(bare, tip.end() if tip else 0)
            continue
        is_under_tip = is_under_tip and bool(_BULLET.match(line))
        if not is_under_tip:
            kept.append(line.strip())
    return kept


def _is_heading(line: str, title: str) -> bool:
    """Say whether a line only repeats the title or has no word: a date, a time, a counter."""
    return not _LETTERS.search(line) or _NO_WORD.sub("", line.lower()) == _NO_WORD.sub("", title.lower())
