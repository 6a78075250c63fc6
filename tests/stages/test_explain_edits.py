"""What was edited is shown word by word."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from builders import NOW
from press import Press
from stages.test_replay import MATCH, after_an_edit, press, settings
from vigia.cli.explain import command
from vigia.settings import Settings
from vigia.stages.build import build
from vigia.stages.publish import publish

__all__ = ["press", "settings"]


def test_explain_shows_an_edit_in_text_json_and_html(
    settings: Settings, press: Press, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The sentence that came in is marked, and the life tells that the page was looked at again."""
    after_an_edit(settings, press)
    build(settings)
    publish(settings, NOW)
    monkeypatch.setenv("VIGIA_HOME", str(settings.home))
    monkeypatch.setenv("VIGIA_CATALOG", str(settings.catalog))

    def shown(*options: str) -> str:
        return CliRunner().invoke(command, [MATCH, *options], catch_exceptions=False).stdout

    text = shown()
    assert "Version 1 → 2  edited 2026-11-21" in text
    assert "{+La firma se aplazó hasta enero, dijo el ministro ruso.+}" in text
    assert "  revisited " in text
    (edit,) = json.loads(shown("--json"))["edits"]
    assert [change["kind"] for change in edit["body"]] == ["skipped", "same", "added"]
    assert edit["title"] == []
    page = Path(shown("--html", str(tmp_path / "page.html")).strip()).read_text(encoding="utf-8")
    assert "La firma se aplazó hasta enero, dijo el ministro ruso.</ins>" in page
