"""The example environment of ``deploy/``."""

import subprocess

from vigia.settings import ROOT, Settings

EXAMPLE = ROOT / "deploy" / "vigia.env.example"


def variables() -> dict[str, str]:
    """Return what a shell makes of the file."""
    command = ["sh", "-c", f"set -a; . {EXAMPLE}; env -0"]
    done = subprocess.run(command, env={}, capture_output=True, text=True, check=True)
    return dict(line.split("=", 1) for line in done.stdout.split("\0") if line)


def test_every_variable_of_ours_is_a_setting() -> None:
    """One that is misspelt would be passed over in silence."""
    ours = {name for name in variables() if name.startswith("VIGIA_")}
    assert ours
    assert ours <= {f"VIGIA_{name.upper()}" for name in Settings.model_fields}


def test_every_option_of_airflow_is_known() -> None:
    """Airflow takes any variable and uses those it knows."""
    from airflow.configuration import conf

    options = [name.split("__")[1:] for name in variables() if name.startswith("AIRFLOW__")]
    assert options
    known = conf.configuration_description
    for section, option in options:
        assert option.lower() in known[section.lower()]["options"], option


def test_it_holds_no_secret() -> None:
    """Keys are to be filled in, and alert addresses are comments."""
    values = variables()
    secret = [name for name in values if name.endswith(("_KEY", "_SECRET"))]
    assert len(secret) == 3
    assert not any(values[name] for name in secret)
    assert "VIGIA_ALERT_URLS" not in values
