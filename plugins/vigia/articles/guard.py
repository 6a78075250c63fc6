"""Bound the markup before any parser sees it, in linear time.

Every limit answers a page shape that makes an HTML parser or the extractor run for minutes: see
``tests/unit/articles/test_articles_hostile.py``. What still overruns is ended by the parent.
"""

import re
from dataclasses import dataclass

from vigia.text import without_crowded_tags

PAGE_CHARS = 3_000_000
TAG_COUNT = 40_000  # the largest real pages seen have about 8,000
SCRIPT_CHARS = 200_000
SCRIPT_COUNT = 60
NESTING = 1_000

_UNUSABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_DATA_URI = re.compile(r"data:[\w.+/-]{1,60}(?:;[\w=-]{1,40}){0,4};base64,[A-Za-z0-9+/=%]{100,}+", re.I)
_BREAKS = re.compile(r"(?:<br\s{0,9}/?>\s{0,99}+){3,}+", re.I)
_ASIDE = re.compile(r"<!--|<(script|style|svg)(?=[\s/>])", re.I)
_LD_TYPE = re.compile(r"type\s{0,9}=\s{0,9}[\"']?\s{0,9}application/ld\+json", re.I)
_NESTING_TAG = re.compile(
    r"<(/?)(?:div|span|b|i|em|strong|font|a|section|article|blockquote|ul|ol|table)(?=[\s>])", re.I
)


@dataclass(frozen=True, slots=True)
class GuardedPage:
    """Markup fit for parsers, and the JSON-LD that was taken out of it."""

    markup: str
    json_ld: tuple[str, ...]  # the text of each ld+json script within the limits
    is_cut: bool  # the page went over a limit and its end is missing
    is_deep: bool  # elements are nested deeper than NESTING


def guard_page(html: str) -> GuardedPage:
    """Take comments, scripts, styles and drawings out and cut what goes over a limit."""
    kept, json_ld = _without_asides(_DATA_URI.sub("data:,", _UNUSABLE.sub(" ", html)))
    whole = _BREAKS.sub("<br><br>", kept)
    markup = without_crowded_tags(_with_fewer_tags(whole[:PAGE_CHARS]))
    return GuardedPage(markup, json_ld, len(whole) > len(markup), _nesting(markup) > NESTING)


def _without_asides(html: str) -> tuple[str, tuple[str, ...]]:
    lowered = html.replace("İ", "i").lower()  # the one letter whose small form is longer
    kept: list[str] = []
    json_ld: list[str] = []
    missing: set[str] = set()
    position = 0
    while found := _ASIDE.search(html, position):
        kept.append(html[position : found.start()])
        name = (found[1] or "").lower()
        closing = "-->" if not name else f"</{name}"
        end = -1 if closing in missing else lowered.find(closing, found.end())
        if end < 0:
            missing.add(closing)  # looking again for each opening would take quadratic time
            # A cut-off script runs to the end of the page; a comment or drawing is only a stray opening.
            position = len(html) if name in {"script", "style"} else found.end()
            continue
        if name == "script":
            _keep_json_ld(html[found.end() : end], json_ld)
        position = end + len(closing) if not name else (lowered.find(">", end) + 1 or len(html))
    kept.append(html[position:])
    return " ".join(kept), tuple(json_ld)


def _keep_json_ld(script: str, json_ld: list[str]) -> None:
    attributes, _, text = script[: SCRIPT_CHARS + 1_000].partition(">")
    if _LD_TYPE.search(attributes[:1_000]) and len(text) <= SCRIPT_CHARS and len(json_ld) < SCRIPT_COUNT:
        json_ld.append(text)


def _with_fewer_tags(markup: str) -> str:
    if markup.count("<") <= TAG_COUNT:
        return markup
    return "<".join(markup.split("<", TAG_COUNT)[:-1])


def _nesting(markup: str) -> int:
    depth = deepest = 0
    for tag in _NESTING_TAG.finditer(markup):
        depth = max(0, depth - 1) if tag[1] else depth + 1
        deepest = max(deepest, depth)
    return deepest
