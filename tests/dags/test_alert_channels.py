"""The addresses of the alerts in an Airflow connection."""

import json

import pytest
from pydantic import SecretStr

from vigia.errors import SettingsError
from vigia.settings import Settings

pytestmark = pytest.mark.filterwarnings("default")
OWN = "json://own.example/hook"


def channels(monkeypatch: pytest.MonkeyPatch, connection: object) -> list[str]:
    """Return the addresses with this connection in the environment."""
    from vigia_airflow.channels import with_channels

    if connection is not None:
        text = connection if isinstance(connection, str) else json.dumps(connection)
        monkeypatch.setenv("AIRFLOW_CONN_VIGIA_ALERTS", text)
    settings = with_channels(Settings(alert_urls=(SecretStr(OWN),)))
    return [url.get_secret_value() for url in settings.alert_urls]


@pytest.mark.parametrize(
    ("connection", "added"),
    [
        (None, []),
        (
            {"conn_type": "vigia", "extra": {"urls": ["mailto://u:p@mail.example", OWN]}},
            ["mailto://u:p@mail.example"],
        ),
        ({"conn_type": "vigia", "extra": {"urls": "ntfy://topic"}}, ["ntfy://topic"]),
        (
            {"conn_type": "apprise", "extra": {"config": [{"path": "slack://a/b/c", "tag": "alerts"}]}},
            ["slack://a/b/c"],
        ),
        ("json://127.0.0.1:9000/hook", ["json://127.0.0.1:9000/hook"]),
    ],
)
def test_the_connection_adds_its_addresses(
    monkeypatch: pytest.MonkeyPatch, connection: object, added: list[str]
) -> None:
    """In our form, in that of Airflow's Apprise provider, or as a URI; each address once."""
    assert channels(monkeypatch, connection) == [OWN, *added]


@pytest.mark.parametrize(
    "extra", [{"urls": []}, {"urls": ["no address"]}, {"config": [{"tag": "x"}]}, {"urls": [7]}, {}]
)
def test_a_connection_without_addresses_is_a_fault(
    monkeypatch: pytest.MonkeyPatch, extra: dict[str, object]
) -> None:
    """Or alerts would be lost in silence."""
    with pytest.raises(SettingsError, match="vigia_alerts"):
        channels(monkeypatch, {"conn_type": "vigia", "extra": extra})


def test_addresses_are_masked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Airflow hides them in whatever is logged from then on."""
    from airflow.sdk._shared.secrets_masker import redact

    secret = "tgram://123456:AAE-secret-token/42"
    monkeypatch.setenv("AIRFLOW__CORE__HIDE_SENSITIVE_VAR_CONN_FIELDS", "True")
    channels(monkeypatch, {"conn_type": "vigia", "extra": {"urls": [secret]}})
    assert "secret-token" not in str(redact(f"could not send to {secret}"))
