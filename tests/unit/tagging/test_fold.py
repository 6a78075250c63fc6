"""How text is folded, and the way back to the text as given."""

import pytest

from vigia.tagging.fold import fold, read_text


@pytest.mark.parametrize(
    ("given", "folded"),
    [
        ("Díaz-Canel", "diaz canel"),
        ("Хрущёв", "хрущев"),
        ("МИД России", "мид россии"),
        ("Київ і Ґете", "київ і ґете"),
        ("L’Avana", "l'avana"),
        ("«Горшков»", '"горшков"'),
        ("İstanbul", "istanbul"),
        ("Straße", "straße"),
        ("Ｃｕｂａ", "cuba"),
        ("Cuba\u00a0y\u2011Rusia", "cuba y rusia"),
    ],
)
def test_folding_keeps_letters_and_drops_accents(given: str, folded: str) -> None:
    """Folding gives small letters without accents, one kind of quote and of space, й and ї kept."""
    assert fold(given) == folded


@pytest.mark.parametrize(
    ("given", "word", "surface"),
    [
        ("за росси\u00adянами", "россиянами", "росси\u00adянами"),
        ("на Ку\u200bбу", "кубу", "Ку\u200bбу"),
        ("en Canada\u0301 hoy", "canada", "Canada"),
        ("в Россию", "россию", "Россию"),
        ("Росси\u0438\u0306ский", "российский", "Росси\u0438\u0306ский"),
        ("la  \u00a0Habana", "la habana", "la  \u00a0Habana"),
    ],
)
def test_what_is_found_folded_is_a_slice_of_the_given_text(given: str, word: str, surface: str) -> None:
    """Invisible characters and loose accents do not hide a word, and its slice holds them."""
    text = read_text(given)
    start = text.folded.index(word)
    begin, end = text.span(start, start + len(word))
    assert given[begin:end] == surface


@pytest.mark.parametrize(("mixed", "mended"), [("Кубa", "куба"), ("Рoссия", "россия"), ("Сuba", "cuba")])
def test_a_word_in_two_alphabets_is_read_in_one(mixed: str, mended: str) -> None:
    """A word that mixes Latin and Cyrillic look-alikes is read in the alphabet of most letters."""
    assert read_text(mixed).folded == mended


def test_a_word_of_one_alphabet_is_left_alone() -> None:
    """Letters that merely look like another alphabet's are not touched."""
    assert read_text("coca сосна").folded == "coca сосна"
