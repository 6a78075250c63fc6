"""Hits: which terms of the sides stand where in an item, before they are judged.

A look-alike takes what lies in it, case rules apply, and of two hits of one side that overlap
the longer stays.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol, TypeVar

from vigia.tagging.fold import Text
from vigia.tagging.lexicon import MaskRow, TermRow, WordRow
from vigia.tagging.patterns import Found, Patterns
from vigia.tagging.segments import Sentence

LISTED = "list of countries"
MOST = 4_000  # hits of a field that are judged


@dataclass(slots=True)
class Hit:
    """One place of one term of a side, and what became of it."""

    field: str
    start: int  # in the clean text of the field
    end: int
    row: TermRow
    sentence: int  # its number in the item
    weight: float = 1.0
    dropped: str | None = None  # why it does not count at all
    named: str | None = None  # why it names its side, but says nothing of the relation
    mask: MaskRow | None = None  # the look-alike that took it

    @property
    def counts(self) -> bool:
        """Whether the hit can speak of the relation."""
        return self.dropped is None and self.named is None

    def of(self, side: str) -> bool:
        """Whether the hit is of a side; bilateral words are of both."""
        return self.row.side in (side, "both")


class Word(NamedTuple):
    """One place of a country or a cue."""

    field: str
    start: int
    end: int
    sentence: int
    row: WordRow


@dataclass(slots=True)
class Reading:
    """An item as the rules see it."""

    texts: dict[str, Text]
    sentences: list[Sentence]
    language: str | None
    outlet_country: str | None
    hits: list[Hit] = field(default_factory=list)
    countries: list[Word] = field(default_factory=list)
    cues: list[Word] = field(default_factory=list)
    _numbers: dict[str, "SentenceNumbers"] = field(default_factory=dict, repr=False)

    def numbers(self, name: str) -> "SentenceNumbers":
        """Return the sentence numbers of a field's places."""
        if name not in self._numbers:
            self._numbers[name] = SentenceNumbers(self.sentences, name)
        return self._numbers[name]

    @property
    def active(self) -> list[Hit]:
        """The hits that name their side, whether or not they speak of the relation."""
        return [hit for hit in self.hits if hit.dropped is None]

    def folded(self, name: str, start: int, end: int) -> str:
        """Return a slice of a field's folded text."""
        return self.texts[name].folded[max(0, start) : end]


def has_both(hits: Iterable[Hit]) -> bool:
    """Tell whether hits name both sides."""
    sides = {hit.row.side for hit in hits}
    return "both" in sides or sides >= {"cuba", "russia"}


def read_hits(reading: Reading, patterns: Patterns[TermRow | MaskRow]) -> list[Hit]:
    """Find the hits of every field, look-alikes taken out."""
    hits: list[Hit] = []
    hidden: dict[str, str] = {}
    for name, text in reading.texts.items():
        if not text.clean:
            continue
        terms, masks = _candidates(reading, text, patterns, hidden)
        numbers = reading.numbers(name)
        masks = longest(masks)
        for found in _resolved(terms)[:MOST]:
            hit = Hit(name, found.start, found.end, found.row, numbers.at(found.start))
            mask = _mask_over(found, masks)
            if mask is not None:
                _take(hit, mask)
            hits.append(hit)
    _hide(hits, hidden)
    return hits


def read_words(reading: Reading, patterns: Patterns[WordRow]) -> list[Word]:
    """Find the words of every field, such as countries or cues."""
    words = []
    for name, text in reading.texts.items():
        numbers = reading.numbers(name)
        found = [one for one in patterns.find(text.folded) if not one.row.case or _fits(one, text, False)][
            : MOST * 2
        ]
        words += [Word(name, one.start, one.end, numbers.at(one.start), one.row) for one in found]
    return sorted(words, key=lambda word: (word.sentence, word.start))


def longest_words(words: Sequence[Word]) -> list[Word]:
    """Keep, of words that overlap, the longer."""
    kept: list[Word] = []
    for field_ in dict.fromkeys(word.field for word in words):
        kept += longest([word for word in words if word.field == field_])
    return sorted(kept, key=lambda word: (word.sentence, word.start))


class SentenceNumbers:
    """Which sentence of the item a place of a field is in."""

    def __init__(self, all_sentences: Sequence[Sentence], name: str) -> None:
        """Note where the field's sentences start."""
        spans = [(number, one) for number, one in enumerate(all_sentences) if one.field == name]
        self._first = spans[0][0] if spans else 0
        self._starts = [one.start for _, one in spans]

    def at(self, start: int) -> int:
        """Return the number of the sentence at a place."""
        return self._first + (bisect_right(self._starts, start) or 1) - 1


def _candidates(
    reading: Reading, text: Text, patterns: Patterns[TermRow | MaskRow], hidden: dict[str, str]
) -> tuple[list[Found[TermRow]], list[Found[MaskRow]]]:
    terms: list[Found[TermRow]] = []
    masks: list[Found[MaskRow]] = []
    is_small: bool | None = None
    for found in patterns.find(text.folded):
        row = found.row
        if row.case and is_small is None:
            is_small = not any(map(str.isupper, text.clean))
        if row.case and not _fits(found, text, bool(is_small)):
            if isinstance(row, TermRow) and row.kind == "country" and row.case == "cap":
                hidden.setdefault(row.entity_id, f"a common word here: {found.row.term.lower()}")
            continue
        if isinstance(row, MaskRow):
            masks.append(Found(found.start, found.end, row))
            hidden.update(dict.fromkeys(row.hides.split(), f"look-alike: {row.mask_id}"))
        elif not row.only or (reading.language or "") in row.only.split():
            terms.append(Found(found.start, found.end, row))
        if len(terms) + len(masks) >= MOST * 4:
            break
    return terms, masks


class _Cased(Protocol):
    @property
    def term(self) -> str: ...
    @property
    def case(self) -> str: ...
    @property
    def language(self) -> str: ...


Cased = TypeVar("Cased", bound=_Cased)


class _Spanning(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


Spanning = TypeVar("Spanning", bound=_Spanning)


def _fits(found: Found[Cased], text: Text, is_small: bool) -> bool:
    """Tell whether the surface is written as its row asks; a text without capitals asks nothing."""
    case = found.row.case
    if not case:
        return True
    surface = text.clean[found.start : found.end]
    if case == "cap":  # Ukrainian papers write росія, путін in small letters on purpose
        return surface[:1].isupper() or found.row.language == "uk" or is_small
    if case == "exact":
        return surface == found.row.term
    if case == "upper":
        return surface.isupper() and not _shouts(text.clean, found)
    before, after = text.folded[max(0, found.start - 1) : found.start], text.folded[found.end : found.end + 1]
    return before == '"' and after == '"'


def _shouts(clean: str, found: Found[Cased]) -> bool:
    """Tell whether everything around is in capitals, so that they mean nothing."""
    around = clean[max(0, found.start - 25) : found.start] + clean[found.end : found.end + 25]
    letters = [char for char in around if char.isalpha()]
    return len(letters) > 8 and all(map(str.isupper, letters))


def longest(found: Sequence[Spanning]) -> list[Spanning]:
    """Keep, of finds that overlap, the longer; of equally long ones the first given."""
    kept: list[Spanning] = []
    for one in sorted(found, key=lambda each: (each.start, each.start - each.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
        elif one.end - one.start > kept[-1].end - kept[-1].start:
            kept[-1] = one
    return kept


def _resolved(terms: list[Found[TermRow]]) -> list[Found[TermRow]]:
    """Keep the longest hits of each side; a bilateral word takes both sides' hits in it."""
    both = longest(_ranked([one for one in terms if one.row.side == "both"]))
    kept = list(both)
    for side in ("cuba", "russia"):
        own = longest(_ranked([one for one in terms if one.row.side == side]))
        if both:
            own = [one for one in own if not any(each.start <= one.start < each.end for each in both)]
        kept += own
    return sorted(kept, key=lambda one: (one.start, one.end, one.row.side))


def _ranked(terms: list[Found[TermRow]]) -> list[Found[TermRow]]:
    """Put first, of one surface, what is surest: quoted before other names, strong before weak."""
    return sorted(terms, key=lambda one: (one.row.case != "quoted", one.row.needs, one.row.entity_id))


def _mask_over(found: Found[TermRow], masks: list[Found[MaskRow]]) -> MaskRow | None:
    at = bisect_right(masks, found.start, key=lambda mask: mask.start)
    for mask in masks[max(0, at - 1) : at + 1]:
        overlaps = mask.start < found.end and found.start < mask.end
        if overlaps and found.end - found.start <= mask.end - mask.start:
            return mask.row
    return None


def _take(hit: Hit, mask: MaskRow) -> None:
    hit.mask, hit.weight = mask, 0.0
    if mask.scope == "mention":
        hit.named = f"only a name: {mask.mask_id}"
    else:
        hit.dropped = f"look-alike: {mask.mask_id}"


def _hide(hits: list[Hit], hidden: dict[str, str]) -> None:
    """Let item-wide look-alikes hide their word elsewhere, unless its side is named otherwise.

    ``hidden`` gives the reason for each entity.
    """
    for side in ("cuba", "russia"):
        if any(
            hit.of(side) and hit.dropped is None and not hit.row.needs and hit.row.entity_id not in hidden
            for hit in hits
        ):
            continue
        for hit in hits:
            if hit.row.side == side and hit.dropped is None and hit.row.entity_id in hidden:
                hit.dropped, hit.weight = hidden[hit.row.entity_id], 0.0
