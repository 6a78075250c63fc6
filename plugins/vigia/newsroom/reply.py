"""An answer of the newsroom, before it goes over the wire."""

import gzip
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

SMALLEST_PACKED = 500  # bytes; below, gzip gains nothing


@dataclass(frozen=True, slots=True)
class Reply:
    """Status, headers and body; a body in pieces has no length and may never end."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | Iterator[bytes] = b""


def http_date(at: datetime) -> str:
    """Return a moment as HTTP headers write it."""
    return format_datetime(at.astimezone(UTC), usegmt=True)


def plain(status: int, text: str) -> Reply:
    """Return a short text."""
    return Reply(status, (("Content-Type", "text/plain; charset=utf-8"),), text.encode())


def validated(reply: Reply, modified: datetime) -> Reply:
    """Add what a client needs to ask again only for what has changed."""
    assert isinstance(reply.body, bytes)
    etag = '"' + hashlib.sha256(reply.body).hexdigest()[:20] + '"'
    return replace(reply, headers=(*reply.headers, ("ETag", etag), ("Last-Modified", http_date(modified))))


def is_conditional(request: Mapping[str, str]) -> bool:
    """Say whether a request wants a body only if it has changed."""
    return "if-none-match" in request or "if-modified-since" in request


def not_modified(reply: Reply) -> Reply:
    """Return the answer without its body: nothing new."""
    kept = tuple(header for header in reply.headers if header[0] in ("ETag", "Last-Modified"))
    return Reply(304, kept)


def conditional(reply: Reply, request: Mapping[str, str]) -> Reply:
    """Answer 304 if the client has this already; If-None-Match decides where both are sent."""
    own = dict(reply.headers)
    if reply.status != 200 or "ETag" not in own:
        return reply
    if (known := request.get("if-none-match")) is not None:
        tags = {tag.strip().removeprefix("W/") for tag in known.split(",")}
        return not_modified(reply) if own["ETag"] in tags or "*" in tags else reply
    if (since := request.get("if-modified-since")) is not None:
        try:
            is_known = parsedate_to_datetime(own["Last-Modified"]) <= parsedate_to_datetime(since)
        except (ValueError, TypeError):
            return reply
        return not_modified(reply) if is_known else reply
    return reply


def packed(reply: Reply, request: Mapping[str, str]) -> Reply:
    """Compress a body with gzip if the client accepts that."""
    accepted = request.get("accept-encoding", "")
    if not isinstance(reply.body, bytes) or len(reply.body) < SMALLEST_PACKED or "gzip" not in accepted:
        return reply
    headers = (*reply.headers, ("Content-Encoding", "gzip"), ("Vary", "Accept-Encoding"))
    return replace(reply, headers=headers, body=gzip.compress(reply.body, mtime=0))
