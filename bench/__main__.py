"""``python -m bench``: run the parts and print their tables."""

import json
import platform
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from bench import archive, extraction, feeds, polling, speed, tagging, warehouse, years
from bench.page import with_tables
from bench.tables import Table, show

WIDTH = 118  # when the output is no terminal
PARTS = ("tagging", "speed", "extraction", "feeds", "polling", "archive", "warehouse", "years")
ORDINARY = PARTS[:-1]  # years takes as long as all others together


@click.command()
@click.argument("parts", nargs=-1, type=click.Choice(PARTS))
@click.option("--json", "json_file", type=click.Path(path_type=Path), help="Also write all figures here.")
@click.option(
    "--page",
    type=click.Path(path_type=Path, exists=True),
    help="Also put the tables in the place of those of this page.",
)
@click.option(
    "--articles",
    type=int,
    help="Articles in the filled warehouse; 100,000 if not given, 200,000 for years.",
    metavar="N",
)
@click.option(
    "--rows", type=int, help="Rows beside the articles of years; ten for each if not given.", metavar="N"
)
@click.option(
    "--megabytes", default=archive.MEGABYTES, show_default=True, help="Size of the WARC file.", metavar="N"
)
def command(
    parts: tuple[str, ...],
    json_file: Path | None,
    page: Path | None,
    articles: int | None,
    rows: int | None,
    megabytes: int,
) -> None:
    """Measure PARTS, or all but years: tagging speed extraction feeds polling archive warehouse years."""
    console = Console(width=None if sys.stdout.isatty() else WIDTH)
    machine = f"Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    console.print(
        f"{machine}. CPU seconds count; wall time is noisy. Peak MB is of the process that worked.\n"
    )
    records: dict[str, list[dict[str, Any]]] = {}
    tables: list[Table] = []
    for part in parts or ORDINARY:
        began = time.monotonic()
        for table in _tables(part, articles, rows, megabytes):
            show(table, console)
            records.setdefault(part, []).append(table.record())
            tables.append(table)
        console.print(f"part {part}: {time.monotonic() - began:.0f} s in all\n", style="dim", highlight=False)
    if page:
        page.write_text(with_tables(page.read_text(encoding="utf-8"), tables, WIDTH), encoding="utf-8")
    if json_file:
        json_file.write_text(json.dumps(records, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _tables(part: str, articles: int | None, rows: int | None, megabytes: int) -> Iterator[Table]:
    if part == "warehouse":
        return warehouse.run(articles or warehouse.ARTICLES)
    if part == "years":
        articles = articles or years.ARTICLES
        return years.run(articles, rows or 10 * articles)
    if part == "archive":
        return archive.run(megabytes)
    runs = {
        "tagging": tagging.run, "speed": speed.run, "extraction": extraction.run, "feeds": feeds.run,
        "polling": polling.run,
    }  # fmt: skip
    return runs[part]()


if __name__ == "__main__":
    command(prog_name="python -m bench")
