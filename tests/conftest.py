"""What every test stands on: a clean environment and a home of its own."""

import os
from pathlib import Path

import pytest

from demo_run import DemoRun, run_demo

TESTS = Path(__file__).resolve().parent
SHARED = TESTS.parent / ".." / "shared"


# What takes longest begins first: a worker waits in Airflow's scheduler while the other works.
FIRST = ("dags", "demo")


class _Order:
    """Sort after every other plugin has had its say: the shuffling one too."""

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Put first what takes longest. Without its group a test would share its Airflow with a stranger."""
        if config.getoption("loadgroup", default=False) and not all("@" in item.nodeid for item in items):
            raise pytest.UsageError("the groups of tests are lost: this pytest and pytest-xdist do not agree")
        items.sort(key=lambda item: FIRST.index(_share(item)) if _share(item) in FIRST else len(FIRST))


def pytest_configure(config: pytest.Config) -> None:
    """Register the order."""
    config.pluginmanager.register(_Order())


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep together what shares something dear: each file, all that looks at the demo, all of Airflow.

    First of all hooks, since the plugin that shares out the tests reads the marks in the same hook.
    """
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_share(item)))


def _share(item: pytest.Item) -> str:
    folder = item.path.relative_to(TESTS).parts[0]
    if folder == "dags":
        return folder
    return "demo" if folder == "demo" or "demo_run" in getattr(item, "fixturenames", ()) else str(item.path)


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
