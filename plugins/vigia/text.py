"""Plain text: cleaning, stripping markup, cutting into sentences and words."""

import html as entities
import re
import unicodedata
from functools import cache

from resiliparse.extract.html2text import extract_plain_text

MAX_HTML_CHARS = 2_000_000  # more than any feed field; a book has about one million
MOST_ATTRIBUTES = 200  # of one tag; the fullest of 180 real pages has 51

_SURROGATE = re.compile("[\ud800-\udfff]")
_LINE_END = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_SPACES = re.compile(r"[^\S\n]+")
_AROUND_LINE_END = re.compile(r" ?\n ?")
_BLANK_LINES = re.compile(r"\n{3,}")
_MARKUP = re.compile(r"<[A-Za-z/!?]")
# A tag as a browser reads it: the values of its attributes may hold '<' and '>'.
_TAG = re.compile(r"""(<[a-zA-Z][\w:-]{0,40}+)((?:[^<>"'=]++|=\s*+(?:"[^"]*+"|'[^']*+')?+|["'<])*+)>?+""")
_ATTRIBUTE = re.compile(r"""[^\s/>=]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>]++)?+)?+""")

# Shortened titles and units after which a full stop does not end a sentence, in the languages we read.
_ABBREVIATION = re.compile(
    r"(?:\b(?:sr|sra|srta|dr|dra|lic|ing|gral|cap|núm|pág|art|av|ee|uu|etc|ej|mr|mrs|ms|prof|gen|col|lt|st|vs|inc"
    r"|ltd|corp|sen|rep|gov|jan|feb|aug|sept|oct|nov|dec|bzw|ca|nr|usw|hrsg|mme|mlle|sig|dott|exmo|г|гг|им|ул"
    r"|руб|тыс|млн|млрд|стр|см|др|пр|т|н|э|р|вул|грн|ім)|\b\w)\.$",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?:(?<![.!?…])[.!?…]++[\"'»”’)\]]*+\s+|[。！？؟]+\s*|\n+)")
_WORD = re.compile(r"[^\W\d_]{3,}(?:[-’'][^\W\d_]+)*")


def clean_text(text: str) -> str:
    """Return text in NFC without invisible characters or runs of blanks.

    Line breaks stay, at most two in a row; tabs and exotic blanks become single spaces; lone
    surrogates become U+FFFD. Time is linear in the length.
    """
    if not text.isascii():
        text = _SURROGATE.sub("\ufffd", text)
    text = _LINE_END.sub("\n", text)
    text = _INVISIBLE.sub("", text)
    if not text.isascii():
        # Sorting a run of marks is quadratic, so runs are cut first (UAX 15, Stream-Safe Text: 30).
        text = unicodedata.normalize("NFC", _long_mark_runs().sub(r"\1", text))
    text = _SPACES.sub(" ", text)
    text = _AROUND_LINE_END.sub("\n", text)
    return _BLANK_LINES.sub("\n\n", text).strip()


def plain_text(html: str) -> str:
    """Return the visible text of an HTML fragment; the ends of blocks become line breaks.

    Text without markup keeps its line breaks. Nothing is run or fetched; what is longer than
    two million characters is cut.
    """
    html = _SURROGATE.sub("\ufffd", html[:MAX_HTML_CHARS])
    if not _MARKUP.search(html):
        return clean_text(entities.unescape(html))
    html = without_crowded_tags(html)
    return clean_text(extract_plain_text(html, preserve_formatting=True, list_bullets=False, alt_texts=False))


def without_crowded_tags(markup: str) -> str:
    """Take all attributes from each tag that has more than ``MOST_ATTRIBUTES``; linear in the length.

    HTML parsers compare each attribute of a tag with all others: 40,000 of them take many seconds.
    """
    kept, position = [], 0
    for tag in _TAG.finditer(markup):
        if tag.end() - tag.start() > 2 * MOST_ATTRIBUTES and _is_crowded(tag[2]):
            kept += [markup[position : tag.start()], tag[1], ">"]
            position = tag.end()
    return "".join([*kept, markup[position:]])


def _is_crowded(attributes: str) -> bool:
    return sum(1 for _ in _ATTRIBUTE.finditer(attributes)) > MOST_ATTRIBUTES


def sentences(text: str) -> list[str]:
    """Cut text into sentences at stops and line breaks; the pieces are stripped and never empty.

    A stop after an initial or a known abbreviation, or before a small letter, ends nothing.
    """
    found: list[str] = []
    start = 0
    for end in _SENTENCE_END.finditer(text):
        if "\n" not in end.group() and _goes_on(text, start, end):
            continue
        found.append(text[start : end.end()].strip())
        start = end.end()
    found.append(text[start:].strip())
    return [sentence for sentence in found if sentence]


def content_words(text: str) -> list[str]:
    """Return the words of three letters or more, in small letters, in their order."""
    return [word.casefold() for word in _WORD.findall(text)]


def _goes_on(text: str, start: int, end: re.Match[str]) -> bool:
    if text[end.end() : end.end() + 1].islower():
        return True
    before = text[max(start, end.start() - 12) : end.start() + 1]
    return end.group().strip() == "." and _ABBREVIATION.search(before) is not None


@cache
def _long_mark_runs() -> re.Pattern[str]:
    marks = "".join(char for char in map(chr, range(0x300, 0x1F000)) if unicodedata.combining(char))
    return re.compile(f"([{marks}]{{30}})[{marks}]+")
