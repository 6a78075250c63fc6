"""Real feed documents, many damaged on purpose: each is read or refused, none breaks anything.

The documents are their publishers' and no part of the project; without them these tests are skipped.
"""

import gzip
from collections import Counter
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from vigia.errors import FeedUnreadable
from vigia.feeds.identity import entry_keys
from vigia.feeds.parsing import parse_feed
from vigia.model import FeedDocument

FOLDER = Path(__file__).parents[2] / "../shared/realweb/feeds"

pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="../shared/realweb/feeds, the real feed documents, is not here"
)


@cache
def documents() -> dict[str, FeedDocument | str]:
    """Parse every document; of what is refused, keep the message."""
    found: dict[str, FeedDocument | str] = {}
    for path in sorted(FOLDER.glob("*.gz")):
        try:
            body = gzip.decompress(path.read_bytes())
            found[path.name] = parse_feed(body, "https://example.com/feed", None, ZoneInfo("Europe/Moscow"))
        except FeedUnreadable as refusal:
            found[path.name] = str(refusal)
    return found


def test_every_document_is_read_or_refused() -> None:
    """Of more than two hundred documents at most five are refused: no feeds, or beyond reading."""
    refused = {name: found for name, found in documents().items() if isinstance(found, str)}
    assert len(documents()) > 200
    assert len(refused) <= 5, refused


def test_live_feeds_are_read_with_their_entries() -> None:
    """Each feed that was live has entries, nearly all with a title, a link and a date."""
    live = [found for name, found in documents().items() if name.startswith("live__")]
    counts: Counter[str] = Counter()
    for found in live:
        assert isinstance(found, FeedDocument)
        assert found.entries
        for entry in found.entries:
            counts.update(
                all=1, titled=bool(entry.title), linked=bool(entry.url), dated=bool(entry.published_at)
            )
    assert min(counts["titled"], counts["linked"], counts["dated"]) > 0.93 * counts["all"] > 1_000, counts


def test_keys_tell_the_entries_of_real_feeds_apart() -> None:
    """Each entry has a key of its own, most by GUID or link."""
    read = [found for found in documents().values() if isinstance(found, FeedDocument)]
    keys = [key for found in read for key in entry_keys(found)]
    assert all(len(set(entry_keys(found))) == len(found.entries) for found in read)
    assert sum(key.startswith(("guid:", "link:")) for key in keys) > 0.9 * len(keys)
