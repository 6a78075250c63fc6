"""The real seeds, compiled once."""

from collections.abc import Callable
from pathlib import Path

import pytest

from vigia.model import Tags
from vigia.tagging.tagger import Item, Tagger, read_tagger

SEEDS = Path(__file__).resolve().parents[3] / "seeds"
Tag = Callable[..., Tags]


@pytest.fixture(scope="session")
def tagger() -> Tagger:
    """The tagger of the repository's seeds."""
    return read_tagger(SEEDS)


@pytest.fixture
def tag(tagger: Tagger) -> Tag:
    """Tag a title, a summary and a body in a language."""

    def tagged(
        title: str, summary: str = "", body: str = "", language: str = "en", country: str | None = None
    ) -> Tags:
        return tagger.tag(Item(title, summary, body, language, country))

    return tagged
