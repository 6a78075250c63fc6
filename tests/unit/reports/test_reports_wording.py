"""Numbers, dates and names in words."""

from datetime import date, timedelta

import pytest

from vigia.reports import wording
from vigia.reports.charts import trend_chart
from vigia.reports.records import TrendDay


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (2.0, "2"), (2.5, "2.5"), (1234, "1,234"), (411.4, "411"), (-3.5, "-3.5")]
)
def test_numbers_have_a_decimal_only_where_it_tells(value: float, text: str) -> None:
    """From a hundred on, decimals are noise."""
    assert wording.number(value) == text


@pytest.mark.parametrize(("value", "text"), [(0, "±0"), (1.5, "+1.5"), (-2, "−2")])
def test_changes_have_a_sign(value: float, text: str) -> None:
    """A change says its direction, with a real minus."""
    assert wording.signed(value) == text


@pytest.mark.parametrize(
    ("share", "text"), [(0, "0 %"), (0.001, "<1 %"), (0.5, "50 %"), (0.999, ">99 %"), (1, "100 %")]
)
def test_shares_are_never_all_or_nothing_by_rounding(share: float, text: str) -> None:
    """Nearly all is not all."""
    assert wording.percent(share) == text


def test_counts_agree_with_their_nouns() -> None:
    """One is singular, none is plural."""
    assert [wording.counted(count, "story", "stories") for count in (0, 1, 2)] == [
        "0 stories",
        "1 story",
        "2 stories",
    ]


def test_lists_end_with_and() -> None:
    """Names are listed as in a sentence."""
    assert [wording.listed(names) for names in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "", "a", "a and b", "a, b and c",
    ]  # fmt: skip


def test_unknown_codes_are_shown_as_they_are() -> None:
    """A code without a name is better than no word at all."""
    assert wording.language("es") == "Spanish"
    assert wording.language("und") == "Not recognised"
    assert (wording.language("xx-1"), wording.country("cu"), wording.country("QQ1")) == (
        "xx-1",
        "Cuba",
        "QQ1",
    )
    assert (wording.owner_class("wire"), wording.owner_class("other")) == ("News agency", "other")
    assert (wording.gap_kind("failing"), wording.gap_kind("no_text")) == ("Failing", "No text")


def test_days_are_written_out() -> None:
    """A day is written without a leading nought."""
    assert wording.long_day(date(2026, 11, 3)) == "Tuesday, 3 November 2026"
    assert wording.short_day(date(2026, 11, 3)) == "3\N{NO-BREAK SPACE}Nov"


def days(count: int, matches: int) -> list[TrendDay]:
    """As many days with as many matches each."""
    return [TrendDay(date(2026, 11, 1) + timedelta(day), matches, 1, day % 5 != 4) for day in range(count)]


@pytest.mark.parametrize("size", ["wide", "narrow"])
@pytest.mark.parametrize("count", [1, 2, 28])
def test_a_chart_takes_its_colours_from_the_page(size: str, count: int) -> None:
    """No colour is fixed, and nothing is loaded or told of its maker."""
    svg = trend_chart(days(count, 3), size)
    assert svg.startswith("<svg ")
    assert svg.endswith("</svg>")
    assert "var(--match)" in svg
    assert "#0" not in svg
    assert "metadata" not in svg
    assert "Matplotlib" not in svg


def test_a_chart_of_nothing_is_not_drawn() -> None:
    """An empty chart would look like a finding."""
    assert trend_chart([], "wide") == ""
    assert trend_chart([TrendDay(date(2026, 11, 1), 0, 0, True)], "wide") == ""
