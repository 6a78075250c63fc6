"""The page of measurements: its tables are those of a run, put there by the run itself."""

import io
import re
from collections.abc import Iterable

from rich.console import Console

from bench.tables import Table, show


def with_tables(page: str, tables: Iterable[Table], width: int) -> str:
    """Return a Markdown page with each table in the place of the block that has the same title.

    Tables without a block are left out: what a page shows is for its writer to say.
    """
    for table in tables:
        block = re.compile(rf"```\n{re.escape(table.title)}\n.*?\n```\n", re.DOTALL)
        drawn = f"```\n{_drawn(table, width)}\n```\n"
        page = block.sub(lambda _, text=drawn: text, page, count=1)
    return page


def _drawn(table: Table, width: int) -> str:
    console = Console(file=io.StringIO(), width=width, color_system=None)
    with console.capture() as printed:
        show(table, console)
    return "\n".join(line.rstrip() for line in printed.get().rstrip().splitlines())
