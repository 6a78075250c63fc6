"""The terms of the gate."""

import pytest

from vigia.articles.gate import Gate
from vigia.settings import ROOT
from vigia.tagging.fold import fold
from vigia.tagging.tagger import read_tagger


@pytest.mark.parametrize(
    "text",
    [
        "<p>Прибыла кубинская делегация</p>",
        "<p>delegaciones cubanas en Moscú</p>",
        "<p>die kubanischen Ärzte</p>",
        "<p>a tanker for Matanzas and CUPET</p>",
    ],
)
def test_the_gate_opens_for_a_side_in_whatever_form(text: str) -> None:
    """A term with an open end is looked for as the beginning of a word."""
    assert Gate(read_tagger(ROOT / "seeds").gate_terms, fold).scan(text)


def test_the_gate_stays_shut_without_a_cuban_side() -> None:
    """So that most pages need no extraction."""
    assert not Gate(read_tagger(ROOT / "seeds").gate_terms, fold).scan(
        "<p>Moscow and Minsk sign a treaty</p>"
    )
