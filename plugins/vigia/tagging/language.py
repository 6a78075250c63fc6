"""Language: which of about ten languages a text is in, when nobody said."""

import re
from functools import cache
from typing import Protocol

LANGUAGES = ("en", "es", "ru", "pt", "fr", "de", "it", "uk", "pl", "nl")
ENOUGH = 400  # characters that are looked at; as right as 1,000 on 1,287 labelled texts

LEAST = 8  # letters that tell anything
_LATIN = re.compile("[A-Za-zÀ-ÖØ-öø-ſ]")
_CYRILLIC = re.compile("[А-Яа-яЁёІіЇїЄєҐґ]")
# Letters that one of the two languages in Cyrillic has and the other has not.
_RUSSIAN, _UKRAINIAN = re.compile("[ЫыЭэЪъЁё]"), re.compile("[ІіЇїЄєҐґ]")


class _Identifier(Protocol):
    def classify(self, text: str) -> tuple[str, float]: ...


@cache
def _identifier() -> _Identifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 (slow to load, seldom needed)

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(list(LANGUAGES))
    found: _Identifier = identifier
    return found


def language_of(*fields: str) -> str | None:
    """Return the language most likely, or None where there are no words, or in no alphabet of ours."""
    text = " ".join(field[:ENOUGH].strip() for field in fields if field)[:ENOUGH]
    letters = sum(map(str.isalpha, text))
    cyrillic = 0 if text.isascii() else len(_CYRILLIC.findall(text))
    if letters < LEAST or 2 * max(cyrillic, len(_LATIN.findall(text))) < letters:
        return None
    told = _by_letters(text) if 2 * cyrillic > letters else None
    return told or str(_identifier().classify(text.encode("utf-8", "replace").decode())[0])


def _by_letters(text: str) -> str | None:
    """Tell Russian from Ukrainian where letters do; the model reads two bytes for each, slowly."""
    is_russian, is_ukrainian = _RUSSIAN.search(text) is not None, _UKRAINIAN.search(text) is not None
    if is_russian == is_ukrainian:
        return None
    return "ru" if is_russian else "uk"
