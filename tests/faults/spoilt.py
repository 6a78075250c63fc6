"""A spoilt feed, and how the tables write one."""

from collections.abc import Callable
from dataclasses import dataclass, field

from faults.misbehaving import Connection, Serve, answer
from faults.written import RSS_TYPE, item, rss
from vigia.model import PollOutcome


@dataclass(frozen=True)
class FeedFault:
    """A feed, and what must come of it. Its host is its name with ``.example``."""

    name: str
    what: str
    body: bytes | Callable[[int], bytes]  # by the number of requests before
    outcome: PollOutcome
    entries: dict[str, int] = field(default_factory=dict)  # disposition → how many
    says: str = ""  # part of the reason
    again: PollOutcome | None = None  # of the second poll, where it differs

    def serve(self) -> Serve:
        """Return what its host does."""

        def serve(connection: Connection) -> None:
            body = self.body(connection.count) if callable(self.body) else self.body
            answer(200, body, content_type=RSS_TYPE)(connection)

        return serve


def one(name: str, title: str = "Nota", **changes: str | None) -> bytes:
    """Return a feed of one item."""
    return rss(item(title, f"http://{name}.example/1", **changes))  # type: ignore[arg-type]


def links(*links: str) -> bytes:
    """Return a feed of items with these links."""
    return rss(*(item(f"Nota {number}", link) for number, link in enumerate(links)))


def dated(name: str, *dates: str | None) -> bytes:
    """Return a feed of items with these dates."""
    numbered = enumerate(dates)
    return rss(*(item(f"Nota {n}", f"http://{name}.example/{n}", date=date) for n, date in numbered))


def described(name: str, markup: str) -> bytes:
    """Return a feed of one item with this summary."""
    more = f"<description><![CDATA[{markup}]]></description>"
    return rss(item("Nota", f"http://{name}.example/1", more=more))
