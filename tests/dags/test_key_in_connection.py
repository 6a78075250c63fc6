"""The key of the warehouse in an Airflow connection."""

import pytest
from pydantic import SecretStr

from vigia.errors import SettingsError
from vigia.settings import Settings

pytestmark = pytest.mark.filterwarnings("default")
NAME = "AIRFLOW_CONN_VIGIA_ENCRYPTION"


@pytest.mark.parametrize(
    ("own", "connection", "key"),
    [
        (None, None, None),
        (None, '{"conn_type": "generic", "password": "theirs"}', "theirs"),
        ("own", '{"conn_type": "generic", "password": "theirs"}', "own"),
    ],
    ids=["none", "connection", "both"],
)
def test_the_password_of_the_connection_is_the_key(
    monkeypatch: pytest.MonkeyPatch, own: str | None, connection: str | None, key: str | None
) -> None:
    """Unless the variable has one; and it is masked in every log."""
    from vigia_airflow import keys

    masked: list[object] = []
    monkeypatch.setattr(keys, "mask_secret", masked.append)
    if connection:
        monkeypatch.setenv(NAME, connection)
    settings = keys.with_key(Settings(encryption_key=SecretStr(own) if own else None))
    assert settings.encryption_key == (SecretStr(key) if key else None)
    assert masked == ([key] if key else [])


def test_a_connection_without_a_password_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """Or everything would be written in plain, in silence."""
    from vigia_airflow.keys import with_key

    monkeypatch.setenv(NAME, '{"conn_type": "generic"}')
    with pytest.raises(SettingsError, match="vigia_encryption"):
        with_key(Settings())
