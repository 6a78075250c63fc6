"""Cleaning text, taking markup off, and cutting text up."""

import unicodedata

import pytest

from vigia.killable import KillablePool
from vigia.text import (
    MOST_ATTRIBUTES,
    clean_text,
    content_words,
    plain_text,
    sentences,
    without_crowded_tags,
)


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


@pytest.mark.parametrize(
    "attribute", ['a{}="<>"', "a{}='>'", "a{}=1", "a{}"], ids=["tags", "ends", "bare", "names"]
)
def test_tags_with_too_many_attributes_lose_them(attribute: str) -> None:
    """However the attributes are written, the tag keeps only its name, and the text stays."""
    crowded = " ".join(attribute.format(number) for number in range(MOST_ATTRIBUTES + 1))
    assert without_crowded_tags(f"<i b=1>x</i><p {crowded}>y</p>z") == "<i b=1>x</i><p>y</p>z"


def test_full_tags_stay_as_they_are() -> None:
    """Up to the limit, and however long a value is, nothing is taken."""
    full = " ".join(f'a{number}="<>"' for number in range(MOST_ATTRIBUTES))
    for markup in (f"<p {full}>y</p>", f'<img src="{"data=a b " * 900}">y', "1 < 2 <b", "<p a='>", ""):
        assert without_crowded_tags(markup) == markup


def test_attribute_bombs_are_read_at_once() -> None:
    """A hundred thousand attributes leave the text, in a child that would be ended after ten seconds."""
    bomb = "<p " + " ".join(f'a{number}="<>"' for number in range(100_000)) + ">Cuba</p>"
    with KillablePool(processes=1, seconds=10.0) as pool:
        assert pool.call(plain_text, bomb) == "Cuba"
