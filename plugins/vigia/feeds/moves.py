"""Feeds that moved: a permanent redirect, seen several times, becomes a proposal.

Redirects are followed at each poll anyway, so nothing is lost meanwhile. Within one registrable
domain the new address is asked directly once the move has settled; to another domain only a
person moves a feed, in ``feeds.csv``: domains are sold, and a redirect is no proof of identity.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from vigia.model import FeedState
from vigia.urls import host, registrable_domain

SETTLED_AFTER = timedelta(days=7)  # the redirect has stood for so long …
SETTLED_POLLS = 3  # … and was met so often, with the same feed title behind it
_PERMANENT = (301, 308)


def permanent_target(redirects: Iterable[tuple[int, str]]) -> str | None:
    """Return where the permanent redirects at the start of a chain lead; None without any."""
    target = None
    for status, url in redirects:
        if status not in _PERMANENT:
            break
        target = url
    return target


def after_answer(
    state: FeedState,
    url: str,
    asked: str,
    redirects: Iterable[tuple[int, str]],
    title: str | None,
    now: datetime,
) -> FeedState:
    """Return the state with what an answer tells of a move.

    ``url`` is the feed's own address, ``asked`` the one that was asked, ``title`` that of the
    document, None where none was read.
    """
    target = permanent_target(redirects)
    if target is None and asked != url:
        return replace(state, moved_title=title or state.moved_title)  # it still answers there
    if target is None or target == url:
        return replace(forgotten(state), title=title or state.title)
    old_title = state.title or title
    if target == state.moved_to:
        polls, since, new_title = state.moved_polls + 1, state.moved_at, title or state.moved_title
    else:
        polls, since, new_title = 1, now, title
    return replace(
        state, title=old_title, moved_to=target, moved_at=since, moved_polls=polls, moved_title=new_title
    )


def forgotten(state: FeedState) -> FeedState:
    """Return the state without any move, as after a failure at the new address."""
    return replace(state, moved_to=None, moved_at=None, moved_polls=0, moved_title=None)


def is_settled(state: FeedState, now: datetime) -> bool:
    """Say whether a move is worth proposing."""
    return (
        state.moved_at is not None
        and now - state.moved_at >= SETTLED_AFTER
        and state.moved_polls >= SETTLED_POLLS
        and state.moved_title == state.title
    )


def address(url: str, state: FeedState, now: datetime) -> str:
    """Return the address to ask for a feed: its own, or where it moved within its domain."""
    if state.moved_to is None or not is_settled(state, now):
        return url
    is_same_site = registrable_domain(host(url)) == registrable_domain(host(state.moved_to))
    return state.moved_to if is_same_site else url
