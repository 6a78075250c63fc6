"""Pages in the shapes of real content systems, each with the article that must come out.

Each ``<name>.html`` is an invented page; ``<name>.json`` is its address and its article. A changed
rule shows as a difference there.
"""

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from vigia.articles.page import read_page

HERE = Path(__file__).parent
PAGES = sorted(path.stem for path in HERE.glob("*.html"))


def article_of(name: str, url: str) -> dict[str, object]:
    """Extract a golden page, as JSON has it."""
    article = read_page((HERE / f"{name}.html").read_bytes(), "text/html", url, "America/Havana")
    return dict(json.loads(json.dumps(asdict(article), default=str)))


@pytest.mark.parametrize("name", PAGES)
def test_page_gives_its_article(name: str) -> None:
    """A page gives exactly the article beside it."""
    golden = json.loads((HERE / f"{name}.json").read_text("utf-8"))
    assert article_of(name, golden["url"]) == golden["article"]


def test_every_article_has_its_page() -> None:
    """No expected article is left without a page, and there are pages at all."""
    assert sorted(path.stem for path in HERE.glob("*.json")) == PAGES != []
