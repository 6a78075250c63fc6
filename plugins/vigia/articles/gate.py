"""The quick look at a page: could it match at all? Two scans, about five times cheaper than extraction.

Lossless: whatever word the extracted text has, the scans see too, however the page writes it:
entities, escapes of JSON and scripts, invisible characters, loose accents, tags inside a word.
"""

import html as entities
import re
import unicodedata
from collections.abc import Callable, Collection, Iterator

from ahocorasick_rs import AhoCorasick, Implementation

TERM_COUNT = 5

# \u0441, \\u0441, \u{441}, \xe9
_CODE_ESCAPE = re.compile(r"\\{1,8}(?:u([0-9a-fA-F]{4})|u\{0{0,4}([0-9a-fA-F]{2,4})\}|x([0-9a-fA-F]{2}))")
_BLANK_ESCAPE = re.compile(r"\\{1,8}[nrtbf]")
_ENTITY = re.compile(r"&(?:#|[a-zA-Z]{2,31};)")
_INVISIBLE = "".join(
    map(
        chr,
        (
            0xAD,
            0x34F,
            0x61C,
            0x180E,
            *range(0x200B, 0x2010),
            *range(0x202A, 0x202F),
            *range(0x2060, 0x206A),
            0xFEFF,
        ),
    )
) + "".join(map(chr, range(0xFE00, 0xFE10)))
_ACCENTED = re.compile("[^\u0300-\u036f][\u0300-\u036f]{1,9}")
_LOOSE_ACCENT = re.compile("[\u0300-\u036f]+")
# Tags that may stand inside a word, and the comments that frameworks leave between two texts.
_INLINE = re.compile(
    r"</?(?:a|abbr|acronym|b|bdi|bdo|big|cite|code|del|dfn|em|font|i|ins|kbd|mark|nobr|q|s|small"
    r"|span|strike|strong|sub|sup|time|tt|u|var|wbr)(?:\s[^<>]{0,2000})?/?>|<!--[^<>]{0,500}-->",
    re.I,
)
_TAG = re.compile(r"<(?!meta\b)[a-zA-Z/!][^<>]{0,2000}>", re.IGNORECASE)  # a meta tag holds text


class Gate:
    """A scan for a set of terms."""

    def __init__(self, terms: Collection[str], fold: Callable[[str], str]) -> None:
        """Take folded terms and the function that folds a text in the same way.

        Of a term with ``*`` only what stands before it is looked for, as the beginning of a word.
        """
        self._fold = fold
        self._terms = tuple(dict.fromkeys(term for term in terms if term.split("*", 1)[0].strip()))
        self._needles = [" ".join(term.split("*", 1)[0].split()) for term in self._terms]
        self._automaton = AhoCorasick(self._needles, implementation=Implementation.DFA)

    def scan(self, html: str, *extra_texts: str) -> tuple[str, ...]:
        """Return up to five of the terms that a page or the texts beside it name; none is a closed gate.

        Five are plenty to explain why a page went on.
        """
        written = _composed(_unescaped("\n".join((html, *extra_texts))))
        found = self._found(written)
        # Tags are only taken out where the plain scan saw nothing: most pages, but at half the cost.
        return found or self._found(_TAG.sub(" ", _INLINE.sub("", written)))

    def _found(self, text: str) -> tuple[str, ...]:
        # Line by line, since folding a line of ASCII alone is many times quicker.
        folded = " ".join(" ".join(map(self._fold, text.splitlines())).split())
        terms: dict[str, None] = {}
        for number in self._hits(folded):
            terms[self._terms[number]] = None
            if len(terms) == TERM_COUNT:
                break
        return tuple(terms)

    def _hits(self, folded: str) -> Iterator[int]:
        for number, start, end in self._automaton.find_matches_as_indexes(folded, overlapping=True):
            needle = self._needles[number]
            is_inside = start > 0 and needle[0].isalnum() and folded[start - 1].isalnum()
            is_open_ended = "*" in self._terms[number] or not needle[-1].isalnum()
            if not is_inside and (is_open_ended or end == len(folded) or not folded[end].isalnum()):
                yield number


def _unescaped(text: str) -> str:
    if "\\" in text:
        text = _BLANK_ESCAPE.sub(" ", _CODE_ESCAPE.sub(_character, text))
    # Markup inside JSON inside markup is escaped twice.
    for _ in range(2):
        if not _ENTITY.search(text):
            break
        text = entities.unescape(text)
    return text


def _composed(text: str) -> str:
    """Drop what is invisible, and join letters with their accents; loose accents fall away."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-8", "replace").decode()
    # Looking for one character at a time is far quicker than any pattern or table.
    for character in _INVISIBLE:
        if character in text:
            text = text.replace(character, "")
    if _LOOSE_ACCENT.search(text):
        text = _ACCENTED.sub(lambda letter: unicodedata.normalize("NFC", letter[0]), text)
        text = _LOOSE_ACCENT.sub("", text)
    return text


def _character(escape: re.Match[str]) -> str:
    code = int(escape[1] or escape[2] or escape[3], 16)
    # Halves of surrogate pairs are emoji, which part words: a flag often stands before a country.
    return " " if 0xD800 <= code <= 0xDFFF else chr(code)
