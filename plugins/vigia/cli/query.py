"""``vigia query``: SQL on the published database."""

import csv
import io
import json
import sys
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from vigia.errors import InputError
from vigia.settings import read_settings
from vigia.warehouse import query, reader


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
    table = Table(*names)
    for row in rows:
        table.add_row(*("" if value is None else str(value).replace("[", r"\[") for value in row))
    Console().print(table)


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
