"""The key of the warehouse kept in an Airflow connection, so that a secrets backend can hold it."""

from airflow.sdk import Connection
from airflow.sdk.exceptions import AirflowNotFoundException
from airflow.sdk.log import mask_secret
from pydantic import SecretStr

from vigia.errors import SettingsError
from vigia.settings import Settings

CONNECTION_ID = "vigia_encryption"


def with_key(settings: Settings) -> Settings:
    """Return the settings with the key of the connection ``vigia_encryption``, which there need not be.

    The key is its password; VIGIA_ENCRYPTION_KEY comes first. From here on it can appear in no task's log.
    Raises SettingsError for a connection without a password.
    """
    key = settings.encryption_key or _of_connection()
    if key is None:
        return settings
    mask_secret(key.get_secret_value())
    return settings.model_copy(update={"encryption_key": key})


def _of_connection() -> SecretStr | None:
    try:
        connection = Connection.get(CONNECTION_ID)
    except AirflowNotFoundException:
        return None
    if not connection.password:
        raise SettingsError(f"connection {CONNECTION_ID} has no password: the key is to be there")
    return SecretStr(connection.password)
