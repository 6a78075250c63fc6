"""The cookbook: its questions, and a way to print their answers anew.

``python tests/cookbook.py .vigia/demo`` after ``make demo`` writes the results of the page again.
"""

import re
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from vigia.warehouse import query, reader

PAGE = Path(__file__).resolve().parents[1] / "docs" / "cookbook.md"
RECIPE = re.compile(
    r"^## (?P<question>[^\n]+)\n.*?```sql\n(?P<sql>.*?)```\n\n(?P<result>\|.*?\n)(?=\n|\Z)", re.M | re.S
)
WIDEST = 70  # characters of a cell that are printed


@dataclass(frozen=True)
class Recipe:
    """One question of the page: its SQL and the result as printed, a Markdown table."""

    question: str
    sql: str
    result: str


def recipes() -> list[Recipe]:
    """Return the questions of the page, in order."""
    return [Recipe(**found.groupdict()) for found in RECIPE.finditer(PAGE.read_text(encoding="utf-8"))]


def printed(names: list[str], rows: list[tuple[Any, ...]]) -> str:
    """Return rows as a Markdown table; numbers stand to the right."""
    lines = [" | ".join(line) for line in (names, *([_cell(value) for value in row] for row in rows))]
    marks = "|".join("--:" if _is_number(value) else "---" for value in (rows[0] if rows else names))
    return "".join(
        f"{line}\n" for line in (f"| {lines[0]} |", f"|{marks}|", *(f"| {line} |" for line in lines[1:]))
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _cell(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    text = " ".join(text.split()).replace("|", "\\|")
    return text if len(text) <= WIDEST else text[: WIDEST - 1] + "…"


def write_results(home: Path) -> None:
    """Put the answers of a home's published database in the page."""
    page = PAGE.read_text(encoding="utf-8")

    def answered(found: re.Match[str]) -> str:
        with reader(home) as connection:
            names, rows = query(connection, found["sql"])
        whole = found[0]
        return whole[: found.start("result") - found.start()] + printed(names, rows)

    PAGE.write_text(RECIPE.sub(answered, page), encoding="utf-8")


if __name__ == "__main__":
    write_results(Path(sys.argv[1]))
