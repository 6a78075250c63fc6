"""The notebook draws from what a demo published."""

import os
import subprocess
import sys

import matplotlib.image
import pytest

from cookbook import PAGE
from demo_run import DemoRun

pytestmark = [pytest.mark.slow, pytest.mark.airflow]


def test_the_notebook_draws_its_pictures(demo_run: DemoRun) -> None:
    """Run from top to bottom by plain Python; each picture has ink on it."""
    subprocess.run(
        [sys.executable, "-W", "error", str(PAGE.with_name("notebook.py"))],
        env={**os.environ, "VIGIA_HOME": str(demo_run.home), "MPLBACKEND": "agg"},
        check=True,
    )
    for name in ("days", "topics", "story", "actors"):
        picture = matplotlib.image.imread(demo_run.home / "notebook" / f"{name}.png")
        assert picture.shape[1] >= 800
        assert (picture[..., :3].min(axis=2) < 0.9).mean() > 0.01
