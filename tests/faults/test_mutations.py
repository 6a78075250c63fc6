"""Feeds and pages with random damage are read or refused: no error but ours, no hang, no growth.

Our own documents always, the real ones where they are: those are their publishers' and no part of the
project. The damage is the same at every run; ``MUTATIONS=20000`` tries more of it.
"""

import gzip
import os
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

import pytest

from faults.mutations import Weighed, mutations, weigh_feed, weigh_page
from newsroom.press import FOLDER
from soak import times
from vigia.errors import VigiaError
from vigia.killable import KillablePool
from vigia.newsroom.content import VISITS, read_newsroom
from vigia.newsroom.server import NewsroomServer

pytestmark = pytest.mark.slow

COUNT = int(os.environ.get("MUTATIONS", times(1_000, 300)))  # half of them of feeds, half of pages
SEED = 1961
SECONDS = 60.0  # twice what the stages give one document, for a machine that is busy
GROWTH_KB = 60_000


def own_documents() -> tuple[list[bytes], list[bytes]]:
    """Return the sound feeds and pages of the bundled newsroom."""
    server = NewsroomServer(FOLDER, VISITS[1])
    feeds, pages = [], []
    for host, site in read_newsroom(FOLDER).sites.items():
        paths = [(feeds, path) for path in site.feeds] + [(pages, page.path) for page in site.articles]
        for kind, path in paths:
            body = server.answer(host, path, {}).body
            if isinstance(body, bytes) and body:
                kind.append(body)
    return feeds, pages


def real_documents(shared: Path) -> tuple[list[bytes], list[bytes]]:
    """Return the real feeds and pages."""
    feeds, pages = (
        [body for path in sorted((shared / "realweb" / name).glob("*.gz")) if (body := _read(path))]
        for name in ("feeds", "pages")
    )
    return feeds, pages


def _read(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes())


def test_damaged_documents_of_ours_are_read_or_refused() -> None:
    """A thousand damaged documents end in an answer or a refusal, in children that do not grow."""
    assert_all_sound(*own_documents())


def test_damaged_real_documents_are_read_or_refused(shared: Path) -> None:
    """So do a thousand real ones, however large."""
    assert_all_sound(*real_documents(shared))


def assert_all_sound(feeds: Sequence[bytes], pages: Sequence[bytes]) -> None:
    """Damage and read feeds and pages."""
    assert_sound(weigh_feed, mutations(feeds, COUNT // 2, SEED))
    assert_sound(weigh_page, mutations(pages, COUNT // 2, SEED))


def assert_sound(read: Callable[[bytes], Weighed], bodies: Sequence[bytes]) -> None:
    """Read all in children as the stages do."""
    with KillablePool(processes=2, seconds=SECONDS) as pool:
        outcomes = list(pool.map(read, ((body,) for body in bodies)))
    assert not [outcome for outcome in outcomes if isinstance(outcome, VigiaError)]
    weighed = [outcome for outcome in outcomes if not isinstance(outcome, VigiaError)]
    came = Counter(outcome for outcome, _, _ in weighed)
    assert len(came) > 2, came  # the damage leaves some whole and spoils others
    for child in {process_id for _, process_id, _ in weighed}:
        assert_no_growth([kb for _, process_id, kb in weighed if process_id == child])


def assert_no_growth(kilobytes: list[int]) -> None:
    """Compare the last quarter with the second: in the first everything is loaded."""
    quarter = len(kilobytes) // 4
    assert median(kilobytes[-quarter:]) < median(kilobytes[quarter : 2 * quarter]) + GROWTH_KB, kilobytes
