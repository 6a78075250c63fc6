"""The terms of the gate."""

import pytest

from vigia.articles.gate import Gate
from vigia.settings import ROOT
from vigia.tagging.cuban_side import CubanSide
from vigia.tagging.lexicon import TermRow
from vigia.tagging.tagger import read_tagger


@pytest.fixture(scope="module")
def gate() -> Gate:
    """The gate of the repository's seeds."""
    return Gate(read_tagger(ROOT / "seeds").cuban_side.find)


@pytest.mark.parametrize(
    "text",
    [
        "<p>Прибыла кубинская делегация</p>",
        "<p>delegaciones cubanas en Moscú</p>",
        "<p>die kubanischen Ärzte</p>",
        "<p>a tanker for Matanzas and CUPET</p>",
    ],
)
def test_the_gate_opens_for_a_side_in_whatever_form(gate: Gate, text: str) -> None:
    """A term with an open end is looked for as the beginning of a word."""
    assert gate.scan(text)


def test_the_gate_stays_shut_without_a_cuban_side(gate: Gate) -> None:
    """So that most pages need no extraction."""
    assert not gate.scan("<p>Moscow and Minsk sign a treaty</p>")


def test_a_weak_word_needs_another_ones_company(gate: Gate) -> None:
    """A weak word alone never counts, so a page with one could not match; with another's it could."""
    assert not gate.scan("<p>Moscow, the island, and the island again</p>")
    assert gate.scan("<p>Moscow, the island, and the provinces of Holguín</p>")


def test_an_acronym_in_small_letters_leaves_the_gate_shut() -> None:
    """What must be written in capitals to count does not open it otherwise."""
    gate = Gate(CubanSide([TermRow("far", "cuba", "body", "es", "FAR", "upper", "", "")]).find)
    assert gate.scan("<p>Las FAR</p>")
    assert not gate.scan("<p>far away</p>")
