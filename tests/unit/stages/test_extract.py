"""Which of a page's own addresses is believed."""

from dataclasses import replace

import pytest

from builders import entry, page
from vigia.articles.extraction import Extracted
from vigia.model import Disposition
from vigia.stages.extract import identity

EXTRACTED = Extracted("Llega un petrolero", "…", (), None, None, False, "es", None, Disposition.QUEUED)


@pytest.mark.parametrize(
    ("own", "is_believed"),
    [
        ("https://elmuelle.example/mundo/llega-petrolero", True),
        ("https://elmuelle.example/a/2026112512", True),
        ("https://elmuelle.example/portada/lector", False),
    ],
)
def test_a_page_names_itself_by_something_of_the_article(own: str, is_believed: bool) -> None:
    """One address stated by every page of a site would make all of them one article."""
    url = "https://elmuelle.example/?id=2026112512"
    seen = entry(url=url, canonical_url=url)
    found = identity(seen, page(url=url, final_url=url), replace(EXTRACTED, canonical_url=own))
    assert found == (own if is_believed else url)
