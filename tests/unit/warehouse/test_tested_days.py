"""What the data tests have seen: remembered from build to build."""

from datetime import timedelta
from pathlib import Path

from builders import NOW
from vigia.warehouse import built_otherwise, record_tests, untested_since, writer
from vigia.warehouse.days import DAYS_BETWEEN_TESTS_OF_EVERY_ROW


def test_everything_is_tested_until_every_row_passed(home: Path) -> None:
    """A pass of the changed days alone says nothing of the rows before."""
    with writer(home, 5) as connection:
        assert untested_since(connection, "sql-1") is None
        record_tests(connection, NOW, "sql-1", of_every_row=False)
        assert untested_since(connection, "sql-1") is None


def test_what_changed_since_the_last_pass_is_tested(home: Path) -> None:
    """Later passes of changed days move the mark on."""
    with writer(home, 5) as connection:
        record_tests(connection, NOW, "sql-1", of_every_row=True)
        assert untested_since(connection, "sql-1") == NOW
        record_tests(connection, NOW + timedelta(days=1), "sql-1", of_every_row=False)
        assert untested_since(connection, "sql-1") == NOW + timedelta(days=1)


def test_every_row_is_tested_again_by_other_sql_and_after_a_week(home: Path) -> None:
    """Other SQL may promise more; and a key may have come again on a day long past."""
    with writer(home, 5) as connection:
        record_tests(connection, NOW, "sql-1", of_every_row=True)
        assert untested_since(connection, "sql-2") is None
        connection.execute(
            f"update built_models set built_at = built_at - interval {DAYS_BETWEEN_TESTS_OF_EVERY_ROW} day"
        )
        assert untested_since(connection, "sql-1") is None


def test_a_pass_of_the_tests_is_no_build_of_a_model(home: Path) -> None:
    """Tests that passed with other SQL make no model be built anew."""
    with writer(home, 5) as connection:
        record_tests(connection, NOW, "sql-1", of_every_row=True)
        assert not built_otherwise(connection, "sql-2")
