"""A small press on loopback for tests: a dict of URL → answer, and the catalog that names it."""

import csv
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from vigia.model import Feed, Outlet
from vigia.settings import Settings


@dataclass
class Answer:
    """What the press answers at one URL."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "text/html; charset=utf-8"})


@dataclass
class Press:
    """The outlets: answers by URL, and how often each was asked for."""

    answers: dict[str, Answer] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    port: int = 0

    def page(self, url: str, title: str, *paragraphs: str, **changes: Any) -> None:
        """Serve an article."""
        text = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
        body = (
            f"<html><head><title>{escape(title)}</title></head>"
            f"<body><article><h1>{escape(title)}</h1>{text}</article></body></html>"
        )
        self.answers[url] = Answer(body.encode(), **changes)

    def feed(self, url: str, items: list[tuple[str, str, str]]) -> None:
        """Serve an RSS feed of (URL, title, RFC 822 date)."""
        entries = "".join(
            f"<item><title>{escape(title)}</title><link>{escape(link)}</link><guid>{escape(link)}</guid>"
            f"<pubDate>{date}</pubDate></item>"
            for link, title, date in items
        )
        body = f"<rss version='2.0'><channel><title>Test</title>{entries}</channel></rss>"
        self.answers[url] = Answer(body.encode(), headers={"Content-Type": "application/rss+xml"})


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):  # who asked has gone away: it may be killed
            super().handle_error(request, client_address)


@contextmanager
def serving(press: Press) -> Iterator[Press]:
    """Serve a press on loopback while the block runs."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            url = f"http://{self.headers['Host']}{self.path}"
            press.asked[url] += 1
            answer = press.answers.get(url, Answer(b"not found", 404))
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = _Server(("127.0.0.1", 0), Handler)
    press.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield press
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def write_catalog(folder: Path, outlets: list[Outlet], feeds: list[Feed]) -> None:
    """Write outlets.csv and feeds.csv."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, kind, records in (("outlets", Outlet, outlets), ("feeds", Feed, feeds)):
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            names = [column.name for column in fields(kind)]
            writer.writerow(names)
            writer.writerows([_cell(getattr(record, column)) for column in names] for record in records)


def press_settings(press: Press, home: Path, catalog: Path, **changes: Any) -> Settings:
    """Return settings that send every host under .example to the press."""
    values: dict[str, Any] = {
        "home": home,
        "catalog": catalog,
        "connect_to": {".example": f"127.0.0.1:{press.port}"},
        "host_delay_seconds": 0,
        "poll_shards": 2,
        "page_shards": 2,
    }
    return Settings(**(values | changes))


def _cell(value: object) -> object:
    return str(value).lower() if isinstance(value, bool) else value
