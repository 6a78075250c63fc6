"""Find the body: several extractors' candidates, and the choice between them.

Measured on real pages with a gold text (mean bag-of-words F1; ``tests/realweb``): precision mode
alone .932, default mode .920, recall mode .928, the independent extractor .899, the JSON-LD body
alone is often only the lead. Precision mode fails rarely but wholly: it takes a notice or an aside
for the article. An independent extractor shows that, and only then the default mode is taken:
.945, the same for every threshold between .3 and .8. With tidying .948; with pages that are laid
out in tables read as blocks .954.
"""

import logging
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

from lxml.etree import LxmlError
from resiliparse.extract.html2text import extract_plain_text
from trafilatura import bare_extraction
from trafilatura.settings import Document

from vigia.articles.guard import GuardedPage

AGREEMENT = 0.5  # below this, precision mode and the witness are about different texts
ADVANTAGE = 0.2  # how much better another candidate must agree with the witness
RESCUE_CHARS = 200  # shorter texts are captions and notices
WITNESS_CHARS = 400  # a shorter witness proves nothing

UNPRUNED_TAG_COUNT = 10_000  # beyond precision mode, time grows with the square of the paragraphs
LAYOUT_SHARE = 0.5  # of a text in table rows; above, the page is laid out in tables

_TABLE_TAG = re.compile(r"<(/?)(?:table|tbody|thead|tfoot|tr|td|th)\b[^<>]{0,2000}>", re.IGNORECASE)
_WORD = re.compile(r"\w+")
# Its complaints about odd pages are ours to make, as dispositions.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
logging.getLogger("htmldate").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class Body:
    """A body and which candidate it is."""

    text: str
    source: str  # precision, default, json-ld, comments, recall, independent; empty when there is none


def choose_body(page: GuardedPage, stated: str) -> Body:
    """Choose the body of a page; ``stated`` is the articleBody of its JSON-LD, perhaps empty.

    The text has one paragraph a line and is not cleaned yet.
    """
    best = _chosen(page, stated)
    if _table_share(best.text) <= LAYOUT_SHARE:
        return best
    # The page is laid out in tables: their cells are its blocks, not the article's figures.
    return _chosen(replace(page, markup=_TABLE_TAG.sub(r"<\1div>", page.markup)), stated)


def _chosen(page: GuardedPage, stated: str) -> Body:
    precise = _extracted(page, precise=True)
    witness = "" if page.is_deep else _independent(page.markup)
    best = Body(precise, "precision") if precise else Body("", "")
    agreement = likeness(precise, witness)
    if len(witness) >= WITNESS_CHARS and agreement < AGREEMENT:
        default = _extracted(page)
        if likeness(default, witness) >= agreement + ADVANTAGE:
            best = Body(default, "default")
    return _rescued(page, best, stated, witness)


def _table_share(text: str) -> float:
    return sum(len(line) for line in text.split("\n") if line.startswith("|")) / max(1, len(text))


def likeness(one: str, other: str) -> float:
    """Return the F1 of two texts as bags of words, 0 to 1."""
    words, others = _words(one), _words(other)
    common = (words & others).total()
    return 2 * common / (words.total() + others.total()) if common else 0.0


def _words(text: str) -> Counter[str]:
    return Counter(_WORD.findall(text.lower()))


def _rescued(page: GuardedPage, best: Body, stated: str, witness: str) -> Body:
    """Replace an empty or stunted body by the next source that has more."""
    if best.text and len(stated) < 2 * len(best.text):
        return best
    # An article inside a container named after comments is pruned with them.
    rescues: tuple[Callable[[], Body], ...] = (
        lambda: Body(stated, "json-ld"),
        lambda: Body(_extracted(page, precise=True, with_comments=True), "comments"),
        lambda: Body(_extracted(page, complete=True), "recall"),
        lambda: Body(witness, "independent"),
    )
    tried = [best]
    for rescue in rescues[: 1 if best.text else None]:
        tried.append(rescue())
        if len(tried[-1].text) > max(RESCUE_CHARS, len(best.text)):
            return tried[-1]
    return max(tried, key=lambda body: len(body.text))


def _extracted(
    page: GuardedPage, precise: bool = False, complete: bool = False, with_comments: bool = False
) -> str:
    if not precise and page.markup.count("<") > UNPRUNED_TAG_COUNT:
        return ""
    try:
        found = bare_extraction(
            page.markup, favor_precision=precise, favor_recall=complete, include_comments=with_comments
        )
    except (LxmlError, ValueError, TypeError, AttributeError, LookupError, RecursionError):
        # Odd trees break the extractor in many ways; the other candidates remain.
        return ""
    return found.text or "" if isinstance(found, Document) else ""


def _independent(markup: str) -> str:
    return extract_plain_text(
        markup, main_content=True, alt_texts=False, list_bullets=False, preserve_formatting=True
    )
