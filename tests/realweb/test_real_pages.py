"""Real pages, with the text that people took from them: nothing breaks, and the text is right.

The pages are their publishers' and no part of the project; without them these tests are skipped.
"""

import gzip
import json
import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from builders import gate_of
from vigia.articles.extraction import Extracted
from vigia.articles.page import decode_page, read_page
from vigia.killable import KillablePool
from vigia.model import Disposition
from vigia.tagging.fold import fold

FOLDER = Path(__file__).parents[2] / "../shared/realweb"
PLACE = "https://news.example/a/page-without-address"
BODY_F1, TITLE_SHARE, DATE_SHARE = 0.945, 0.78, 0.95
TERMS_PER_PAGE = 8

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (FOLDER / "pages.jsonl").exists(),
        reason="../shared/realweb, the real pages, is not here",
    ),
]

_CJK = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")


@cache
def rows() -> list[dict[str, Any]]:
    """Read what is known of each page."""
    return [json.loads(line) for line in (FOLDER / "pages.jsonl").read_text("utf-8").strip().split("\n")]


@cache
def page_bytes(page_id: str) -> bytes:
    """Read a page."""
    return gzip.decompress((FOLDER / "pages" / f"{page_id}.html.gz").read_bytes())


@pytest.fixture(scope="module")
def articles() -> dict[str, Extracted]:
    """Extract all pages once, in children as the pipeline does."""
    calls = [(page_bytes(row["id"]), None, row.get("url") or PLACE) for row in rows()]
    with KillablePool(processes=2, seconds=60.0) as pool:
        outcomes = list(pool.map(read_page, calls))
    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    named = zip((row["id"] for row in rows()), outcomes, strict=True)
    return {page_id: outcome for page_id, outcome in named if isinstance(outcome, Extracted)}


def words(text: str) -> Counter[str]:
    """Count words, and single characters where words are not parted."""
    found = re.findall(r"\w+", text.lower())
    return Counter(piece for word in found for piece in (word if _CJK.search(word) else [word]))


def f1(text: str, gold: str) -> float:
    """Compare two texts as bags of words."""
    got, wanted = words(text), words(gold)
    return 2 * (got & wanted).total() / max(1, got.total() + wanted.total())


def letters(text: str) -> str:
    """Keep what two spellings of a title have in common."""
    return re.sub(r"\W+", "", text.lower())


def distance(article: Extracted, gold: str) -> float:
    """Return how many days an article's date is from the marked one."""
    marked = datetime.fromisoformat(gold)
    marked = marked if marked.tzinfo else marked.replace(tzinfo=UTC)
    at = article.published_at
    return abs((at - marked) / timedelta(days=1)) if at else 1e9


def test_every_page_is_an_article(articles: dict[str, Extracted]) -> None:
    """Each of these pages is an article, save the one whose address is a front page."""
    dispositions = Counter(article.disposition for article in articles.values())
    assert len(articles) == len(rows())
    assert dispositions[Disposition.QUEUED] >= len(rows()) - 1


def test_bodies_are_what_people_marked(articles: dict[str, Extracted]) -> None:
    """The mean F1 of bodies against the marked texts keeps its measured level."""
    scores = [f1(articles[row["id"]].body, row["gold_text"]) for row in rows() if row.get("gold_text")]
    assert len(scores) > 100
    assert sum(scores) / len(scores) >= BODY_F1


def test_snippets_are_in_or_out_as_marked(articles: dict[str, Extracted]) -> None:
    """Snippets that belong to the article are in the body, those that do not are not."""
    wanted = [piece in articles[row["id"]].body for row in rows() for piece in row.get("w") or []]
    unwanted = [piece in articles[row["id"]].body for row in rows() for piece in row.get("wo") or []]
    assert sum(wanted) / len(wanted) >= 0.95
    assert sum(unwanted) / len(unwanted) <= 0.1


def test_titles_and_dates_are_what_people_marked(articles: dict[str, Extracted]) -> None:
    """Most titles agree to the letter, and nearly all dates to the day."""
    titled = [row for row in rows() if row.get("gold_title")]
    titles = [letters(articles[row["id"]].title) == letters(row["gold_title"]) for row in titled]
    dates = [distance(articles[row["id"]], row["gold_date"]) for row in rows() if row.get("gold_date")]
    assert sum(titles) / len(titles) >= TITLE_SHARE
    assert sum(days < 1 for days in dates) / len(dates) >= DATE_SHARE


def test_gate_sees_every_word_of_the_text(articles: dict[str, Extracted]) -> None:
    """A word of the extracted text opens the gate for its page.

    Eight words of each page, spread over its vocabulary; the few that are missed are words that the
    extractor itself glued together.
    """
    missed, total = [], 0
    for page_id, article in articles.items():
        html = decode_page(page_bytes(page_id), None)
        for term in spread(vocabulary(article), TERMS_PER_PAGE):
            total += 1
            if not gate_of(term).scan(html):
                missed.append(f"{page_id}: {term}")
    assert total > 1_000
    assert len(missed) <= total * 0.002, missed


def vocabulary(article: Extracted) -> list[str]:
    """Return the longer words of an article, folded."""
    found = set(re.findall(r"\w{5,}", fold(f"{article.title} {article.body}")))
    return sorted(word for word in found if word.isalpha() and not _CJK.search(word))


def spread(terms: list[str], count: int) -> list[str]:
    """Pick terms at equal distances."""
    return terms[:: max(1, len(terms) // count)][:count]
