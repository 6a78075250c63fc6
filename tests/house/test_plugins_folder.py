"""The plugins folder, which Airflow reads in a way of its own."""

import sys
from pathlib import Path

PLUGINS = Path(__file__).resolve().parents[2] / "plugins"


def test_airflow_ignores_every_package() -> None:
    """Airflow executes each module under plugins/ that no line of .airflowignore names."""
    ignored = {line.strip("/") for line in (PLUGINS / ".airflowignore").read_text().split()}
    packages = {path.name for path in PLUGINS.iterdir() if (path / "__init__.py").exists()}
    assert packages == ignored


def test_nothing_lies_loose_in_the_folder() -> None:
    """A loose module would be registered by its bare name in every Airflow process."""
    assert [path.name for path in PLUGINS.glob("*.py")] == []


def test_no_package_shadows_the_standard_library() -> None:
    """Our top-level names are ours alone."""
    assert not {path.name for path in PLUGINS.iterdir()} & set(sys.stdlib_module_names)
