"""Every sentence of ``seeds/examples.csv`` comes out as it says."""

from functools import cache
from pathlib import Path

import pytest

from vigia.catalog import read_numbered_rows
from vigia.tagging.examples import EXAMPLE_COLUMNS, Example, Trial, try_examples
from vigia.tagging.lexicon import read_lexicon
from vigia.tagging.lint import SeedRow, read_examples

SEEDS = Path(__file__).resolve().parents[3] / "seeds"
ROWS = [SeedRow(*row) for row in read_numbered_rows(SEEDS / "examples.csv", EXAMPLE_COLUMNS)]
EXAMPLES = read_examples({"examples.csv": ROWS})


@cache
def trials() -> dict[str, Trial]:
    """Try all examples once."""
    return {trial.example.place: trial for trial in try_examples(read_lexicon(SEEDS), EXAMPLES)}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: f"{one.rule}-{one.expect}-{one.place[13:]}")
def test_an_example_comes_out_as_it_says(example: Example) -> None:
    """The rules hit what they must hit and miss what they must miss."""
    assert trials()[example.place].fault is None


def test_the_examples_speak_the_languages_of_the_items() -> None:
    """Each language that has topic terms has examples, of both sides and of look-alikes."""
    languages = {example.language for example in EXAMPLES}
    assert {"en", "es", "ru", "pt", "fr", "de", "it", "uk"} <= languages
    assert len(EXAMPLES) >= 250
