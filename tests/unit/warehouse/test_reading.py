"""Queries on the published database."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from vigia.errors import InputError
from vigia.warehouse import publish, query, reader, write_parquet


@pytest.fixture
def published(home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A reader of an empty warehouse."""
    publish(home, "1", 5, kept=1)
    with reader(home) as connection:
        yield connection


def test_rows_go_to_parquet_with_their_types(published: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    """More rows than one batch too, and nothing is left beside the file."""
    path = tmp_path / "out.parquet"
    sql = "select i, date '2026-11-20' as day, [i] as list from range(250_000) as numbers(i)"
    assert write_parquet(published, sql, path) == 250_000
    table = pq.read_table(path)
    assert table.num_rows == 250_000
    assert [str(field.type) for field in table.schema] == ["int64", "date32[day]", "list<element: int64>"]
    assert list(tmp_path.glob(".*.parquet*")) == []


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("select * from nowhere", "nowhere"),
        ("select error(i::varchar) from range(200_000) as numbers(i)", "the query failed"),
        ("select interval 1 day as wait", "cast the column"),
    ],
)
def test_a_parquet_file_appears_whole_or_not_at_all(
    published: duckdb.DuckDBPyConnection, tmp_path: Path, sql: str, words: str
) -> None:
    """What was there before stays."""
    path = tmp_path / "out.parquet"
    path.write_text("earlier")
    with pytest.raises(InputError, match=words):
        write_parquet(published, sql, path)
    assert path.read_text() == "earlier"
    assert [entry.name for entry in tmp_path.iterdir() if entry.is_file()] == ["out.parquet"]


def test_a_parquet_file_that_cannot_be_written_is_named(published: duckdb.DuckDBPyConnection) -> None:
    """It says where and what to do."""
    with pytest.raises(InputError, match="/nowhere/out.parquet cannot be written.*another file"):
        write_parquet(published, "select 1 as one", Path("/nowhere/out.parquet"))


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("from artcles", r"The tables are: actors, alerts, .*docs/dictionary\.md"),
        ("delete from articles", "can only be read"),
        ("from read_csv('/etc/passwd')", "can only be read"),
        ("-- nothing", "no statement"),
        ("select titel from articles", 'bindings: "title"'),
    ],
)
def test_a_wrong_query_is_told_what_to_do(published: duckdb.DuckDBPyConnection, sql: str, words: str) -> None:
    """DuckDB's words, and ours where they do not help."""
    with pytest.raises(InputError, match=words):
        query(published, sql)
