"""Tables of figures: raw in JSON, readable on a terminal."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table as Grid

from bench.children import Cost

Value = str | int | float | None

FORMATS: dict[str, Callable[[Any], str]] = {
    "text": str,
    "count": lambda value: f"{value:,.0f}",
    "share": lambda value: f"{value:.3f}",
    "percent": lambda value: f"{100 * value:.1f} %",
    "ratio": lambda value: f"{value:,.2f}×",
    "seconds": lambda value: f"{value:,.2f}",
    "ms": lambda value: f"{value:,.2f}",
    "mb": lambda value: f"{value:,.0f}",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, and one of ``FORMATS``."""

    name: str
    form: str = "text"


COST_COLUMNS = (Column("CPU s", "seconds"), Column("wall s", "seconds"), Column("peak MB", "mb"))


def cost_cells(cost: Cost) -> tuple[float, float, float]:
    """Return the cells under ``COST_COLUMNS``."""
    return cost.cpu_seconds, cost.wall_seconds, cost.peak_mb


@dataclass(frozen=True, slots=True)
class Table:
    """Figures of one kind, with what one must know to read them."""

    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Value]]
    notes: tuple[str, ...] = ()

    def record(self) -> dict[str, Any]:
        """Return the table for JSON: a dict for each row, unrounded."""
        names = [column.name for column in self.columns]
        rows = [dict(zip(names, row, strict=True)) for row in self.rows]
        return {"title": self.title, "rows": rows, "notes": list(self.notes)}


def show(table: Table, console: Console) -> None:
    """Print a table and its notes; of one without rows only the notes, which say why."""
    if table.rows:
        console.print(_grid(table))
    else:
        console.print(table.title, style="bold")
    for note in table.notes:
        console.print(f"  {note}", markup=False, highlight=False, soft_wrap=True)
    console.print()


def _grid(table: Table) -> Grid:
    grid = Grid(title=table.title, title_justify="left", title_style="bold")
    for column in table.columns:
        grid.add_column(column.name, justify="left" if column.form == "text" else "right")
    for row in table.rows:
        grid.add_row(*(_cell(value, column) for value, column in zip(row, table.columns, strict=True)))
    return grid


def _cell(value: Value, column: Column) -> str:
    if value is None:
        return "–"
    return value if isinstance(value, str) else FORMATS[column.form](value)
