"""The exit codes: 0 done, 1 failed, 2 misuse."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


def vigia(home: Path, *arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    """Run the command line."""
    return subprocess.run(
        [sys.executable, "-m", "vigia", *arguments],
        env={**os.environ, "VIGIA_HOME": str(home), **variables},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--version",), 0),
        (("--help",), 0),
        (("settings",), 0),
        (("nonsense",), 2),
        (("settings", "--nonsense"), 2),
        (("query", "select 1"), 1),  # nothing was published
        (("alerts", "test"), 2),  # no channel is set
        (("explain", "/no/such/file"), 2),
    ],
)
def test_a_command_tells_how_it_went(tmp_path: Path, arguments: tuple[str, ...], code: int) -> None:
    """And never with a traceback."""
    done = vigia(tmp_path, *arguments)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr


def test_a_channel_that_does_not_take_a_message_is_a_failure(tmp_path: Path) -> None:
    """Its name is printed, its secret is not."""
    done = vigia(tmp_path, "alerts", "test", VIGIA_ALERT_URLS='["json://ana:geheim@127.0.0.1:9/x"]')
    assert done.returncode == 1
    assert "geheim" not in done.stdout + done.stderr


def test_a_faulty_setting_is_misuse(tmp_path: Path) -> None:
    """The variable is named with what was expected."""
    done = vigia(tmp_path, "settings", VIGIA_TIME_ZONE="Mars/Olympus")
    assert done.returncode == 2
    assert "VIGIA_TIME_ZONE" in done.stderr
