"""The data dictionary."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from small_warehouse import ROOT, warehouse_of
from vigia.warehouse.dictionary import dictionary


def test_the_page_says_what_the_file_says(built: Callable[..., Any], loaded: Path) -> None:
    """If this fails: python -m vigia.warehouse.dictionary DATABASE > docs/dictionary.md."""
    assert built("select 1 as one") == [{"one": 1}]
    page = (ROOT / "docs" / "dictionary.md").read_text(encoding="utf-8")
    assert dictionary(warehouse_of(loaded)).splitlines() == page.splitlines()


def test_every_column_is_in_the_page(built: Callable[..., Any]) -> None:
    """Each table has a heading and each of its columns a row."""
    page = (ROOT / "docs" / "dictionary.md").read_text(encoding="utf-8")
    sections = {part.partition("\n")[0]: part for part in page.split("\n### ")[1:]}
    columns = built(
        "select table_name, column_name from duckdb_columns() where schema_name = 'main' and not internal"
    )
    missing = [row for row in columns if f"\n| `{row['column_name']}` |" not in sections[row["table_name"]]]
    assert missing == []
