"""What the newsroom's tests share: the seeds, and plain GETs of a served newsroom."""

import http.client
from dataclasses import dataclass
from pathlib import Path

from vigia.newsroom.server import NewsroomServer

FOLDER = Path(__file__).resolve().parents[2] / "seeds" / "newsroom"


@dataclass(frozen=True)
class Got:
    """An answer, read whole."""

    status: int
    headers: dict[str, str]  # names in small letters
    body: bytes


def fetch(server: NewsroomServer, url: str, **headers: str) -> Got:
    """GET a URL of the newsroom; ``if_none_match="x"`` becomes ``If-None-Match: x``."""
    host, _, path = url.removeprefix("http://").partition("/")
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request("GET", f"/{path}", headers={"Host": host, **named})
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return Got(response.status, {name.lower(): value for name, value in response.getheaders()}, body)
