"""The gate opens for a term however the page writes it, and for nothing else."""

import pytest

from builders import gate_of
from vigia.tagging.cuban_side import ENOUGH

GATE = gate_of("cuba", "la habana", "diaz canel", "гаван*", "министерств* обороны рф", "куба", "l'avana")


@pytest.mark.parametrize(
    ("written", "term"),
    [
        ("<p>CUBA</p>", "cuba"),
        ("<p>C&#117;b&#x61;</p>", "cuba"),
        ("<p>D&iacute;az-Canel</p>", "diaz canel"),
        ("<p>Di\u0301az Canel</p>", "diaz canel"),
        ("<p>Díaz\u2011Canel</p>", "diaz canel"),
        ("<p>La&nbsp;Habana</p>", "la habana"),
        ("<p>La\n\t  Habana</p>", "la habana"),
        ("<p>La <b>Habana</b></p>", "la habana"),
        ("<p>La<!-- -->\n<!-- -->Habana</p>", "la habana"),
        ("<p><span class='drop'>C</span>uba</p>", "cuba"),
        ("<p>Cu\u00adba, Cu\u200bba</p>", "cuba"),
        ("<p>Cu&shy;ba</p>", "cuba"),
        ("<p>Ку\u0301ба</p>", "куба"),
        ('<script>{"articleBody":"\\u041a\\u0443\\u0431\\u0430"}</script>', "куба"),
        ('<script>{"a":"\\\\u041a\\\\u0443\\\\u0431\\\\u0430"}</script>', "куба"),
        ('<script>{"articleBody":"fin.\\nCuba dijo"}</script>', "cuba"),
        ("<script>x='\\x43uba'</script>", "cuba"),
        ('<meta content="&amp;lt;p&amp;gt;Cuba">', "cuba"),
        ("<p>В Гаване</p>", "гаван*"),
        ("<p>Министерство обороны РФ</p>", "министерств* обороны рф"),
        ("<p>L’Avana</p>", "l'avana"),
        ("<td>La</td> <td>Habana</td>", "la habana"),
    ],
)
def test_term_is_found_however_it_is_written(written: str, term: str) -> None:
    """Entities, escapes, accents, dashes, invisible characters and tags do not hide a term."""
    assert term in GATE.scan(written)


@pytest.mark.parametrize(
    "written", ["<p>incubator, cubano, Cubana</p>", "<p>кубанский</p>", "<p>La Habanera</p>", ""]
)
def test_part_of_a_word_does_not_open(written: str) -> None:
    """A term inside a longer word is not found."""
    assert GATE.scan(written) == ()


def test_other_texts_count() -> None:
    """The texts beside the page are scanned too, each for itself."""
    assert GATE.scan("<p>nothing</p>", "", "Noticias de Cuba") == ("cuba",)
    assert GATE.scan("<p>cu</p>", "cu", "ba") == ()


def test_a_few_terms_are_enough() -> None:
    """At most five distinct terms are returned, each once."""
    gate = gate_of(*(f"term{number}" for number in range(20)))
    found = gate.scan(" ".join(f"term{number} term{number}" for number in range(20)))
    assert len(found) == len(set(found)) == ENOUGH


def test_gate_without_terms_is_closed() -> None:
    """Without terms nothing opens and nothing breaks."""
    assert gate_of().scan("<p>Cuba</p>") == ()


@pytest.mark.parametrize(
    "odd", ["\ud800 Cuba", "\\ud83d Cuba", "&#xD800; Cuba", "\\u{110000} Cuba", "\0 Cuba"]
)
def test_odd_characters_do_not_stop_the_scan(odd: str) -> None:
    """Halves of surrogate pairs and impossible characters leave the rest readable."""
    assert GATE.scan(odd) == ("cuba",)
