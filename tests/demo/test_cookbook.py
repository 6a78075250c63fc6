"""The cookbook's queries give what the page prints."""

import pytest

from cookbook import PAGE, Recipe, printed, recipes
from demo_run import DemoRun
from vigia.warehouse import query, reader

pytestmark = [pytest.mark.slow, pytest.mark.airflow]


@pytest.mark.parametrize("recipe", recipes(), ids=lambda recipe: recipe.question)
def test_a_question_is_answered_as_printed(demo_run: DemoRun, recipe: Recipe) -> None:
    """If the demo changed on purpose: make demo, then python tests/cookbook.py .vigia/demo."""
    with reader(demo_run.home) as connection:
        names, rows = query(connection, recipe.sql)
    assert rows, "a recipe without an answer shows nothing"
    assert recipe.result == printed(names, rows)


def test_every_question_of_the_page_is_tested() -> None:
    """Twenty of them and more, none written in a way that the test does not see."""
    page = PAGE.read_text(encoding="utf-8")
    assert len(recipes()) == page.count("\n## ") >= 20
