"""The records of the web door."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """How politely, how long and how far the door goes; names as in the settings."""

    host_delay_seconds: float = 5.0
    host_concurrency: int = 2
    concurrency: int = 32
    connect_seconds: float = 10.0
    read_seconds: float = 30.0
    total_seconds: float = 90.0
    max_redirects: int = 10


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer that can be used: of the 200 class, or 304 to a conditional request.

    ``headers`` have lower-case names; repeated ones are joined with ``", "``. ``body`` is unpacked,
    ``wire_bytes`` counts it packed. ``redirects`` hold each redirecting status with the URL it led
    to. ``elapsed_seconds`` leaves out the waiting for the host's turn. The heads are as sent and
    as received, up to and with the empty line.
    """

    url: str
    final_url: str
    status: int
    headers: dict[str, str]
    body: bytes
    wire_bytes: int
    elapsed_seconds: float
    redirects: tuple[tuple[int, str], ...]
    request_head: bytes
    response_head: bytes

    @property
    def content_type(self) -> str | None:
        """The value of Content-Type, None where the server sent none."""
        return self.headers.get("content-type")


@dataclass(frozen=True, slots=True)
class RobotsFile:
    """What a robots.txt says beside its rules: empty where there is none."""

    url: str
    sitemaps: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()  # lines on the use of content, such as Content-Signal
