"""The words of dates in es, pt, ru, uk, it, fr, de and en: months, weekdays and what may stand between."""

import unicodedata

_MONTHS = (
    "enero janeiro январь января січень січня gennaio janvier januar jänner january",
    "febrero fevereiro февраль февраля лютий лютого febbraio février februar feber february",
    "marzo março март марта березень березня marzo mars märz march",
    "abril abril апрель апреля квітень квітня aprile avril april april",
    "mayo maio май мая травень травня maggio mai mai may",
    "junio junho июнь июня червень червня giugno juin juni june",
    "julio julho июль июля липень липня luglio juillet juli july",
    "agosto agosto август августа серпень серпня agosto août august august",
    "septiembre setiembre setembro сентябрь сентября вересень вересня settembre septembre september",
    "octubre outubro октябрь октября жовтень жовтня ottobre octobre oktober october",
    "noviembre novembro ноябрь ноября листопад листопада novembre november",
    "diciembre dezembro декабрь декабря грудень грудня dicembre décembre dezember december",
)
_WEEKDAYS = (
    "lunes martes miércoles jueves viernes sábado domingo segunda terça quarta quinta sexta feira"
    " понедельник вторник среда среду четверг пятница пятницу суббота субботу"
    " воскресенье понеділок вівторок середа середу четвер п ятниця пятниця субота суботу неділя неділю"
    " lunedì martedì mercoledì giovedì venerdì sabato domenica"
    " lundi mardi mercredi jeudi vendredi samedi dimanche"
    " montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag"
    " monday tuesday wednesday thursday friday saturday sunday пн вт ср чт пт сб вс нд"
)
_FILLERS = (
    "de del do da di du el la le il lo a à às as las los alle ore em on of the at th st nd rd er o º ª"
    " den der am um uhr h hs hr hrs hora horas г гг год года р рік року в во у о об ч час дня 年 月 日"
    " published publicado publicada опубликовано опубліковано publié pubblicato veröffentlicht"
)


def fold(text: str) -> str:
    """Return text in small letters without marks above or below them."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in parts if not unicodedata.combining(char))


def _numbers_by_word() -> dict[str, int]:
    """Map each month's name, and each beginning of three letters or more that means one month only."""
    numbers: dict[str, set[int]] = {}
    full: dict[str, int] = {"mrz": 3, "maerz": 3, "сент": 9, "нояб": 11}
    for number, names in enumerate(_MONTHS, start=1):
        for name in fold(names).split():
            full[name] = number
            for length in range(3, len(name)):
                numbers.setdefault(name[:length], set()).add(number)
    beginnings = {word: meanings.pop() for word, meanings in numbers.items() if len(meanings) == 1}
    return beginnings | full


MONTHS = _numbers_by_word()
WEEKDAYS = frozenset(name[:length] for name in fold(_WEEKDAYS).split() for length in range(2, len(name) + 1))
FILLERS = frozenset(fold(_FILLERS).split())
