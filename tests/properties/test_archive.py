"""Whatever a page holds, the archive gives it back; whatever a file holds, reading it is bounded."""

import tempfile
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from vigia.archive import ArchiveWriter, read_page, read_records
from vigia.errors import ParseError
from vigia.web import Answer

_TOKENS = st.text("abcdefghijklmnopqrstuvwxyz-", min_size=1, max_size=12)
_VALUES = st.binary(max_size=40).map(lambda raw: raw.translate(None, bytes(range(32)) + b"\x7f").strip())
_TIMES = st.datetimes(
    datetime(1999, 1, 1),
    datetime(2090, 1, 1),
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=-5))]),
)


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    status = draw(st.sampled_from([200, 203, 204]))
    headers = draw(st.lists(st.tuples(_TOKENS, _VALUES), max_size=6))
    head = b"HTTP/1.1 %d OK\r\n" % status + b"".join(n.encode() + b": " + v + b"\r\n" for n, v in headers)
    return Answer(
        url="http://a.example/",
        final_url=f"http://a.example/{draw(st.integers())}",
        status=status,
        headers={},
        body=draw(st.binary(max_size=3000)),
        wire_bytes=0,
        elapsed_seconds=0.0,
        redirects=(),
        request_head=b"GET / HTTP/1.1\r\n\r\n",
        response_head=head + b"\r\n",
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(answers(), _TIMES), min_size=1, max_size=4), st.integers(0, 3000))
def test_pages_come_back_as_written(pages: list[tuple[Answer, datetime]], rotate_bytes: int) -> None:
    """Body, status, URL and time (to the second) come back for any bytes, one by one and in a row."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with ArchiveWriter(folder, "run", rotate_bytes) as writer:
            places = [writer.write(answer, at, {"note": "x"}) for answer, at in pages]
        one_by_one = [read_page(folder, *place) for place in places]
        files = dict.fromkeys(file for file, _ in places)
        in_a_row = [r.page for file in files for r in read_records(folder / file) if r.page]
    assert in_a_row == one_by_one
    for page, (answer, at) in zip(one_by_one, pages, strict=True):
        assert (page.body, page.status, page.url) == (answer.body, answer.status, answer.final_url)
        assert abs(page.fetched_at - at) < timedelta(seconds=1)


@settings(max_examples=60, deadline=None)
@given(
    answers(),
    st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 255)), max_size=5),
    st.integers(0, 4000),
)
def test_damaged_file_raises_only_ours(answer: Answer, changes: list[tuple[int, int]], end: int) -> None:
    """A file with changed or missing bytes gives pages or a ParseError, never anything else."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with ArchiveWriter(folder, "run") as writer:
            file, _ = writer.write(answer, datetime(2026, 1, 1, tzinfo=UTC), {})
        data = bytearray((folder / file).read_bytes())
        for position, value in changes:
            data[position % len(data)] = value
        (folder / file).write_bytes(data[: max(end, 1)])
        try:
            pages = [record for record in read_records(folder / file) if record.page]
        except ParseError:
            return
    assert len(pages) <= 1
