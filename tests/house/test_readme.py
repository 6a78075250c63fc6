"""The README tells the truth."""

import re
from pathlib import Path

import pytest

from vigia.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def section(name: str) -> str:
    """Return what stands between two marks."""
    found = re.search(rf"<!-- {name} -->\n(.*?)<!-- /{name} -->", README, re.DOTALL)
    assert found
    return found.group(1)


def settings_table() -> str:
    """Return the table of the settings as the class has them."""
    rows = [
        f"| `VIGIA_{name.upper()}` | {field.description} |" for name, field in Settings.model_fields.items()
    ]
    return "\n".join(["| variable | meaning |", "|---|---|", *rows, ""])


def test_the_settings_are_those_of_the_class() -> None:
    """None is missing and none is made up."""
    assert section("settings") == settings_table()


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([^):]+)\)", README))))
def test_links_lead_somewhere(link: str) -> None:
    """Every linked file is there."""
    assert (ROOT / link).exists()


@pytest.mark.parametrize("target", sorted(set(re.findall(r"^make ([a-z]+)", README, re.MULTILINE))))
def test_make_targets_exist(target: str) -> None:
    """Every target that is named is in the Makefile."""
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
