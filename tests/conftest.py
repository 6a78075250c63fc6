"""What every test stands on: a clean environment and a home of its own."""

import os
from pathlib import Path

import pytest

from demo_run import DemoRun, run_demo

SHARED = Path(__file__).resolve().parents[1] / ".." / "shared"


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """No test sees the VIGIA_* variables of whoever runs it."""
    for name in [name for name in os.environ if name.startswith("VIGIA_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A fresh home."""
    return tmp_path / "home"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared real-world data; tests that need it say so and are skipped without it."""
    if not (SHARED / "realweb").is_dir():
        pytest.skip("no folder ../shared with real pages and feeds beside this checkout")
    return SHARED


@pytest.fixture(scope="session")
def demo_run(tmp_path_factory: pytest.TempPathFactory) -> DemoRun:
    """A home after one demo, and what the demo printed; shared, since a demo takes a minute."""
    return run_demo(tmp_path_factory.mktemp("demo") / "home")
