"""``vigia query``: SQL on the published database."""

import csv
import io
import json
import sys
from typing import Any

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from vigia.errors import InputError
from vigia.settings import read_settings
from vigia.warehouse import query, reader

LEAST_WIDTH = 10  # of a column that can still be read; with less room each row is printed by itself


@click.command()
@click.argument("sql")
@click.option(
    "--format",
    "shape",
    type=click.Choice(["table", "csv", "json"]),
    default=None,
    help="table on a terminal, else csv, unless you say so.",
)
@click.option("--json", "as_json", is_flag=True, help="Same as --format json: one object a line.")
def command(sql: str, shape: str | None, as_json: bool) -> None:
    r"""Run SQL on the published database ('-' reads it from stdin); nothing can be changed there.

    \b
    vigia query "from stories select title, outlet_count order by weight desc limit 10"
    """
    text = sys.stdin.read() if sql == "-" else sql
    if not text.strip():
        raise InputError('no SQL given; try: vigia query "from matches select title limit 5"')
    with reader(read_settings().home) as connection:
        names, rows = query(connection, text)
    shape = "json" if as_json else shape or ("table" if sys.stdout.isatty() else "csv")
    {"table": _table, "csv": _csv, "json": _json}[shape](names, rows)


def _table(names: list[str], rows: list[tuple[Any, ...]]) -> None:
    console = Console()
    if len(names) * LEAST_WIDTH > console.width:
        _records(names, rows)
        return
    table = Table(*(escape(name) for name in names))
    for row in rows:
        table.add_row(*(escape(_plain(value)) for value in row))
    console.print(table)


def _records(names: list[str], rows: list[tuple[Any, ...]]) -> None:
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


def _csv(names: list[str], rows: list[tuple[Any, ...]]) -> None:
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


def _json(names: list[str], rows: list[tuple[Any, ...]]) -> None:
    for row in rows:
        click.echo(json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False, default=str))
