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

from bench import archive, extraction, feeds, polling, speed, tagging, warehouse
from bench.page import with_tables
from bench.tables import Table, show

WIDTH = 118  # when the output is no terminal
PARTS = ("tagging", "speed", "extraction", "feeds", "polling", "archive", "warehouse")


@click.command()
@click.argument("parts", nargs=-1, type=click.Choice(PARTS))
@click.option("--json", "json_file", type=click.Path(path_type=Path), help="Also write all figures here.")
@click.option(
    "--page",
    type=click.Path(path_type=Path, exists=True),
    help="Also put the tables in the place of those of this page.",
)
@click.option(
    "--articles", default=100_000, show_default=True, help="Articles in the filled warehouse.", metavar="N"
)
@click.option(
    "--megabytes", default=archive.MEGABYTES, show_default=True, help="Size of the WARC file.", metavar="N"
)
def command(
    parts: tuple[str, ...], json_file: Path | None, page: Path | None, articles: int, megabytes: int
) -> None:
    """Measure PARTS, or all: tagging speed extraction feeds polling archive warehouse."""
    console = Console(width=None if sys.stdout.isatty() else WIDTH)
    machine = f"Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    console.print(
        f"{machine}. CPU seconds count; wall time is noisy. Peak MB is of the process that worked.\n"
    )
    records: dict[str, list[dict[str, Any]]] = {}
    tables: list[Table] = []
    for part in parts or PARTS:
        began = time.monotonic()
        for table in _tables(part, articles, megabytes):
            show(table, console)
            records.setdefault(part, []).append(table.record())
            tables.append(table)
        console.print(f"part {part}: {time.monotonic() - began:.0f} s in all\n", style="dim", highlight=False)
    if page:
        page.write_text(with_tables(page.read_text(encoding="utf-8"), tables, WIDTH), encoding="utf-8")
    if json_file:
        json_file.write_text(json.dumps(records, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _tables(part: str, articles: int, megabytes: int) -> Iterator[Table]:
    if part == "warehouse":
        return warehouse.run(articles)
    if part == "archive":
        return archive.run(megabytes)
    runs = {
        "tagging": tagging.run, "speed": speed.run, "extraction": extraction.run, "feeds": feeds.run,
        "polling": polling.run,
    }  # fmt: skip
    return runs[part]()


if __name__ == "__main__":
    command(prog_name="python -m bench")
