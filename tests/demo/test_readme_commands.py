"""The commands of the README do what it says."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from demo_run import DemoRun

pytestmark = [pytest.mark.slow, pytest.mark.airflow]

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = [
    command
    for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    for command in block.strip().splitlines()
    if not command.startswith("make ")
]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_readme_works(demo_run: DemoRun, command: str) -> None:
    """It succeeds after the demo and prints something."""
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=ROOT,
        env={
            **os.environ,
            "VIGIA_HOME": str(demo_run.home),
            "VIGIA_CATALOG": str(ROOT / "seeds" / "newsroom"),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_the_report_shown_is_the_one_the_demo_writes(demo_run: DemoRun) -> None:
    """Every line of the excerpt stands in the report of the demo."""
    excerpt = re.search(r"<!-- report -->\n(.*?)<!-- /report -->", README, re.DOTALL)
    assert excerpt
    lines = excerpt.group(1).strip().removeprefix("````markdown").removesuffix("````").splitlines()
    report = (demo_run.home / "reports" / "2026-11-20" / "report.md").read_text(encoding="utf-8")
    assert len(lines) > 10
    assert [line for line in lines if line not in report] == []
