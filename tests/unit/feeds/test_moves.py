"""Feeds that moved."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from vigia.feeds.moves import address, after_answer, forgotten, is_settled, permanent_target
from vigia.model import FeedState

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
OLD = "http://granma.example/feed"
SAME_SITE = "https://www.granma.example/feed.xml"
ELSEWHERE = "https://parked.example.org/feed"
TITLE = "Granma"


def met(target: str, title: str = TITLE, days: tuple[int, ...] = (0, 3, 8)) -> FeedState:
    """Return the state after the redirect was met on these days."""
    state = FeedState("granma-es", title=TITLE)
    for day in days:
        state = after_answer(state, OLD, OLD, [(301, target)], title, NOW + timedelta(days=day))
    return state


@pytest.mark.parametrize(
    ("redirects", "target"),
    [
        ([], None),
        ([(301, "a")], "a"),
        ([(302, "a"), (301, "b")], None),
        ([(308, "a"), (301, "b"), (307, "c")], "b"),
    ],
)
def test_only_permanent_redirects_lead_to_a_new_address(
    redirects: list[tuple[int, str]], target: str | None
) -> None:
    """As far as the chain is permanent from its start."""
    assert permanent_target(redirects) == target


@pytest.mark.parametrize(
    ("days", "expected"), [((0, 3, 8), True), ((0, 8), False), ((0, 1, 2), False), ((0, 1, 2, 7), True)]
)
def test_a_move_settles_after_a_week_and_three_polls(days: tuple[int, ...], expected: bool) -> None:
    """Neither alone is enough."""
    assert is_settled(met(SAME_SITE, days=days), NOW + timedelta(days=days[-1])) is expected


def test_another_title_makes_a_move_doubtful() -> None:
    """A domain that was sold redirects to something else; both titles are kept."""
    state = met(ELSEWHERE, title="Casino")
    assert not is_settled(state, NOW + timedelta(days=30))
    assert (state.title, state.moved_title) == (TITLE, "Casino")


def test_a_settled_move_is_followed_within_its_domain_only() -> None:
    """To another domain a person moves the feed."""
    later = NOW + timedelta(days=8)
    assert address(OLD, met(SAME_SITE), later) == SAME_SITE
    assert address(OLD, met(ELSEWHERE), later) == OLD
    assert address(OLD, met(SAME_SITE, days=(0,)), NOW) == OLD


def test_an_answer_at_the_old_address_ends_a_move() -> None:
    """The redirect is gone, so is the proposal."""
    assert after_answer(met(SAME_SITE), OLD, OLD, [], TITLE, NOW).moved_to is None


def test_an_answer_at_the_new_address_keeps_the_move() -> None:
    """It was asked directly and redirects nowhere."""
    assert after_answer(met(SAME_SITE), OLD, SAME_SITE, [], None, NOW) == met(SAME_SITE)


def test_another_target_starts_anew() -> None:
    """Its week begins when it is first met."""
    state = after_answer(met(SAME_SITE), OLD, OLD, [(301, ELSEWHERE)], TITLE, NOW + timedelta(days=9))
    assert (state.moved_to, state.moved_polls, state.moved_at) == (ELSEWHERE, 1, NOW + timedelta(days=9))


def test_a_failure_at_the_new_address_forgets_the_move() -> None:
    """The feed is then asked where the catalog says."""
    assert forgotten(met(SAME_SITE)) == replace(FeedState("granma-es"), title=TITLE)
