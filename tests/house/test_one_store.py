"""Where the tables are is for the settings to say, and for nobody else."""

import re
from pathlib import Path

PLUGINS = Path(__file__).resolve().parents[2] / "plugins"


def calls(*names: str) -> list[tuple[str, str]]:
    """Return file and arguments of each call of these outside the warehouse itself."""
    pattern = rf"\bwith (?:{'|'.join(names)})\((.*?)\) as"
    return [
        (path.name, arguments)
        for folder in ("stages", "cli")
        for path in sorted((PLUGINS / "vigia" / folder).rglob("*.py"))
        for arguments in re.findall(pattern, path.read_text("utf-8"), re.DOTALL)
    ]


def test_whoever_writes_takes_the_warehouse_of_the_settings() -> None:
    """A stage that forgot the lake would write to a file that nobody publishes."""
    found = calls("writer")
    assert len(found) > 8
    assert [call for call in found if call[1] != "*settings.warehouse"] == []
    found = calls("writer_lock", "examined")
    assert len(found) == 2
    assert [call for call in found if "settings.lake" not in call[1]] == []


def test_whoever_reads_has_the_key() -> None:
    """A command that forgot it would say that the key is missing although it is set."""
    found = calls("reader", "snapshot_reader", "examined", "held")
    assert len(found) > 8
    assert [call for call in found if "settings.encryption_key" not in call[1]] == []
