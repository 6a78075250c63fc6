"""``vigia settings``: every setting with its value and meaning."""

import json

import click
from pydantic import SecretStr

from vigia.settings import Settings, read_settings


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def command(as_json: bool) -> None:
    """Print every setting: its variable, value and meaning. Secrets are never shown."""
    values = {name: shown(getattr(read_settings(), name)) for name in Settings.model_fields}
    if as_json:
        click.echo(json.dumps(values, ensure_ascii=False, indent=2))
        return
    for name, field in Settings.model_fields.items():
        click.echo(f"VIGIA_{name.upper()}={values[name]}\n    {field.description}")


def shown(value: object) -> object:
    """Return a value as it may be printed: secrets hidden, paths as text."""
    if isinstance(value, SecretStr):
        return str(value)
    if isinstance(value, tuple):
        return [shown(part) for part in value]
    return value if isinstance(value, (int, float, str, bool, dict, type(None))) else str(value)
