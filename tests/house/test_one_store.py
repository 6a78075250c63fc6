"""Where the tables are is for the settings to say, and for nobody else."""

import re
from pathlib import Path

PLUGINS = Path(__file__).resolve().parents[2] / "plugins"


def test_whoever_opens_the_warehouse_passes_on_the_lake() -> None:
    """A stage that forgot it would write to a file that nobody publishes."""
    opened = [
        (path.name, call)
        for path in sorted(PLUGINS.rglob("*.py"))
        for call in re.findall(
            r"\b(?:writer|writer_lock|examined)\(settings\.home[^)]*\)", path.read_text("utf-8")
        )
    ]
    assert len(opened) > 8
    assert [(name, call) for name, call in opened if "settings.lake" not in call] == []
