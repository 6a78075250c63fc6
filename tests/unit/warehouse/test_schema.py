"""The schema and its migrations."""

from pathlib import Path

import pytest

from vigia.errors import WarehouseUnusable
from vigia.warehouse import migrations, schema_version, writer


def test_a_new_home_gets_the_newest_schema(home: Path) -> None:
    """And opening it again applies nothing twice."""
    for _ in range(2):
        with writer(home, 5) as connection:
            assert schema_version(connection) == migrations()[-1][0]
            assert connection.execute("select count(*) from schema_versions").fetchone() == (
                len(migrations()),
            )


def test_every_table_and_column_has_a_comment(home: Path) -> None:
    """An analyst finds what each thing means in the file itself."""
    with writer(home, 5) as connection:
        bare = connection.execute(
            """
            select table_name, column_name from duckdb_columns()
            where comment is null and database_name = 'vigia' and schema_name = 'main'
            union all
            select table_name, '' from duckdb_tables()
            where comment is null and database_name = 'vigia'
            """
        ).fetchall()
    assert bare == []


def test_the_file_of_a_newer_release_is_refused(home: Path) -> None:
    """It is not touched, and the error says what to do."""
    with writer(home, 5) as connection:
        connection.execute("insert into schema_versions values (999, now())")
    with pytest.raises(WarehouseUnusable, match="version 999.*update"), writer(home, 5):
        pass
