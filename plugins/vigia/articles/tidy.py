"""Make paragraphs of an extracted body: cleaned, without layout leftovers and reading tips."""

import re

from vigia.articles.phrases import TIP
from vigia.text import clean_text

TIP_CHARS = 60  # a longer line that begins like a tip is a sentence

_CELL_MARKS = re.compile(r"\\?\|")
_BULLET = re.compile(r"^[-•*–—]\s+")


def paragraphs(text: str, title: str) -> list[str]:
    """Cut an extracted body, one paragraph a line, into clean paragraphs.

    Left out: a first line that only repeats the title, reading tips, and the list under a tip.
    """
    kept: list[str] = []
    is_under_tip = False
    for line in clean_text(_CELL_MARKS.sub(" ", text)).split("\n"):
        bare = _BULLET.sub("", line).strip()
        if not any(char.isalnum() for char in bare):
            continue
        if TIP.match(bare) and len(bare) <= TIP_CHARS:
            is_under_tip = True
            continue
        is_under_tip = is_under_tip and bool(_BULLET.match(line))
        if not is_under_tip and not (not kept and _same(bare, title)):
            kept.append(line)
    return kept


def _same(line: str, title: str) -> bool:
    return re.sub(r"\W+", "", line.lower()) == re.sub(r"\W+", "", title.lower())
