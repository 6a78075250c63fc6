"""A loopback server with a feed at every address, in a process of its own."""

import asyncio
import multiprocessing
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, Self

from bench.data import own_items
from bench.newsprint import rss

ENTRIES = 20
_PLACE = "http://bench.example/place"


class FeedServer:
    """Serves until the ``with`` block ends; every feed has an ETag and answers 304 to it."""

    def __init__(self) -> None:
        """Prepare the process and what it counts in."""
        context = multiprocessing.get_context("spawn")
        self._counts: Any = context.Array("q", 2)
        self._ours, theirs = context.Pipe()
        self._process = context.Process(target=_main, args=(theirs, self._counts), daemon=True)

    def __enter__(self) -> Self:
        """Start, and wait until the port is known."""
        self._process.start()
        self.port: int = self._ours.recv()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the process."""
        self._process.terminate()
        self._process.join()

    def counts(self) -> tuple[int, int]:
        """Return the requests answered and the bytes sent so far."""
        return self._counts[0], self._counts[1]


def _main(pipe: Connection, counts: Any) -> None:
    asyncio.run(_serve(pipe, counts))


async def _serve(pipe: Connection, counts: Any) -> None:
    document = rss([one.item for one in own_items()][:ENTRIES], _PLACE)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                reply = _reply(document, (await reader.readuntil(b"\r\n\r\n")).decode("latin-1"))
                counts[0] += 1
                counts[1] += len(reply)
                writer.write(reply)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, backlog=512)
    pipe.send(server.sockets[0].getsockname()[1])
    await server.serve_forever()


def _reply(document: bytes, request: str) -> bytes:
    path = request.split(" ", 2)[1]
    if not path.startswith("/feed/"):
        return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
    if "if-none-match" in request.lower():
        return b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n'
    body = document.replace(_PLACE.encode(), f"http://bench.example{path}".encode())
    head = f'HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nETag: "1"\r\nContent-Length: {len(body)}'
    return head.encode() + b"\r\n\r\n" + body
