"""The language of an item of which nobody said it."""

import pytest

from vigia.tagging.language import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Buque ruso llega a La Habana con trigo", "es"),
        ("Russian ship arrives in Havana with wheat", "en"),
        ("Российское судно прибыло в Гавану с пшеницей, объявил министр", "ru"),
        ("Російське судно прибуло до Гавани з пшеницею", "uk"),
        ("Судно прибуло на Кубу", "uk"),
        ("Navio russo chega a Havana com trigo e não parte", "pt"),
    ],
    ids=["es", "en", "ru", "uk", "uk without letters of its own", "pt"],
)
def test_a_headline_tells_its_language(text: str, language: str) -> None:
    """By its letters where they do, else by the model."""
    assert language_of(text, "", "") == language


def test_a_foreign_word_in_another_alphabet_decides_nothing() -> None:
    """An English text that quotes a Russian word is English."""
    assert language_of('The Russian word "объявление" means announcement, says the dictionary', "") == "en"


@pytest.mark.parametrize("text", ["", "12.11.2026", "Куба", "キューバとロシアの外相が会談した。"])
def test_what_cannot_be_told_is_none(text: str) -> None:
    """Without words, or in an alphabet of none of the languages, nothing is guessed."""
    assert language_of(text) is None
