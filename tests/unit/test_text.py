"""Cleaning text, taking markup off, and cutting text up."""

import unicodedata

import pytest

from vigia.text import clean_text, content_words, plain_text, sentences


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("a\u200bb\u00adc\ufeff", "abc"),
        ("e\u0301", "é"),
        ("a \t\u00a0 b", "a b"),
        ("\u202etxt\u202c \u2066x\u2069", "txt x"),
        ("a\x00\x07b\x9f", "ab"),
        ("x\ud800y", "x\ufffdy"),
        ("uno\r\n\r\n\r\n\r\ndos\u2028tres", "uno\n\ndos\ntres"),
        ("  a  \n  b  ", "a\nb"),
    ],
)
def test_clean_text_drops_what_is_not_seen(given: str, expected: str) -> None:
    """Invisible characters go, blanks shrink, paragraphs stay."""
    assert clean_text(given) == expected


def test_long_runs_of_marks_are_cut() -> None:
    """A letter keeps at most thirty marks, however many it is given in whatever order."""
    marks = sum(unicodedata.combining(char) > 0 for char in clean_text("a" + "\u0316\u0301" * 200_000))
    assert 0 < marks <= 30


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("<p>Uno &amp; dos<br>tres</p><p>cuatro</p>", "Uno & dos\ntres\n\ncuatro"),
        ("a < b <5 R&D &eacute;", "a < b <5 R&D é"),
        ("línea\n\notra &#8212; más", "línea\n\notra — más"),
        ("<script>alert(1)</script>visto<style>p{}</style><!-- no -->", "visto"),
        ("<td>uno</td>", "uno"),
        ('<img alt="foto" src=x onerror=alert(1)>pie', "pie"),
        ("", ""),
    ],
)
def test_plain_text_is_what_a_reader_sees(given: str, expected: str) -> None:
    """Tags and scripts go, entities are decoded, blocks end lines."""
    assert plain_text(given) == expected


def test_sentences_end_at_stops_and_lines() -> None:
    """Stops, exclamation marks and line breaks end a sentence, with their quotes."""
    assert sentences("Llegó. ¿Y? «Sí». Fin\nTítulo") == ["Llegó.", "¿Y?", "«Sí».", "Fin", "Título"]


@pytest.mark.parametrize(
    "text",
    [
        "El Sr. Lavrov llegó.",
        "Los EE. UU. respondieron.",
        "В 2024 г. Россия поставила нефть.",
        "Нефть, газ и т. д. идут морем.",
        "J. Pérez habló.",
        "It rose by 3. million, he said",
    ],
)
def test_abbreviations_do_not_end_sentences(text: str) -> None:
    """A stop after an abbreviation or initial, or before a small letter, ends nothing."""
    assert sentences(text) == [text]


def test_content_words_are_long_words_in_small_letters() -> None:
    """Words of three letters or more, hyphens within, no figures."""
    assert content_words("El Díaz-Canel viajó a 15 de Россия") == ["díaz-canel", "viajó", "россия"]
