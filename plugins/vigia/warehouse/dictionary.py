"""The data dictionary as a page, from the comments in a database.

``python -m vigia.warehouse.dictionary published/vigia.duckdb > docs/dictionary.md``
"""

import re
import sys
from collections.abc import Iterator
from contextlib import closing
from importlib.resources import files
from pathlib import Path

import duckdb

HEAD = """\
# Data dictionary

Every table and column of `published/vigia.duckdb`, schema `main`, in the words of the comments that
the file itself carries (`select comment from duckdb_columns()`). Times are UTC; days are days of the
report zone. The schema `staging` holds views of the same tables for dbt.

Made by `python -m vigia.warehouse.dictionary DATABASE`; a test says whether it is current.
"""
PARTS = {
    "What was loaded": "Written by the pipeline, in one transaction a run.",
    "What follows from it": "Built by the SQL models after each load.",
    "What the report prints": "One table for each part of the daily report, in the order of `ordinal`.",
}


def dictionary(path: Path) -> str:
    """Return the page, in Markdown, of a database that was built."""
    with closing(duckdb.connect(str(path), read_only=True)) as connection:
        tables = connection.execute(
            """
            select table_name, comment from duckdb_tables() where schema_name = 'main'
            union all
            select view_name, comment from duckdb_views() where schema_name = 'main' and not internal
            order by table_name
            """
        ).fetchall()
        columns = connection.execute(
            """
            select table_name, column_name, lower(data_type), comment from duckdb_columns()
            where schema_name = 'main' and not internal order by table_name, column_index
            """
        ).fetchall()
    return "\n".join(_page(tables, columns))


def _page(tables: list[tuple[str, str]], columns: list[tuple[str, str, str, str]]) -> Iterator[str]:
    yield HEAD
    for part in PARTS:
        named = [(table, comment) for table, comment in tables if _part(table) == part]
        yield f"- {part}: {', '.join(f'[{table}](#{table})' for table, _ in named)}"
    for part, words in PARTS.items():
        yield f"\n## {part}\n\n{words}"
        for table, comment in tables:
            if _part(table) == part:
                yield f"\n### {table}\n\n{comment}\n\n| column | type | meaning |\n|---|---|---|"
                yield from (_row(*row) for owner, *row in columns if owner == table)
    yield ""


def _row(column: str, kind: str, comment: str) -> str:
    # The type of a nested column is written out in full: it tells the names of its fields.
    return f"| `{column}` | `{kind}` | {comment.replace('|', chr(92) + '|')} |"


def _part(table: str) -> str:
    loaded = (files("vigia.warehouse") / "comments.sql").read_text(encoding="utf-8")
    if re.search(rf"^comment on table {table} is", loaded, re.MULTILINE):
        return "What was loaded"
    return "What the report prints" if table.startswith("report_") else "What follows from it"


if __name__ == "__main__":
    sys.stdout.write(dictionary(Path(sys.argv[1])))
