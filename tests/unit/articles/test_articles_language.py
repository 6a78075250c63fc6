"""The language of a text is told from the text, and from what is stated where the text is short."""

import pytest

from vigia.articles.language import LANGUAGES, language_code

SAMPLES = {
    "es": "El canciller cubano viajará la próxima semana a Moscú para firmar tres acuerdos de cooperación.",
    "ru": "Министр иностранных дел Кубы на следующей неделе приедет в Москву, чтобы подписать соглашения.",
    "uk": "Міністр закордонних справ Куби наступного тижня приїде до Москви, щоб підписати три угоди.",
    "en": "The Cuban foreign minister will travel to Moscow next week to sign three agreements.",
    "pt": "O chanceler cubano viajará na próxima semana a Moscou para assinar três acordos de cooperação.",
    "fr": "Le ministre cubain des affaires étrangères se rendra à Moscou pour signer trois accords.",
    "de": "Der kubanische Außenminister reist nächste Woche nach Moskau, um drei Abkommen zu unterzeichnen.",
    "it": "Il ministro degli esteri cubano andrà a Mosca la prossima settimana per firmare tre accordi.",
}


@pytest.mark.parametrize("code", SAMPLES)
def test_sentence_tells_its_language(code: str) -> None:
    """A sentence's language is told, whatever the page claims."""
    assert language_code(SAMPLES[code]) == language_code(SAMPLES[code], ["en"]) == code


def test_short_text_goes_by_what_is_stated() -> None:
    """Few words go by the first claim; without one and with hardly a letter there is no language."""
    assert language_code("Cuba", ["ru", "es"]) == "ru"
    assert language_code("", []) is None
    assert language_code("12:30", ["es"]) == "es"
    assert language_code("Cuba", []) is None


def test_language_beyond_the_usual_is_believed_where_the_text_bears_it_out() -> None:
    """A claim outside the list counts for a text in that language, not for another."""
    danish = "Den cubanske udenrigsminister rejser til Moskva i næste uge for at underskrive tre aftaler."
    assert "da" not in LANGUAGES
    assert language_code(danish, ["da"]) == "da"
    assert language_code(SAMPLES["es"], ["da"]) == "es"
