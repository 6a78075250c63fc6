"""A server that misbehaves on purpose, over real loopback sockets: one host name a fault."""

import contextlib
import socket
import socketserver
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

Serve = Callable[["Connection"], None]
_PATIENCE_SECONDS = 20.0  # of a fault that never ends, should its client not go away


class Connection:
    """One connection of the server, after its request has been read."""

    def __init__(self, connection: socket.socket, path: str, count: int) -> None:
        self.socket = connection
        self.path = path
        self.count = count  # of the requests this host has had before

    def send(self, data: bytes) -> None:
        """Send all of this."""
        self.socket.sendall(data)

    def reset(self) -> None:
        """Close with RST instead of FIN."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()

    def hang(self) -> None:
        """Say nothing until the client has gone away."""
        self.socket.settimeout(_PATIENCE_SECONDS)
        self.socket.recv(1)

    def forever(self, data: bytes, pause: float = 0.0) -> None:
        """Send the same again and again until the client has gone away."""
        end = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < end:
            self.send(data)
            time.sleep(pause)


class Server(socketserver.ThreadingTCPServer):
    """Serves the fault that the Host header names; ``/robots.txt`` is missing unless a fault has one."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64

    def __init__(
        self,
        faults: dict[str, Serve],
        robots: dict[str, Serve] | None = None,
        context: ssl.SSLContext | None = None,
    ) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.faults = faults
        self.robots = robots or {}
        self.context = context
        self.counts: dict[str, int] = {}
        self.requests: list[bytes] = []

    @property
    def address(self) -> str:
        """Where to connect, as ``host:port``."""
        return f"127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that go away in the middle are what most faults are about."""


class _Handler(socketserver.BaseRequestHandler):
    server: Server
    request: socket.socket

    def handle(self) -> None:
        self.request.settimeout(_PATIENCE_SECONDS)
        if self.server.context is not None:
            self.request = self.server.context.wrap_socket(self.request, server_side=True)
        with self.request:
            head = self._read_head()
            if not head:
                return
            self.server.requests.append(head)
            path = head.split(b" ")[1].decode("latin-1")
            host = _host(head)
            robots = path == "/robots.txt"
            serve = self.server.robots.get(host, answer(404)) if robots else self.server.faults[host]
            count = 0 if robots else self.server.counts.get(host, 0)
            if not robots:
                self.server.counts[host] = count + 1
            serve(Connection(self.request, path, count))

    def _read_head(self) -> bytes:
        head = b""
        while b"\r\n\r\n" not in head:
            piece = self.request.recv(65_536)
            if not piece:
                return b""
            head += piece
        return head


def _host(head: bytes) -> str:
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"host:"):
            return line[5:].strip().decode("latin-1").partition(":")[0]
    return ""


@contextlib.contextmanager
def running(server: socketserver.BaseServer) -> Iterator[None]:
    """Serve in a thread for as long as the block lasts."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def raw(data: bytes) -> Serve:
    """Serve these bytes and close."""
    return lambda connection: connection.send(data)


def answer(status: int, body: bytes = b"", **headers: str) -> Serve:
    """Serve a well-formed answer; ``retry_after="1"`` becomes ``Retry-After: 1``."""
    lines = [f"HTTP/1.1 {status} Some Reason", f"Content-Length: {len(body)}", "Connection: close"]
    lines += [f"{name.replace('_', '-').title()}: {value}" for name, value in headers.items()]
    return raw("\r\n".join(lines).encode() + b"\r\n\r\n" + body)


def context(certificate: Path) -> ssl.SSLContext:
    """Return the TLS side of a server with this certificate and key in one file."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(certificate)
    return made
