"""The quick look at a page: could it match at all? Two scans, several times cheaper than extraction.

Lossless: whatever word the extracted text has, the scans see too, however the page writes it:
entities, escapes of JSON and scripts, invisible characters, loose accents, tags inside a word.
"""

import html as entities
import re
import unicodedata
from collections.abc import Callable

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
    """A scan of pages by a search of plain text."""

    def __init__(self, find: Callable[[str], tuple[str, ...]]) -> None:
        """Take the search: it returns the terms it finds in a text, none when they do not suffice."""
        self._find = find

    def scan(self, html: str, *extra_texts: str) -> tuple[str, ...]:
        """Return what the search finds in a page or the texts beside it; nothing is a closed gate."""
        written = _composed(_unescaped("\n".join((html, *extra_texts))))
        # Tags are only taken out where the plain scan saw nothing: most pages, but at half the cost.
        return self._find(written) or self._find(_TAG.sub(" ", _INLINE.sub("", written)))


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
