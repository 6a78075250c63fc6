"""The settings of a lake."""

import pytest

from builders import NOW
from vigia.errors import InputError, SettingsError
from vigia.settings import read_settings
from vigia.stages.backup import backup


def test_a_lake_is_a_catalogue_and_a_place_for_its_data(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither is of use alone."""
    assert read_settings().lake is None
    monkeypatch.setenv("VIGIA_LAKE_DATA", "s3://bucket/tables")
    with pytest.raises(SettingsError, match="must be set together"):
        read_settings()
    monkeypatch.setenv("VIGIA_LAKE_CATALOG", "postgresql://vigia:sesame@db.example/lake")
    lake = read_settings().lake
    assert lake
    assert lake.data == "s3://bucket/tables"
    assert "sesame" not in repr(read_settings())


@pytest.mark.parametrize("address", ["dbname=lake password=sesame", "postgresql://:sesame@db.example/lake"])
def test_an_address_that_is_none_is_told_without_its_password(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    """The error says how to write it."""
    monkeypatch.setenv("VIGIA_LAKE_CATALOG", address)
    monkeypatch.setenv("VIGIA_LAKE_DATA", "/srv/lake")
    with pytest.raises(SettingsError, match="VIGIA_LAKE_CATALOG.*postgresql://user") as error:
        read_settings()
    assert "sesame" not in str(error.value)


def test_a_lake_is_not_backed_up_as_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another file than the tables would be kept."""
    monkeypatch.setenv("VIGIA_LAKE_CATALOG", "postgresql://vigia:sesame@db.example/lake")
    monkeypatch.setenv("VIGIA_LAKE_DATA", "/srv/lake")
    with pytest.raises(InputError, match="PostgreSQL database and its Parquet files"):
        backup(read_settings(), NOW)
