"""Briefs: the parts of a round-up, which have nothing to do with each other."""

import re
from collections import defaultdict

from vigia.tagging.hits import Reading

LEAST_BRIEFS, MOSTLY = 3, 0.6  # paragraphs that begin like a brief, and their share, that make a round-up
_BRIEF = re.compile(r"\s*(?:[·•▪■●►▶◆*-]\s|[^\W\d_]{3,}(?:[ -][^\W\d_]+){0,3}\s?(?:\.\s?[—–-]|[—–]))")


def is_digest(reading: Reading) -> bool:
    """Tell whether the title says that unlike things follow, or the paragraphs show it."""
    is_said = any(word.row.group == "digest" and word.field == "title" for word in reading.cues)
    return is_said or _begin_like_briefs(reading)


def _begin_like_briefs(reading: Reading) -> bool:
    """Tell whether most paragraphs of a body begin with a bullet or the place of a dateline."""
    firsts = [one for one in reading.sentences if one.field == "body" and one.is_first]
    marked = sum(_BRIEF.match(reading.texts["body"].clean, one.start) is not None for one in firsts)
    return marked >= LEAST_BRIEFS and marked >= MOSTLY * len(firsts)


def briefs(reading: Reading) -> list[list[int]]:
    """Return the sentences of each brief: a paragraph, or a sentence where all stand in one paragraph.

    The title is none.
    """
    found: dict[int, list[int]] = defaultdict(list)
    for number, sentence in enumerate(reading.sentences):
        if sentence.field != "title":
            found[sentence.paragraph].append(number)
    if len(found) > 1:
        return list(found.values())
    return [[number] for one in found.values() for number in one]
