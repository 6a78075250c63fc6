"""The gate, before extraction, stops no match: every labelled item as a page, in every writing of pages."""

from collections.abc import Callable

import pytest
from bench.data import Labelled, blind_items, own_items, shared_items
from bench.extraction import WRITINGS

from vigia.articles.gate import Gate
from vigia.model import Relevance
from vigia.settings import ROOT
from vigia.stages.gate import HOME_COUNTRY
from vigia.tagging.tagger import Item, Tagger, read_tagger


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    """The tagger of the repository's seeds."""
    return read_tagger(ROOT / "seeds")


@pytest.fixture(scope="module")
def matches(tagger: Tagger) -> list[Labelled]:
    """Every labelled item that the tagger takes for a match, but for outlets that the gate lets pass."""
    items = [*own_items(), *blind_items(), *shared_items()]
    scanned = [one for one in items if one.item.outlet_country != HOME_COUNTRY]
    return [one for one in scanned if tagger.tag(one.item).relevance is Relevance.MATCH]


@pytest.mark.parametrize("writing", WRITINGS)
def test_no_match_is_stopped(writing: str, matches: list[Labelled], tagger: Tagger) -> None:
    """However its letters are written in the page, a match opens the gate."""
    gate = Gate(tagger.cuban_side.find)
    page: Callable[[Item], str] = WRITINGS[writing]
    assert len(matches) > 200
    assert [one.item_id for one in matches if not gate.scan(page(one.item))] == []
