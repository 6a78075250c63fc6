"""Spellings of names: Russian names in Latin letters by language, Spanish names in Cyrillic.

Newsrooms spell by habit, so each table gives every habit that is common in its language. What a
table cannot give (Khrushchev, Jruschov) stands in the seeds by hand.
"""

import re
from itertools import product

Table = dict[str, tuple[str, ...]]

_PLAIN: Table = {
    "а": ("a",), "б": ("b",), "в": ("v",), "г": ("g",), "д": ("d",), "е": ("e",), "ё": ("yo", "e"),
    "ж": ("zh",),
    "з": ("z",), "и": ("i",), "й": ("i", "y"), "к": ("k",), "л": ("l",), "м": ("m",), "н": ("n",),
    "о": ("o",),
    "п": ("p",), "р": ("r",), "с": ("s",), "т": ("t",), "у": ("u",), "ф": ("f",), "х": ("kh",), "ц": ("ts",),
    "ч": ("ch",), "ш": ("sh",), "щ": ("shch",), "ъ": ("",), "ы": ("y",), "ь": ("",), "э": ("e",),
    "ю": ("yu",),
    "я": ("ya",), "ье": ("ye", "ie"), "^е": ("ye", "e"), "ий$": ("y", "i"), "ый$": ("y",), "ей$": ("ei",
    "ey"),
    "ай$": ("ai", "ay"), "кс": ("x", "ks"), "ия$": ("ia", "iya"), "ия": ("iya",), "ҫ": ("s",),
    "аев": ("ayev", "aev"),
    "еев": ("eyev", "eev"), "ье$": ("ye",), "иев": ("iev", "iyev"),
}  # fmt: skip

TABLES: dict[str, Table] = {
    "en": _PLAIN,
    "es": _PLAIN | {
        "ж": ("zh", "y"), "х": ("j",), "щ": ("sch", "shch"), "ы": ("y", "i"), "ю": ("yu", "iu"),
        "я": ("ya", "ia"),
        "ге": ("gue",), "ги": ("gui",), "ий$": ("i", "y"), "ё": ("io", "o"), "йе": ("ye",), "ш": ("sh",),
        "кс": ("x", "ks"), "ия$": ("ia", "iya"), "ей$": ("ei", "ey"), "^е": ("ye", "e"),
    },
    "pt": _PLAIN | {
        "ҫ": ("ss", "s"), "ж": ("j",), "х": ("kh",), "ч": ("ch", "tch"), "ш": ("ch", "sh"), "щ": ("sch",),
        "ы": ("i", "y"),
        "ю": ("iu", "yu"), "я": ("ia", "ya"), "ге": ("gue",), "ги": ("gui",), "ий$": ("i", "y"),
        "^е": ("ie", "e"),
        "ё": ("io", "o"),
    },
    "fr": _PLAIN | {
        "ҫ": ("ss", "s"), "ж": ("j",), "у": ("ou",), "ч": ("tch",), "ш": ("ch",), "щ": ("chtch",),
        "ю": ("iou",), "я": ("ia",),
        "ге": ("gue",), "ги": ("gui",), "ин$": ("ine",), "ын$": ("yne",), "^е": ("ie", "e"), "ий$": ("i",
        "y"),
        "ё": ("io", "e"), "ей$": ("ei",), "й": ("i",),
    },
    "de": _PLAIN | {
        "ҫ": ("ss", "s"), "в": ("w",), "ж": ("sch",), "з": ("s",), "х": ("ch",), "ц": ("z",),
        "ч": ("tsch",), "ш": ("sch",),
        "щ": ("schtsch",), "ю": ("ju",), "я": ("ja",), "й": ("j", "i"), "ей$": ("ej", "ei"), "ий$": ("i",
        "ij"),
        "^е": ("je",), "ё": ("jo", "o"), "ье": ("je",), "ия$": ("ija", "ia"), "ия": ("ija",), "ай$": ("ai",
        "aj"),
        "аев": ("ajew",), "еев": ("ejew",), "иев": ("ijew",),
    },
    "it": _PLAIN | {
        "ий$": ("y", "ij", "i"), "ый$": ("y", "yj"),
        "ж": ("zh", "z"), "ш": ("sh", "s"), "ч": ("ch", "c"), "ц": ("ts", "c"), "й": ("j", "i"),
        "ей$": ("ej", "ei"),
        "ю": ("ju", "yu"), "я": ("ja", "ya"), "^е": ("e",), "х": ("kh", "ch"),
    },
}  # fmt: skip

# What newsrooms write instead of the spelling by letters.
_HABITS = {
    ("en", "александр"): ["Alexander", "Aleksandr"], ("es", "александр"): ["Alexander", "Alexandr"],
    ("pt", "александр"): ["Alexandre", "Aleksandr"], ("fr", "александр"): ["Alexandre"],
    ("de", "александр"): ["Alexander"], ("it", "александр"): ["Aleksandr"],
}  # fmt: skip

_BETWEEN = re.compile("(?<=[аеёиоуыэюя])с(?=[аеёиоуыэюя])")  # written ss where one s would be voiced
_MOST = 6  # spellings of one word in one language; more are not habits but arithmetic


def latin_spellings(name: str, language: str) -> tuple[str, ...]:
    """Return how a language's newsrooms spell a Russian name of one or more words."""
    table = TABLES[language]
    columns = [_HABITS.get((language, word.lower())) or _spellings(word, table) for word in name.split()]
    return tuple(dict.fromkeys(" ".join(parts) for parts in list(product(*columns))[: _MOST * 2]))


def _spellings(word: str, table: Table) -> list[str]:
    choices = []
    marked = f"^{_BETWEEN.sub('ҫ', word.lower())}$"
    place = 1
    while place < len(marked) - 1:
        size, options = _longest(marked, place, table)
        choices.append(options)
        place += size
    spelled = ["".join(parts) for parts in list(product(*choices))[:_MOST]]
    return [text[:1].upper() + text[1:] for text in spelled]


def _longest(marked: str, place: int, table: Table) -> tuple[int, tuple[str, ...]]:
    for size in (3, 2, 1):
        piece = marked[place : place + size]
        if place == 1 and f"^{piece}" in table:
            return size, table[f"^{piece}"]
        if place + size == len(marked) - 1 and f"{piece}$" in table:
            return size, table[f"{piece}$"]
        if piece in table:
            return size, table[piece]
    return 1, (marked[place],)


_SPANISH: tuple[tuple[str, str], ...] = (
    ("qu(?=[eiéí])", "к"), ("gu(?=[eiéí])", "г"), ("gü", "гу"), ("g(?=[eiéí])", "х"), ("c(?=[eiéí])", "с"),
    ("ch", "ч"), ("ll(?=[aá])", "лья*"), ("ll", "ль"), ("ñ(?=[aá])", "нья*"), ("ñ(?=[oó])", "ньо*"), ("ñ",
    "нь"),
    ("rr", "рр"), ("ue", "уэ"), ("iel", "иэль"), ("ae", "аэ"), ("oe", "оэ"), ("ie", "ье"),
    ("ía(?![a-z])", "ия"), ("ia(?![a-z])", "ия"), ("[ií]a", "иа"), ("ío", "ио"), ("io", "ио"),
    ("ay[aá]", "айя"), ("ey[aá]", "ейя"), ("oy[aá]", "ойя"), ("uy[aá]", "уйя"), ("ay", "ай"), ("ey", "ей"),
    ("oy", "ой"), ("uy", "уй"), ("ai", "ай"), ("ei", "ей"), ("ya", "я"), ("yu", "ю"), ("yo", "йо"),
    ("y(?![aeiouáéíóú])", "и"), ("y", "й"), ("^h", ""), ("h", ""), ("l(?![aeiouáéíóú])", "ль"),
    ("^[eé]", "э"), ("[eé]", "е"), ("[aá]", "а"), ("[ií]", "и"), ("[oó]", "о"), ("[uúü]", "у"), ("b", "б"),
    ("c", "к"), ("d", "д"), ("f", "ф"), ("g", "г"), ("j", "х"), ("k", "к"), ("l", "л"), ("m", "м"), ("n",
    "н"),
    ("p", "п"), ("r", "р"), ("s", "с"), ("t", "т"), ("v", "в"), ("w", "у"), ("x", "кс"), ("z", "с"),
)  # fmt: skip
_SPANISH_RULES = [(re.compile(pattern), cyrillic) for pattern, cyrillic in _SPANISH]


def cyrillic_spelling(name: str) -> str:
    """Return how Russian newsrooms spell a Spanish name, by the usual practical transcription."""
    words = [_cyrillic_word(word) for word in re.split(r"([\s-]+)", name)]
    return "".join(words)


def _cyrillic_word(word: str) -> str:
    if not word[:1].isalpha():
        return word
    rest, out = word.lower(), ""
    while rest:
        taken, letter = _cyrillic_letter(rest, bool(out))
        out, rest = out + letter, rest[taken:]
    small = word[0].islower()
    return out if small else out[:1].upper() + out[1:]


def _cyrillic_letter(rest: str, is_inner: bool) -> tuple[int, str]:
    for pattern, cyrillic in _SPANISH_RULES:
        if is_inner and pattern.pattern.startswith("^"):
            continue
        found = pattern.match(rest)
        if found:
            swallow = cyrillic.endswith("*")  # the rule also spells the vowel it looks ahead to
            return found.end() + swallow, cyrillic.rstrip("*")
    return 1, rest[0]


_UKRAINIAN_FIRST = {
    "Сергей": "Сергій", "Владимир": "Володимир", "Дмитрий": "Дмитро", "Михаил": "Михайло",
    "Николай": "Микола",
    "Александр": "Олександр", "Алексей": "Олексій", "Андрей": "Андрій", "Евгений": "Євген",
    "Василий": "Василь",
    "Константин": "Костянтин", "Павел": "Павло", "Пётр": "Петро", "Иван": "Іван", "Григорий": "Григорій",
    "Юрий": "Юрій", "Анатолий": "Анатолій", "Валерий": "Валерій", "Виталий": "Віталій", "Елена": "Олена",
    "Геннадий": "Геннадій", "Аркадий": "Аркадій", "Никита": "Микита", "Вячеслав": "В'ячеслав",
    "Ольга": "Ольга",
    "Дмитр": "Дмитро", "Анна": "Анна", "Татьяна": "Тетяна", "Екатерина": "Катерина", "Наталья": "Наталія",
}  # fmt: skip
_UKRAINIAN_LETTERS = str.maketrans("иИыЫэЭ", "іІиИеЕ")


def ukrainian_spelling(name: str) -> str:
    """Return how Ukrainian newsrooms write a name spelled in Russian."""
    words = [_UKRAINIAN_FIRST.get(word) or _ukrainian_word(word) for word in name.split()]
    return " ".join(words)


def _ukrainian_word(word: str) -> str:
    word = re.sub("^Е", "Є", word)
    word = re.sub("(?<=[шжчщцкгх])и", "и\u0332", word)  # these keep their и
    return word.translate(_UKRAINIAN_LETTERS).replace("і\u0332", "и").replace("ё", "йо")
