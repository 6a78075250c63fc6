"""A web hook on loopback that takes the alerts of the demo."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

MOST_BYTES = 1_000_000


class _Sink(BaseHTTPRequestHandler):
    server: "_Server"
    timeout = 10

    def do_POST(self) -> None:
        self.server.taken.append(self.rfile.read(min(int(self.headers["Content-Length"] or 0), MOST_BYTES)))
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Keep quiet: what was taken is what counts."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Sink)
        self.taken: list[bytes] = []


@contextmanager
def alert_receiver(port_file: Path) -> Iterator[tuple[int, list[bytes]]]:
    """Listen on 127.0.0.1 and yield the port and the list of the messages taken so far.

    The port is kept in a file and used again: a channel is known by its address, and an alert that
    an interrupted demo left pending is sent by the next one.
    """
    with _listening(port_file) as server:
        port_file.write_text(str(server.server_port), encoding="ascii")
        thread = threading.Thread(target=server.serve_forever, name="alert-receiver", daemon=True)
        thread.start()
        try:
            yield server.server_port, server.taken
        finally:
            server.shutdown()
            thread.join()


def _listening(port_file: Path) -> _Server:
    with suppress(OSError, ValueError, OverflowError):  # never kept, or taken by another program
        return _Server(int(port_file.read_text(encoding="ascii")))
    return _Server(0)
