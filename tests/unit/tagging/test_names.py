"""Forms and spellings of names."""

import csv
from pathlib import Path

import pytest

from vigia.tagging.generate import generated_rows
from vigia.tagging.inflect import german_forms, russian_forms, ukrainian_forms
from vigia.tagging.transliterate import cyrillic_spelling, latin_spellings

SEEDS = Path(__file__).resolve().parents[3] / "seeds"


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("Куба", "Кубой"),
        ("Россия", "Россией"),
        ("Казань", "Казанью"),
        ("Сергей Лавров", "Сергеем Лавровым"),
        ("Мария Захарова", "Марии Захаровой"),
        ("Мигель Диас-Канель", "Мигелю Диас-Канелю"),
        ("Дмитрий Песков", "Дмитрия Пескова"),
        ("Павел Дуров", "Павла Дурова"),
        ("Бруно Родригес Паррилья", "Бруно Родригеса Паррильи"),
        ("Сергей Шойгу", "Сергею Шойгу"),
    ],
)
def test_russian_names_decline(name: str, form: str) -> None:
    """A name's cases are among its forms, each word in the same case."""
    assert form in russian_forms(name)


@pytest.mark.parametrize(
    ("name", "form"),
    [("Гавана", "Гаваною"), ("Росія", "Росії"), ("Куба", "Кубі"), ("Дмитро Пєсков", "Дмитра Пєскова")],
)
def test_ukrainian_names_decline(name: str, form: str) -> None:
    """A Ukrainian name's cases are among its forms."""
    assert form in ukrainian_forms(name)


@pytest.mark.parametrize(
    ("name", "forms"), [("Putin", ("Putin", "Putins")), ("Moskaus", ("Moskaus",)), ("St.", ("St.",))]
)
def test_german_names_have_a_genitive(name: str, forms: tuple[str, ...]) -> None:
    """A German name takes -s unless it ends in a hiss or in no letter."""
    assert german_forms(name) == forms


@pytest.mark.parametrize(
    ("name", "language", "spelling"),
    [
        ("Сергей Лавров", "de", "Sergej Lawrow"),
        ("Мария Захарова", "es", "Maria Zajarova"),
        ("Михаил Мишустин", "fr", "Mikhail Michoustine"),
        ("Евгений Пригожин", "en", "Yevgeny Prigozhin"),
        ("Шойгу", "pt", "Choigu"),
        ("Юрий Ушаков", "it", "Juri Ushakov"),
    ],
)
def test_russian_names_are_spelled_by_each_language(name: str, language: str, spelling: str) -> None:
    """The usual spelling of a newsroom's language is among the spellings."""
    assert spelling in latin_spellings(name, language)


@pytest.mark.parametrize(
    ("name", "spelling"),
    [
        ("Miguel Díaz-Canel", "Мигель Диас-Канель"),
        ("Álvaro López Miera", "Альваро Лопес Мьера"),
        ("Rodríguez Parrilla", "Родригес Паррилья"),
        ("Gerardo Peñalver", "Херардо Пеньяльвер"),
        ("Manuel Marrero", "Мануэль Марреро"),
    ],
)
def test_cuban_names_are_spelled_in_cyrillic(name: str, spelling: str) -> None:
    """Spanish names follow the practical transcription of Russian newsrooms."""
    assert cyrillic_spelling(name) == spelling


def test_the_generated_terms_are_those_of_the_terms() -> None:
    """``terms_generated.csv`` is exactly what ``vigia.tagging.generate`` makes of ``terms.csv``."""
    with (SEEDS / "terms.csv").open(encoding="utf-8", newline="") as file:
        made = generated_rows(csv.DictReader(file))
    with (SEEDS / "terms_generated.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.DictReader(file)) == made
