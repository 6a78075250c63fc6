"""Forms of names: the cases of Russian, Ukrainian and German names.

Deliberately generous: a form nobody uses finds nothing, a missing form loses an item. Only
names are declined here; phrases are written with ``*`` where their words end differently.
"""

from collections.abc import Callable

_HUSHERS = "жшчщц"
_VELARS = "гкхжшчщ"
_KEEPS = "оеиуюэыёії"
_CASES = 6


def russian_forms(name: str) -> tuple[str, ...]:
    """Return the cases of a Russian name of one or more words, the name itself first."""
    return _declined(name, _russian_word)


def ukrainian_forms(name: str) -> tuple[str, ...]:
    """Return the cases of a Ukrainian name of one or more words, the name itself first."""
    return _declined(name, _ukrainian_word)


def german_forms(name: str) -> tuple[str, ...]:
    """Return a German name and its genitive."""
    return (name,) if name[-1:] in "szxß" or not name[-1:].isalpha() else (name, f"{name}s")


def _declined(name: str, word_forms: Callable[[str], list[tuple[str, ...]]]) -> tuple[str, ...]:
    columns = [word_forms(word) for word in name.split()]
    forms = [name]
    for case in range(1, _CASES):
        choices = [column[case] for column in columns]
        most = max(len(choice) for choice in choices)
        forms += [" ".join(choice[min(nth, len(choice) - 1)] for choice in choices) for nth in range(most)]
    return tuple(dict.fromkeys(forms))


def _russian_word(word: str) -> list[tuple[str, ...]]:
    """Return the forms of each case: nominative, genitive, dative, accusative, instrumental, locative."""
    head, hyphen, tail = word.rpartition("-")
    if hyphen and tail:
        return [tuple(f"{head}-{form}" for form in forms) for forms in _russian_word(tail)]
    return _russian_endings(word)


def _russian_endings(word: str) -> list[tuple[str, ...]]:
    stem, last = word[:-1], word[-1:]
    if len(word) < 3 or not last.isalpha() or last in _KEEPS or not last.islower():
        return [(word,)] * _CASES
    if word.endswith(("ский", "цкий", "ный", "той", "кой", "ной", "вой", "тый")):
        core = word[:-2]
        return _cases(word, core + "ого", core + "ому", core + "ого", (core + "им", core + "ым"), core + "ом")
    if word.endswith(("ская", "цкая", "ная", "вая")):
        core = word[:-2]
        return _cases(word, core + "ой", core + "ой", core + "ую", core + "ой", core + "ой")
    if last == "а":
        of = stem + ("и" if stem[-1] in _VELARS else "ы")
        with_ = stem + ("ей" if stem[-1] in _HUSHERS else "ой")
        of_all = (of, stem + "ой") if stem.endswith(("ов", "ев", "ин", "ын")) else (of,)
        to = (stem + "е", stem + "ой") if len(of_all) > 1 else (stem + "е",)
        return _cases(word, of_all, to, stem + "у", with_, to)
    if last == "я":
        whom = stem + ("и" if stem.endswith("и") else "е")
        return _cases(word, stem + "и", whom, stem + "ю", stem + "ей", whom)
    if last == "ь":
        return _cases(
            word,
            (stem + "я", stem + "и"),
            (stem + "ю", stem + "и"),
            (stem + "я", word),
            (stem + "ем", word + "ю"),
            (stem + "е", stem + "и"),
        )
    if last == "й":
        place = stem + ("и" if stem.endswith("и") else "е")
        return _cases(word, stem + "я", stem + "ю", stem + "я", stem + "ем", (place, stem + "е"))
    if word.endswith("вел") or word in ("Лев", "лев"):
        word = word[:-2] + word[-1]
    with_ = word + ("ем" if last in _HUSHERS else "ом")
    surname = (with_, word + "ым") if word.endswith(("ов", "ев", "ёв", "ин", "ын")) else (with_,)
    return _cases(stem + last, word + "а", word + "у", (word + "а", stem + last), surname, word + "е")


def _ukrainian_word(word: str) -> list[tuple[str, ...]]:
    head, hyphen, tail = word.rpartition("-")
    if hyphen and tail:
        return [tuple(f"{head}-{form}" for form in forms) for forms in _ukrainian_word(tail)]
    return _ukrainian_endings(word)


_SOFTENED = {"г": "з", "к": "ц", "х": "с"}


def _ukrainian_endings(word: str) -> list[tuple[str, ...]]:
    stem, last = word[:-1], word[-1:]
    if len(word) < 3 or not last.isalpha() or last in "еиуюієї" or not last.islower():
        return [(word,)] * _CASES
    if word.endswith(("ський", "цький", "ний", "ий")):
        core = word[:-2]
        return _cases(
            word, core + "ого", core + "ому", core + "ого", core + "им", (core + "ому", core + "ім")
        )
    if last == "а":
        to = stem[:-1] + _SOFTENED.get(stem[-1], stem[-1]) + "і"
        return _cases(
            word, (stem + "и", stem + "ої"), (to, stem + "ій"), stem + "у", stem + "ою", (to, stem + "ій")
        )
    if last == "я":
        of = stem + ("ї" if stem[-1] in "іїа" else "і")
        return _cases(word, of, of, stem + "ю", stem + "єю", of)
    if last == "ь":
        return _cases(
            word,
            (stem + "я", stem + "і"),
            (stem + "ю", stem + "еві", stem + "і"),
            (stem + "я", word),
            (stem + "ем", stem + stem[-1] + "ю"),
            (stem + "і", stem + "еві"),
        )
    if last == "й":
        return _cases(
            word, stem + "я", (stem + "ю", stem + "єві"), stem + "я", stem + "єм", (stem + "ї", stem + "ю")
        )
    base = stem if last == "о" else word
    by = base + ("им" if base.endswith(("ов", "ев", "ін", "єв", "їн")) else "ом")
    return _cases(
        word,
        base + "а",
        (base + "у", base + "ові"),
        (base + "а", word),
        (by, base + "ом"),
        (base + "і", base + "ові", base + "у"),
    )


def _cases(*forms: str | tuple[str, ...]) -> list[tuple[str, ...]]:
    return [form if isinstance(form, tuple) else (form,) for form in forms]
