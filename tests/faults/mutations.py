"""Random damage to documents, the same for a seed; and readers that weigh the process they run in."""

import os
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from vigia.articles.page import read_page
from vigia.errors import FeedUnreadable, PageUnreadable
from vigia.feeds.parsing import parse_feed

Mutation = Callable[[bytes, random.Random, Sequence[bytes]], bytes]
Weighed = tuple[str, int, int]  # what came of it, process id, resident memory in KB

_ENCODINGS = ("koi8-r", "windows-1251", "iso8859-1", "utf-16-le", "utf-16-be", "utf-32-le", "utf-7", "cp037")
_TOKENS = (
    b"<", b">", b"]]>", b"<![CDATA[", b"<!--", b"-->", b"&", b"&#x", b'"', b"'", b"\0", b"\xff\xfe",
    b"\x1b$B", b"<?xml ", b"<!DOCTYPE x [", b"</", b"<div ", b"<item>", b"<script>", b"{", b"\\u",
    b"\xed\xa0\x80", b"\r",
)  # fmt: skip


def flipped(body: bytes, rng: random.Random, _: Sequence[bytes]) -> bytes:
    """Flip up to forty bits."""
    changed = bytearray(body)
    for _flip in range(rng.randint(1, 40)):
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def cut(body: bytes, rng: random.Random, _: Sequence[bytes]) -> bytes:
    """Cut the beginning, the end or a piece out."""
    start, end = _piece(body, rng)
    return rng.choice((body[start:], body[:end], body[:start] + body[end:]))


def spliced(body: bytes, rng: random.Random, others: Sequence[bytes]) -> bytes:
    """Put a piece of another document in."""
    other = rng.choice(others)
    start, end = _piece(other, rng)
    place = rng.randrange(len(body))
    return body[:place] + other[start:end] + body[place:]


def stuttered(body: bytes, rng: random.Random, _: Sequence[bytes]) -> bytes:
    """Repeat a short piece up to two thousand times."""
    start = rng.randrange(len(body))
    piece = body[start : start + rng.randint(1, 60)]
    return body[:start] + piece * rng.randint(2, 2_000) + body[start:]


def misread(body: bytes, rng: random.Random, _: Sequence[bytes]) -> bytes:
    """Write the text in another encoding than it says."""
    return body.decode("utf-8", "replace").encode(rng.choice(_ENCODINGS), "replace")


def strewn(body: bytes, rng: random.Random, _: Sequence[bytes]) -> bytes:
    """Strew markup over it."""
    for _token in range(rng.randint(1, 30)):
        place = rng.randrange(len(body) + 1)
        body = body[:place] + rng.choice(_TOKENS) + body[place:]
    return body


MUTATIONS: tuple[Mutation, ...] = (flipped, cut, spliced, stuttered, misread, strewn)


def mutations(documents: Sequence[bytes], count: int, seed: int) -> list[bytes]:
    """Return damaged documents, each with one to three kinds of damage."""
    rng = random.Random(seed)
    return [_damaged(rng.choice(documents), rng, documents) for _ in range(count)]


def _damaged(body: bytes, rng: random.Random, documents: Sequence[bytes]) -> bytes:
    for mutation in rng.choices(MUTATIONS, k=rng.randint(1, 3)):
        body = mutation(body or b"<", rng, documents)
    return body


def _piece(body: bytes, rng: random.Random) -> tuple[int, int]:
    return tuple(sorted((rng.randrange(len(body) + 1), rng.randrange(len(body) + 1))))  # type: ignore[return-value]


def weigh_feed(body: bytes) -> Weighed:
    """Read a feed; a refusal of ours is a result, any other error is not."""
    try:
        came = parse_feed(body, "https://a.example/feed", None, ZoneInfo("UTC")).format
    except FeedUnreadable:
        came = "unreadable"
    return came, os.getpid(), _resident_kb()


def weigh_page(body: bytes) -> Weighed:
    """Read a page; a refusal of ours is a result, any other error is not."""
    try:
        came = read_page(body, "text/html", "https://a.example/2026/nota").disposition.value
    except PageUnreadable:
        came = "unreadable"
    return came, os.getpid(), _resident_kb()


def _resident_kb() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 1024
