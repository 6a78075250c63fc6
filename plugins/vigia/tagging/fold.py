"""Folding: text as it is compared, with the way back to the text as it was given.

``read_text`` removes what is invisible (soft hyphens, bidi marks, loose accents) and remembers
where each character came from; ``folded`` then has exactly one character for each one of
``clean``: small letters without accents, one kind of quote, one kind of space. Terms are folded
by the same table, so a comparison is a plain comparison of strings.
"""

import re
import unicodedata
from dataclasses import dataclass

_INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff"
_MARKS = "\u0300-\u036f"
_UNWANTED = re.compile(f"[{_INVISIBLE}{_MARKS}]|(?<=[ \u00a0\u202f])[ \u00a0\u202f]")
_CLUSTER = re.compile(f"[^{_MARKS}][{_MARKS}]+")
# Cheaper questions than those two, asked of every text first.
_HIDDEN = re.compile(f"[{_INVISIBLE}{_MARKS}]")
_WIDE_SPACES = re.compile("[ \u00a0\u202f]{2}")
_MIXED = re.compile("[a-z][а-яіїєґ]|[а-яіїєґ][a-z]")
_CYRILLIC_LETTER = re.compile("[а-яіїєґ]")
_LATIN_LETTER = re.compile("[a-z]")
_BEYOND_ASCII = re.compile("[^\x00-\x7f]")
_WORD = re.compile(r"\w+")

_SAME = {"ё": "е", "’": "'", "‘": "'", "ʼ": "'", "′": "'", "`": "'", "´": "'", "ʹ": "'", "ß": "ß"}
_SAME |= dict.fromkeys("«»“”„‟〝〞″", '"')
_SAME |= dict.fromkeys("-‐‑‒–—―−_\t\n\r\f\v\u2028\u2029\u0085", " ")
_SAME |= {"ø": "o", "đ": "d", "ł": "l", "ı": "i", "İ": "i"}
_KEPT = frozenset("йїґў")  # letters of their own, not accented ones

_LATIN, _CYRILLIC = "aceopxyikmhtbnu", "асеорхуікмнтвпи"
_TO_CYRILLIC = str.maketrans("aceopxyikmhtb", "асеорхуікмнтв")
_TO_LATIN = str.maketrans("асеорхуікмнтв", "aceopxyikmhtb")


class _Table(dict[int, str]):
    """One folded character for each character, worked out once."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold_character(chr(code))
        return folded


def _fold_character(char: str) -> str:
    char = _SAME.get(char, char)
    if char.isspace():
        return " "
    wide = unicodedata.normalize("NFKC", char)
    char = wide if len(wide) == 1 else char
    small = char.lower()
    char = small if len(small) == 1 else char
    if char in _KEPT:
        return char
    base = unicodedata.normalize("NFD", char)[0] if not unicodedata.combining(char) else char
    return _SAME.get(base, base)


_TABLE = _Table()
# A plain dictionary translates half as fast again as one that works out what is missing.
_COMMON = {code: _fold_character(chr(code)) for code in (*range(0x530), *range(0x2000, 0x2100))}
_UNCOMMON = re.compile("[^\x00-\u052f\u2000-\u20ff]")
_FEW = 4  # characters for each one beyond ASCII from which it is cheaper to replace them singly


def fold(text: str) -> str:
    """Return the folded form, of the same length."""
    if text.isascii():
        return text.translate(_COMMON)
    if _UNCOMMON.search(text) is not None:
        return text.translate(_TABLE)
    if (len(text.encode("utf-8", "surrogatepass")) - len(text)) * _FEW < len(text):
        # Once the accents are gone what is left is mostly ASCII, which is translated ten times as fast.
        text = _BEYOND_ASCII.sub(_common, text)
    return text.translate(_COMMON)


def _common(found: re.Match[str]) -> str:
    return _COMMON[ord(found[0])]


@dataclass(frozen=True, slots=True)
class Text:
    """One field of an item: as given, without what is invisible, and folded."""

    given: str
    clean: str
    folded: str
    offsets: tuple[int, ...] | None  # where each character of ``clean`` is in ``given``; None: the same

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a slice of ``clean`` lies in the text as given."""
        if self.offsets is None or start >= end:
            return start, end
        return self.offsets[start], self.offsets[end - 1] + 1


def read_text(given: str) -> Text:
    """Read a field: clean it, fold it, and mend words that mix Latin and Cyrillic letters."""
    clean, offsets = _clean(given)
    return Text(given, clean, mend(fold(clean)), offsets)


def _clean(given: str) -> tuple[str, tuple[int, ...] | None]:
    is_ascii = given.isascii()
    is_wide = "  " in given if is_ascii else _WIDE_SPACES.search(given) is not None
    has_hidden = not is_ascii and _HIDDEN.search(given) is not None
    if not is_wide and not has_hidden:
        return given, None
    composed = has_hidden and _CLUSTER.search(given) is not None
    characters, offsets = _composed(given) if composed else (list(given), list(range(len(given))))
    kept = [place for place in range(len(characters)) if not _is_unwanted(characters, place)]
    return "".join(characters[place] for place in kept), tuple(offsets[place] for place in kept)


def _is_unwanted(characters: list[str], place: int) -> bool:
    before = characters[place - 1] if place else ""
    return _UNWANTED.fullmatch(characters[place]) is not None or (
        before in " \u00a0\u202f" and before != "" and characters[place] in " \u00a0\u202f"
    )


def _composed(given: str) -> tuple[list[str], list[int]]:
    """Compose letters with their loose accents where one character can hold both."""
    characters: list[str] = []
    offsets: list[int] = []
    last = 0
    for cluster in _CLUSTER.finditer(given):
        characters += given[last : cluster.start()]
        offsets += range(last, cluster.start())
        whole = unicodedata.normalize("NFC", cluster[0][:8])
        characters.append(whole[0])
        offsets.append(cluster.start())
        last = cluster.end()
    characters += given[last:]
    offsets += range(last, len(given))
    return characters, offsets


def mend(folded: str) -> str:
    """Write words that mix both alphabets in the one most of their letters belong to."""
    if folded.isascii() or not _is_mixed(folded):
        return folded
    return _WORD.sub(lambda word: _mended(word[0]), folded)


def _is_mixed(folded: str) -> bool:
    # Most texts lack one of the alphabets, which is found out sooner.
    has_both = _CYRILLIC_LETTER.search(folded) is not None and _LATIN_LETTER.search(folded) is not None
    return has_both and _MIXED.search(folded) is not None


def _mended(word: str) -> str:
    if word.isascii() or _MIXED.search(word) is None:
        return word
    cyrillic = sum("а" <= char <= "я" or char in "іїєґ" for char in word)
    table = _TO_CYRILLIC if cyrillic * 2 > len(word) else _TO_LATIN
    return word.translate(table)
