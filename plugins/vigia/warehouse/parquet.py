"""The published tables as Parquet, one file for each table and report day.

``parquet/<table>/report_date=<day>/<content>.parquet``; a table without days is
``parquet/<table>/<content>.parquet``. The name tells the content: a day that did not change since the
snapshot before shares its file and costs neither time nor space.
"""

from contextlib import closing
from pathlib import Path

from pydantic import SecretStr

from vigia.disk import sync
from vigia.warehouse.encryption import opened
from vigia.warehouse.literals import literal
from vigia.warehouse.writer import CATALOG, Connection

# The instant whose day a row counts on, for tables that do not store the day.
_INSTANTS = {
    "entries": "first_seen_at",
    "polls": "polled_at",
    "pages": "fetched_at",
}
_OF_ARTICLES = ("match_topics", "article_actors", "evidence")
# Not worth hashing: another column, body_hash, speaks for it.
_LONG = ("body",)


def write_tables(
    snapshot: Path, folder: Path, previous: Path | None, zone: str, key: SecretStr | None = None
) -> int:
    """Write every table of a snapshot file into a folder and return how many files are new.

    ``previous`` is the folder of the snapshot before. Days are days of ``zone``.
    """
    with closing(opened(snapshot, CATALOG, key)) as connection:
        tables = connection.execute(
            """
            select table_name, list(column_name order by column_index)
            from duckdb_columns()
            -- A view repeats what is stored.
            semi join (from duckdb_tables() where schema_name = 'main') using (schema_name, table_name)
            group by all order by all
            """
        ).fetchall()
        return sum(
            _write_table(connection, table, columns, _rows(table, columns, zone), folder, previous)
            for table, columns in tables
        )


def _rows(table: str, columns: list[str], zone: str) -> str:
    """Return a query for the rows of a table with their day as ``report_date``; null where none."""
    if "report_date" in columns:
        return f"select * from {table}"
    if table in _OF_ARTICLES:
        return f"select {table}.*, report_date from {table} join articles using (article_id)"
    instant = _INSTANTS.get(table)
    day = f"cast(timezone('{zone}', {instant}) as date)" if instant else "null"
    return f"select *, {day} as report_date from {table}"


def _write_table(
    connection: Connection, table: str, columns: list[str], rows: str, folder: Path, previous: Path | None
) -> int:
    hashed = ", ".join(f'"{column}"' for column in columns if column not in _LONG)
    # bit_xor does not depend on the order of the rows; the count tells pairs that undo each other.
    days = connection.execute(
        f"select report_date, count(*), bit_xor(hash({hashed})) from ({rows}) group by report_date"
    ).fetchall()
    new = 0
    for day, count, content in days:
        place = Path(table) / (f"report_date={day}" if day else "") / f"{count}-{content:016x}.parquet"
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        if previous and (previous / place).exists():
            (folder / place).hardlink_to(previous / place)
        else:
            of_day = f"report_date = date '{day}'" if day else "report_date is null"
            _copy(connection, f"select * exclude (report_date) from ({rows}) where {of_day}", folder / place)
            new += 1
    return new


def _copy(connection: Connection, rows: str, path: Path) -> None:
    connection.execute(f"copy ({rows}) to {literal(path)} (format parquet, compression zstd)")
    sync(path)
    path.chmod(0o444)
