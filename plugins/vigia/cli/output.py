"""How commands print rows: a table, CSV or one JSON object a line."""

import csv
import io
import json
import sys
from collections.abc import Callable
from typing import Any

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

LEAST_WIDTH = 10  # of a column that can still be read; with less room each row is printed by itself

Rows = list[tuple[Any, ...]]


def shape_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add ``--format`` and ``--json`` to a command that ends in ``print_rows``."""
    shapes = click.Choice(["table", "csv", "json"])
    command = click.option(
        "--json", "as_json", is_flag=True, help="Same as --format json: one object a line."
    )(command)
    return click.option(
        "--format",
        "shape",
        type=shapes,
        default=None,
        help="table on a terminal, else csv, unless you say so.",
    )(command)


def print_rows(names: list[str], rows: Rows, shape: str | None, as_json: bool) -> None:
    """Print rows in the shape that ``shape_options`` read."""
    shape = "json" if as_json else shape or ("table" if sys.stdout.isatty() else "csv")
    {"table": _table, "csv": _csv, "json": _json}[shape](names, rows)


def _table(names: list[str], rows: Rows) -> None:
    console = Console()
    if len(names) * LEAST_WIDTH > console.width:
        _records(names, rows)
        return
    table = Table(*(escape(name) for name in names))
    for row in rows:
        table.add_row(*(escape(_plain(value)) for value in row))
    console.print(table)


def _records(names: list[str], rows: Rows) -> None:
    """Print a row of too many columns as lines of its own."""
    width = max(map(len, names))
    for number, row in enumerate(rows, 1):
        click.echo(f"─ row {number}")
        for name, value in zip(names, row, strict=True):
            click.echo(f"{name:<{width}}  {_plain(value)}")


def _plain(value: Any) -> str:
    # Nothing that came from outside may command the terminal.
    return (
        "" if value is None else "".join(c if c.isprintable() or c == "\n" else "\ufffd" for c in str(value))
    )


def _csv(names: list[str], rows: Rows) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([_cell(value) for value in row] for row in rows)
    click.echo(text.getvalue(), nl=False)


def _cell(value: Any) -> Any:
    # A cell that begins like a formula would be run by a spreadsheet.
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")):
        return "'" + value
    return value


def _json(names: list[str], rows: Rows) -> None:
    for row in rows:
        click.echo(json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False, default=str))
