"""Packed bodies come out whole or not at all, and never larger than allowed."""

import contextlib
import gzip
import zlib

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigia.compression import Decoder, decode_body
from vigia.errors import ParseError

_PACKERS = {"": lambda data: data, "gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress}


@given(
    st.binary(max_size=200_000) | st.integers(0, 300_000).map(bytes),
    st.lists(st.sampled_from(["gzip", "deflate", "br"]), max_size=2),
    st.integers(1, 70_000),
)
def test_packing_is_undone(body: bytes, codings: list[str], step: int) -> None:
    """Any body packed in any order comes back, in whatever pieces it arrives."""
    packed = body
    for coding in codings:
        packed = _PACKERS[coding](packed)
    decoder = Decoder(", ".join(codings), len(body))
    for start in range(0, len(packed), step if len(packed) / step < 2_000 else len(packed)):
        decoder.feed(packed[start : start + step] if len(packed) / step < 2_000 else packed)
    assert decoder.finish() == body


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br"])
def test_body_of_the_exact_limit_passes(coding: str) -> None:
    """The limit itself is allowed, one byte more is not."""
    packed = _PACKERS[coding](bytes(100_000))
    assert decode_body(packed, coding, 100_000) == bytes(100_000)
    with pytest.raises(ParseError, match="more than 99999 bytes"):
        decode_body(packed, coding, 99_999)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br"])
def test_bomb_is_never_unpacked_far_beyond_the_limit(coding: str) -> None:
    """What is held of a bomb stays within the limit."""
    decoder = Decoder(coding, 10_000)
    with pytest.raises(ParseError):
        decoder.feed(_PACKERS[coding](bytes(100_000_000)))
    assert len(decoder.partial()) <= 10_000


@given(st.binary(max_size=500), st.sampled_from(["gzip", "deflate", "br", "gzip, br", "x", "zstd", ",,"]))
def test_any_bytes_give_a_body_or_a_parse_error(data: bytes, coding: str) -> None:
    """Noise raises nothing but ours."""
    with contextlib.suppress(ParseError):
        assert len(decode_body(data, coding, 1_000)) <= 1_000
