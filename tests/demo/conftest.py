"""One demo for all tests that look at what it leaves."""

import pytest

from demo_run import DemoRun, run_demo


@pytest.fixture(scope="session")
def demo_run(tmp_path_factory: pytest.TempPathFactory) -> DemoRun:
    """A home after one demo, and what the demo printed."""
    return run_demo(tmp_path_factory.mktemp("demo") / "home")
