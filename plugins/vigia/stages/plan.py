"""plan: which feeds are due, spread over shards by host."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import zip_longest
from typing import TypeVar

from vigia.catalog import read_catalog
from vigia.disk import require_space
from vigia.model import Backfill, Feed, FeedState
from vigia.runs import empty_run_folder, write_records
from vigia.settings import Settings
from vigia.urls import host
from vigia.warehouse import backfills_to_retry, feed_states, reservations_asked, writer

Item = TypeVar("Item")

LONGEST_GAP = timedelta(days=14)  # what a back-fill reaches back
RESERVATIONS_EVERY = timedelta(days=30)  # terms change slowly, and each look costs an outlet two requests


@dataclass(frozen=True, slots=True)
class DueFeed:
    """A feed to poll now, with what polling remembers of it."""

    feed: Feed
    state: FeedState
    asks_reservations: bool = False  # what its outlet reserves is to be looked up again
    retry: Backfill | None = None  # the search for what it missed that is to be made again


def plan(settings: Settings, run_id: str, now: datetime, all_feeds: bool = False) -> int:
    """Write the due feeds of the run by shard and return the number of shards.

    ``all_feeds`` polls every enabled feed, due or not. An earlier attempt of the same run is wiped:
    nothing of it was loaded, or loading it again changes nothing. Raises CatalogError and DiskFull.
    """
    require_space(settings.home, settings.least_free_bytes)
    catalog = read_catalog(settings.catalog_folder)
    with writer(*settings.warehouse) as connection:
        states = feed_states(connection)
        asked = reservations_asked(connection)
        retries = backfills_to_retry(connection, now, now - LONGEST_GAP)
    folder = empty_run_folder(settings.home, run_id)
    due = [
        DueFeed(feed, state, retry=retries.get(feed.feed_id))
        for feed in catalog.feeds.values()
        if feed.is_enabled
        and (state := states.get(feed.feed_id) or FeedState(feed.feed_id))
        and (all_feeds or is_due(state, now))
    ]
    due = _with_questions(due, asked, now)
    shards = by_host(due, [host(item.feed.url) for item in due], settings.poll_shards)
    for number, shard in enumerate(shards):
        write_records(folder, "due", shard, number)
    return len(shards)


def _with_questions(due: list[DueFeed], asked: dict[str, datetime], now: datetime) -> list[DueFeed]:
    """Let the first due feed of each outlet that was not asked for a month ask what it reserves."""
    recent = {outlet_id for outlet_id, at in asked.items() if now - at < RESERVATIONS_EVERY}
    result = []
    for item in due:
        result.append(replace(item, asks_reservations=item.feed.outlet_id not in recent))
        recent.add(item.feed.outlet_id)
    return result


def is_due(state: FeedState, now: datetime) -> bool:
    """Return whether a feed's next slot has come; a feed never polled is due."""
    return state.next_poll_at is None or state.next_poll_at <= now


def by_host(items: Iterable[Item], hosts: Iterable[str], most: int) -> list[list[Item]]:
    """Spread items over at most ``most`` shards, all of one host in one, the largest hosts first.

    Politeness is then local to a shard. In a shard the hosts take turns, so that a few requests
    under way are of many hosts. Empty shards are left out.
    """
    grouped: dict[str, list[Item]] = {}
    for item, name in zip(items, hosts, strict=True):
        grouped.setdefault(name, []).append(item)
    shards: list[list[list[Item]]] = [[] for _ in range(most)]
    sizes = [0] * most
    for _, group in sorted(grouped.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        smallest = sizes.index(min(sizes))
        shards[smallest].append(group)
        sizes[smallest] += len(group)
    return [_in_turns(groups) for groups in shards if groups]


def _in_turns(groups: Iterable[list[Item]]) -> list[Item]:
    return [item for turn in zip_longest(*groups) for item in turn if item is not None]
