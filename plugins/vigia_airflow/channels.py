"""Alert addresses kept in an Airflow connection, so that a secrets backend can hold them."""

from typing import Any

from airflow.sdk import Connection
from airflow.sdk.exceptions import AirflowNotFoundException
from airflow.sdk.log import mask_secret
from pydantic import SecretStr

from vigia.errors import SettingsError
from vigia.settings import Settings

CONNECTION_ID = "vigia_alerts"


def with_channels(settings: Settings) -> Settings:
    """Return the settings with the addresses of the connection ``vigia_alerts`` added.

    The connection has the addresses in its extra, as ``{"urls": ["mailto://…", …]}`` or in the form
    of Airflow's Apprise provider, or is itself one such address. There need not be one. From here on
    no address can appear in a task's log. Raises SettingsError when the extra holds none.
    """
    own = [url.get_secret_value() for url in settings.alert_urls]
    urls = list(dict.fromkeys([*own, *_of_connection()]))
    for url in urls:
        mask_secret(url)
    return settings.model_copy(update={"alert_urls": tuple(map(SecretStr, urls))})


def _of_connection() -> list[str]:
    try:
        connection = Connection.get(CONNECTION_ID)
    except AirflowNotFoundException:
        return []
    extra = connection.extra_dejson
    if "urls" not in extra and "config" not in extra and connection.host:
        return [connection.get_uri()]
    urls = [*_listed(extra.get("urls")), *(item.get("path") for item in _listed(extra.get("config")))]
    if not urls or not all(isinstance(url, str) and "://" in url for url in urls):
        raise SettingsError(
            f'connection {CONNECTION_ID}: the extra has no addresses; write it like {{"urls": ["mailto://…"]}}'
        )
    return urls


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]
