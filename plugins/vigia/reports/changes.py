"""What changed between two versions of a text, in words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

CONTEXT_WORDS = 8  # kept on each side of a change
_MOST_WORDS = 20_000  # of what is compared word by word; more is told as a whole
_WORDS = re.compile(
    r"\s*\S+|\s+$"
)  # space goes with the word after it, so that a new paragraph changes no other


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of text: the same, added or removed; what is ``skipped`` is the same too."""

    kind: Literal["same", "added", "removed", "skipped"]
    text: str


def changes(before: str, after: str) -> tuple[Change, ...]:
    """Return what changed, with a few words around each change; empty when nothing did.

    Without the stretches that were added, and with those left out put back, it is the text before. Costs
    the square of the words in the worst case, so long texts that differ throughout are told as a whole.
    """
    if before == after:
        return ()
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if len(old) + len(new) > _MOST_WORDS:
        return tuple(change for change in (Change("removed", before), Change("added", after)) if change.text)
    return tuple(_stretches(old, new))


def _stretches(old: list[str], new: list[str]) -> Iterator[Change]:
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for number, (kind, start, end, new_start, new_end) in enumerate(codes):
        if kind == "equal":
            yield from _around(old[start:end], is_first=number == 0, is_last=number == len(codes) - 1)
            continue
        if start < end:
            yield Change("removed", "".join(old[start:end]))
        if new_start < new_end:
            yield Change("added", "".join(new[new_start:new_end]))


def _around(words: list[str], is_first: bool, is_last: bool) -> Iterator[Change]:
    head = 0 if is_first else CONTEXT_WORDS
    tail = 0 if is_last else CONTEXT_WORDS
    if len(words) <= head + tail:
        yield Change("same", "".join(words))
        return
    if head:
        yield Change("same", "".join(words[:head]))
    yield Change("skipped", "".join(words[head : len(words) - tail]))
    if tail:
        yield Change("same", "".join(words[-tail:]))
