"""The newsroom, read once, and served at its two visits."""

from collections.abc import Iterator

import pytest

from newsroom.press import FOLDER
from vigia.newsroom.content import VISITS, Newsroom, read_newsroom
from vigia.newsroom.server import NewsroomServer


@pytest.fixture(scope="session")
def press() -> Newsroom:
    """The seeds of the newsroom."""
    return read_newsroom(FOLDER)


@pytest.fixture(scope="module")
def first() -> Iterator[NewsroomServer]:
    """The newsroom at its first visit."""
    with NewsroomServer(FOLDER, VISITS[0]) as server:
        yield server


@pytest.fixture(scope="module")
def second() -> Iterator[NewsroomServer]:
    """The newsroom at its second visit."""
    with NewsroomServer(FOLDER, VISITS[1]) as server:
        yield server
