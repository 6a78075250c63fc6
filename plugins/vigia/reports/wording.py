"""Numbers, dates and names as readers see them; the report is in English."""

from datetime import date, datetime

from babel import Locale

_ENGLISH = Locale("en")

OWNER_CLASSES = {
    "state": "State",
    "state-aligned": "State-aligned",
    "independent": "Independent",
    "exile": "Exile",
    "public": "Public",
    "wire": "News agency",
    "government": "Government",
    "think-tank": "Think tank",
    "all": "All",
}

SIDES = {"cuba": "Cuba", "russia": "Russia"}

GAP_KINDS = {
    "failing": "Failing",
    "backing_off": "Left alone after failures",
    "dormant": "Dormant after many failures",
    "never_polled": "Never polled",
    "not_polled": "Not polled",
    "empty": "Empty",
    "silent": "Silent",
    "missing_entries": "Items may be missing",
}


def number(value: float) -> str:
    """Return a number with thousands commas; a decimal only below 100, where it has any."""
    return f"{value:,.0f}" if abs(value) >= 100 or float(value).is_integer() else f"{value:,.1f}"


def signed(value: float) -> str:
    """Return a change with its sign, a real minus; ±0 for none."""
    return "±0" if value == 0 else ("+" if value > 0 else "−") + number(abs(value))


def counted(count: int, singular: str, plural: str | None = None) -> str:
    """Return a count with its noun: 1 story, 2 stories."""
    return f"{number(count)} {singular if count == 1 else plural or singular + 's'}"


def percent(share: float) -> str:
    """Return a share of 0 to 1 as whole per cent; never 0 or 100 by rounding alone."""
    rounded = round(share * 100)
    if share > 0 and rounded == 0:
        return "<1 %"
    return ">99 %" if share < 1 and rounded == 100 else f"{rounded} %"


def long_day(day: date) -> str:
    """Return a day as in Monday, 23 November 2026."""
    return f"{day:%A}, {day.day} {day:%B} {day.year}"


def short_day(day: date) -> str:
    """Return a day as in 23 Nov, with a space that does not break."""
    return f"{day.day}\N{NO-BREAK SPACE}{day:%b}"


def instant(at: datetime) -> str:
    """Return an instant as in 2026-11-23 15:10 UTC; the datetime must be in UTC."""
    return f"{at:%Y-%m-%d %H:%M} UTC"


def language(code: str) -> str:
    """Return the English name of a language, the code itself where there is none."""
    return "Not recognised" if code == "und" else str(_ENGLISH.languages.get(code, code))


def country(code: str) -> str:
    """Return the English name of a country, the code itself where there is none."""
    return str(_ENGLISH.territories.get(code.upper(), code))


def owner_class(code: str) -> str:
    """Return the name of an owner class."""
    return OWNER_CLASSES.get(code, code)


def side(code: str) -> str:
    """Return the name of a side."""
    return SIDES.get(code, code)


def gap_kind(code: str) -> str:
    """Return what kind of gap it is, in a word or two."""
    return GAP_KINDS.get(code, code.replace("_", " ").capitalize())


def listed(names: list[str] | tuple[str, ...]) -> str:
    """Return names as a list in words: a, b and c."""
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)
