"""Where gzip members and records begin and end in a file that may be torn or damaged."""

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

_PIECE_BYTES = 1 << 20
_GZIP = b"\x1f\x8b\x08"
_PLAIN = b"\nWARC/1."
_MOST_HEAD_BYTES = 4_096  # of a member, to see whether a record begins in it


def whole_members(path: Path) -> Iterator[int]:
    """Yield where each gzip member of a file ends, up to the first that is torn or damaged."""
    with path.open("rb") as stream:
        end: int | None = 0
        while (end := member_end(stream, end or 0)) is not None:
            yield end


def member_end(stream: IO[bytes], start: int) -> int | None:
    """Return where the gzip member that begins at ``start`` ends; None where there is no whole one."""
    stream.seek(start)
    inflater = zlib.decompressobj(31)
    end, data, is_full = start, b"", False
    while not inflater.eof:
        if not data and not is_full and not (data := stream.read(_PIECE_BYTES)):
            return None
        try:
            is_full = len(inflater.decompress(data, _PIECE_BYTES)) == _PIECE_BYTES
        except zlib.error:
            return None
        rest = inflater.unused_data if inflater.eof else inflater.unconsumed_tail
        end += len(data) - len(rest)
        data = rest
    return end


def next_record(stream: IO[bytes], start: int) -> int | None:
    """Return where the next record begins at or after ``start``, packed or plain; None where none does."""
    overlap = len(_PLAIN)
    while True:
        stream.seek(start)
        piece = stream.read(_PIECE_BYTES)
        for place in _candidates(piece):
            if _begins_record(stream, start + place):
                return start + place
        if len(piece) < _PIECE_BYTES:
            return None
        start += len(piece) - overlap


def _candidates(piece: bytes) -> Iterator[int]:
    found = [-1, -1]
    while True:
        packed, plain = piece.find(_GZIP, found[0] + 1), piece.find(_PLAIN, found[1] + 1)
        if packed < 0 and plain < 0:
            return
        if plain < 0 or 0 <= packed < plain:
            found[0] = packed
            yield packed
        else:
            found[1] = plain
            yield plain + 1
        if packed < 0:
            found[0] = len(piece)
        if plain < 0:
            found[1] = len(piece)


def _begins_record(stream: IO[bytes], place: int) -> bool:
    stream.seek(place)
    head = stream.read(_MOST_HEAD_BYTES)
    if head.startswith(_GZIP):
        try:
            head = zlib.decompressobj(31).decompress(head, _MOST_HEAD_BYTES)
        except zlib.error:
            return False
    return head.startswith(b"WARC/1.")
