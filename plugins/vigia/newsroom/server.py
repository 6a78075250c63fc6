"""Serve the newsroom on loopback: the Host header chooses the site, the clock is the caller's."""

import socket
import threading
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from vigia.newsroom.content import Site, read_newsroom
from vigia.newsroom.edition import Edition
from vigia.newsroom.pages import article_reply, front_reply, robots_reply, templates
from vigia.newsroom.reply import Reply, conditional, http_date, is_conditional, not_modified, packed, plain
from vigia.newsroom.syndicate import feed_reply

SUFFIX = ".example"
_IDLE_SECONDS = 30.0  # a client that says nothing for so long is let go


class NewsroomServer:
    """The newsroom at a moment, on 127.0.0.1; a context manager that serves in the background.

    ``connect_to`` says where to connect for its hosts; ``requests`` counts by host and path. The
    same folder and moment give the same bytes.
    """

    def __init__(self, folder: Path, now: datetime, port: int = 0) -> None:
        """Read the seeds and bind the port, any free one for 0. Raises CatalogError, OSError."""
        self.requests: Counter[str] = Counter()
        self._edition = Edition(read_newsroom(folder), now)
        self._templates = templates(folder / "templates")
        self._counting = threading.Lock()
        self._http = _Http(("127.0.0.1", port), self)
        self._thread = threading.Thread(
            target=self._http.serve_forever, kwargs={"poll_interval": 0.05}, name="newsroom", daemon=True
        )
        self.port = int(self._http.server_address[1])
        self.connect_to = {SUFFIX: f"127.0.0.1:{self.port}"}

    def __enter__(self) -> Self:
        """Begin to serve."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop at once, whatever is being sent."""
        self._http.shutdown()
        self._http.hang_up()
        self._http.server_close()
        self._thread.join()

    def advance(self, now: datetime) -> None:
        """Set the newsroom's clock."""
        self._edition = Edition(self._edition.newsroom, now)

    @property
    def now(self) -> datetime:
        """The newsroom's clock."""
        return self._edition.now

    def answer(self, host: str, path: str, request: Mapping[str, str]) -> Reply:
        """Return the answer to a GET; ``request`` are its headers, names in small letters."""
        with self._counting:
            self.requests[host + path] += 1
        edition = self._edition
        site = edition.site(host)
        if site is None:
            return plain(404, f"No such site: {host[:100]}\n")
        if feed := site.feeds.get(path):
            reply = feed_reply(edition, site, feed, self._templates)
            if feed.fault == "false-304" and is_conditional(request):
                return not_modified(reply)
        else:
            reply = self._page(edition, site, path)
        return packed(conditional(reply, request), request)

    def _page(self, edition: Edition, site: Site, path: str) -> Reply:
        if path == "/robots.txt":
            return robots_reply(site)
        if path == "/":
            return front_reply(edition, site, self._templates)
        for article in edition.articles(site):
            if article.path == path:
                return article_reply(edition, site, article, self._templates)
        return plain(404, "Not found\n")


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False  # handlers end when their connection does
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], newsroom: NewsroomServer) -> None:
        self.newsroom = newsroom
        self._connections: set[socket.socket] = set()
        self._tracking = threading.Lock()
        self._is_closing = False
        super().__init__(address, _Handler)

    def track(self, connection: socket.socket) -> None:
        """Remember a connection, to be closed when the server is."""
        with self._tracking:
            self._connections.add(connection)
            if self._is_closing:
                _sever(connection)

    def forget(self, connection: socket.socket) -> None:
        """Forget a connection that has ended by itself."""
        with self._tracking:
            self._connections.discard(connection)

    def hang_up(self) -> None:
        """Close all connections, which ends their handlers."""
        with self._tracking:
            self._is_closing = True
            for connection in self._connections:
                _sever(connection)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Print nothing: clients that go away in the middle are expected here."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = _IDLE_SECONDS
    server: _Http

    def setup(self) -> None:
        super().setup()
        self.server.track(self.connection)

    def finish(self) -> None:
        self.server.forget(self.connection)
        with suppress(OSError):
            super().finish()

    def do_GET(self) -> None:
        self._send(self._reply(), has_body=True)

    def do_HEAD(self) -> None:
        self._send(self._reply(), has_body=False)

    def log_message(self, format: str, *args: Any) -> None:
        """Print nothing."""

    def _reply(self) -> Reply:
        host = (self.headers.get("Host") or "").partition(":")[0].lower()
        request = {name.lower(): value for name, value in self.headers.items()}
        return self.server.newsroom.answer(host, urlsplit(self.path).path, request)

    def _send(self, reply: Reply, has_body: bool) -> None:
        self.send_response_only(reply.status)
        self.send_header("Date", http_date(self.server.newsroom.now))
        for name, value in reply.headers:
            self.send_header(name, value)
        if not isinstance(reply.body, bytes):
            self.send_header("Connection", "close")
            self.close_connection = True
        elif reply.status != 304:
            self.send_header("Content-Length", str(len(reply.body)))
        try:
            self.end_headers()
            if has_body and reply.status != 304:
                for piece in [reply.body] if isinstance(reply.body, bytes) else reply.body:
                    self.wfile.write(piece)
        except OSError:
            self.close_connection = True  # the client has had enough


def _sever(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
