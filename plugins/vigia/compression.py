"""Content codings undone within bounds: gzip, deflate, br, and zstd where Python has it."""

import importlib
import zlib
from collections.abc import Iterator
from typing import Any, Protocol

import brotli  # type: ignore[import-untyped]

from vigia.errors import ParseError

_PIECE_BYTES = 65_536  # what is decompressed at a time, so that a bomb is seen before it grows
_MOST_CODINGS = 2  # nobody honest packs a page more often
_ZSTD_WINDOW_LOG = 23  # 8 MB, the most RFC 9659 lets a server ask of a browser
_UNSUPPORTED = frozenset(("zstd", "compress", "x-compress", "dcb", "dcz"))


class _Layer(Protocol):
    """One coding being undone."""

    @property
    def is_complete(self) -> bool: ...

    def pieces(self, data: bytes) -> Iterator[bytes]: ...


class _Zlib:
    """gzip with any number of members, or deflate with or without its zlib wrapper."""

    def __init__(self, is_gzip: bool) -> None:
        self._is_gzip = is_gzip
        self._inflater = zlib.decompressobj(31) if is_gzip else None

    @property
    def is_complete(self) -> bool:
        return self._inflater is not None and self._inflater.eof

    def pieces(self, data: bytes) -> Iterator[bytes]:
        if self._inflater is None:
            self._inflater = _deflater(data)
        is_full = False
        while data or is_full:
            if self._inflater.eof:
                if not (self._is_gzip and data[:1] == b"\x1f"):
                    return  # padding after the end is common and harmless
                self._inflater = zlib.decompressobj(31)
            piece = self._inflater.decompress(data, _PIECE_BYTES)
            data = self._inflater.unused_data if self._inflater.eof else self._inflater.unconsumed_tail
            is_full = len(piece) == _PIECE_BYTES
            yield piece


def _deflater(data: bytes) -> Any:
    has_wrapper = data[:1] != b"" and data[0] & 0x0F == 8 and data[0] >> 4 <= 7
    return zlib.decompressobj(zlib.MAX_WBITS if has_wrapper else -zlib.MAX_WBITS)


class _Brotli:
    def __init__(self) -> None:
        self._decompressor = brotli.Decompressor()

    @property
    def is_complete(self) -> bool:
        return bool(self._decompressor.is_finished())

    def pieces(self, data: bytes) -> Iterator[bytes]:
        if self.is_complete:
            return
        # More may be held back than ``can_accept_more_data`` tells of: ask until nothing comes.
        while piece := self._decompressor.process(data, output_buffer_limit=_PIECE_BYTES):
            yield piece
            data = b""


class _Zstd:
    def __init__(self, module: Any) -> None:
        options = {module.DecompressionParameter.window_log_max: _ZSTD_WINDOW_LOG}
        self._decompressor = module.ZstdDecompressor(options=options)

    @property
    def is_complete(self) -> bool:
        return bool(self._decompressor.eof)

    def pieces(self, data: bytes) -> Iterator[bytes]:
        while not self._decompressor.eof:
            yield self._decompressor.decompress(data, max_length=_PIECE_BYTES)
            data = b""
            if self._decompressor.needs_input:
                return


def _zstd_module() -> Any | None:
    for name in ("compression.zstd", "backports.zstd"):
        try:
            return importlib.import_module(name)
        except ImportError:
            continue
    return None


_ZSTD = _zstd_module()
_FAULTS: tuple[type[Exception], ...] = (zlib.error, brotli.error, *((_ZSTD.ZstdError,) if _ZSTD else ()))

ACCEPT_ENCODING = "gzip, deflate, br" + (", zstd" if _ZSTD else "")


class Decoder:
    """Undoes the codings of one body, piece by piece, and never holds more than it may."""

    def __init__(self, content_encoding: str, max_bytes: int) -> None:
        """Take the value of ``Content-Encoding`` and the most bytes the body may have.

        Raises ParseError for a coding that cannot be undone. Unknown words are no codings: some
        servers write a charset there.
        """
        names = [name.strip().lower() for name in content_encoding.split(",")]
        layers = [layer for name in reversed(names) if (layer := _layer(name)) is not None]
        if len(layers) > _MOST_CODINGS:
            raise ParseError(f"packed {len(layers)} times; at most {_MOST_CODINGS} are undone")
        self._layers = layers
        self._max_bytes = max_bytes
        self._pieces: list[bytes] = []
        self._size = 0

    def feed(self, data: bytes) -> None:
        """Undo the next bytes of the wire.

        Raises ParseError as soon as the body grows too large or is damaged.
        """
        try:
            for piece in _through(self._layers, data):
                self._size += len(piece)
                if self._size > self._max_bytes:
                    raise ParseError(f"more than {self._max_bytes} bytes when unpacked")
                self._pieces.append(piece)
        except _FAULTS as error:
            raise ParseError(f"its compression is damaged: {error}") from error

    def finish(self) -> bytes:
        """Return the body; raises ParseError when its packed form breaks off."""
        is_broken_off = self._size > 0 and not all(layer.is_complete for layer in self._layers)
        if is_broken_off:
            raise ParseError(f"its compression breaks off after {self._size} bytes")
        return self.partial()

    def partial(self) -> bytes:
        """Return what has been unpacked so far."""
        return b"".join(self._pieces)


def decode_body(data: bytes, content_encoding: str, max_bytes: int) -> bytes:
    """Undo the content codings of a whole body; raises ParseError."""
    decoder = Decoder(content_encoding, max_bytes)
    for start in range(0, len(data), _PIECE_BYTES):
        decoder.feed(data[start : start + _PIECE_BYTES])
    return decoder.finish()


def _layer(name: str) -> _Layer | None:
    if name in ("gzip", "x-gzip", "deflate"):
        return _Zlib(is_gzip=name != "deflate")
    if name == "br":
        return _Brotli()
    if name == "zstd" and _ZSTD is not None:
        return _Zstd(_ZSTD)
    if name in _UNSUPPORTED:
        raise ParseError(f"its compression {name!r} was not offered and cannot be undone")
    return None


def _through(layers: list[_Layer], data: bytes) -> Iterator[bytes]:
    if not layers:
        yield data
        return
    for piece in layers[0].pieces(data):
        if piece:
            yield from _through(layers[1:], piece)
