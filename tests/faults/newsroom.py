"""The fault newsroom: every fault on loopback at once, with one good outlet among them."""

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path

import builders
from builders import NOW
from faults.certificates import Authority
from faults.entry_faults import ENTRY_FAULTS
from faults.fault_table import FAULTS, Fault
from faults.feed_faults import DOCUMENT_FAULTS
from faults.misbehaving import Connection, Serve, Server, answer, running
from faults.page_faults import HTML, PAGE_FAULTS
from faults.tls_faults import GOOD, TLS_FAULTS, tls_servers
from faults.written import RSS_TYPE, item, page, rss
from press import write_catalog
from vigia.errors import Refused, Unreachable
from vigia.model import Feed

FEED_FAULTS = DOCUMENT_FAULTS + ENTRY_FAULTS
GOOD_FEED = "el-muelle-es"
GOOD_LINKS = tuple(f"http://el-muelle.example/{name}" for name in ("acuerdo", "puerto", "trigo"))
LIST = "list"  # the feed that names every page
PATH = "/2026/11/20/nota"


@dataclass
class Newsroom:
    """What serves the faults, and what was asked of it."""

    server: Server
    connect_to: dict[str, str]
    root_file: Path  # the authority that vouches for its certificates

    def asked(self) -> list[bytes]:
        """Return the heads of all requests."""
        return list(self.server.requests)


@contextlib.contextmanager
def fault_newsroom(folder: Path) -> Iterator[Newsroom]:
    """Serve every fault while the block runs."""
    authority = Authority(folder)
    server = Server(_sites(), {fault.host: fault.robots for fault in FAULTS if fault.robots is not None})
    with running(server), tls_servers(authority, _article("tls")) as addresses:
        yield Newsroom(server, {".example": server.address} | addresses, authority.root_file)


def _sites() -> dict[str, Serve]:
    sites: dict[str, Serve] = {fault.host: fault.serve for fault in FAULTS}
    sites |= {f"{fault.name}.example": fault.serve for fault in PAGE_FAULTS}
    for fault in FEED_FAULTS:
        site = _site(fault.name, fault.serve())
        sites |= {f"{fault.name}.example": site, f"www.{fault.name}.example": site}
    sites["el-muelle.example"] = _site("el-muelle", answer(200, _good_feed(), content_type=RSS_TYPE))
    sites["list.example"] = _site("list", answer(200, _list(), content_type=RSS_TYPE))
    return sites


def _site(name: str, feed: Serve) -> Serve:
    article = _article(name)
    count = 0

    def serve(connection: Connection) -> None:
        nonlocal count
        if connection.path == "/feed":
            connection.count, count = count, count + 1
            feed(connection)
        else:
            article(connection)

    return serve


def _article(name: str) -> Serve:
    return lambda connection: answer(200, page(f"{name}{connection.path}"), content_type=HTML)(connection)


def _good_feed() -> bytes:
    return rss(*(item(f"Cuba y Rusia: {link[-6:]}", link) for link in GOOD_LINKS))


def _list() -> bytes:
    dates = (format_datetime(NOW - timedelta(minutes=number)) for number in range(100_000))
    return rss(
        *(
            item(name, url, guid=name, date=date)
            for (name, url), date in zip(pages().items(), dates, strict=False)
        )
    )


def pages() -> dict[str, str]:
    """Return the URL of each page with a fault, by the name of the fault."""
    hosts = [f"{fault.name}.example" for fault in (*FAULTS, *PAGE_FAULTS)]
    found = {host.removesuffix(".example"): f"http://{host}{PATH}" for host in hosts}
    secure = {fault.name: f"{fault.scheme}://{fault.name}.example{PATH}" for fault in TLS_FAULTS}
    return found | secure | {GOOD: f"https://{GOOD}.example{PATH}"}


def feeds() -> dict[str, str]:
    """Return the URL of each feed with a fault, by the name of the fault."""
    names = [fault.name for fault in (*FAULTS, *FEED_FAULTS)]
    secure = {fault.name: f"{fault.scheme}://{fault.name}.example/feed" for fault in TLS_FAULTS}
    return {name: f"http://{name}.example/feed" for name in names} | secure


def write_feeds(folder: Path, names: Sequence[str] | None = None) -> None:
    """Write the catalog of the fault newsroom, or of its good feed and these."""
    muelle = Feed(GOOD_FEED, "el-muelle", "http://el-muelle.example/feed", "es", "news", "high", True, "")
    found = feeds() | {LIST: "http://list.example/feed"}
    found = {name: url for name, url in found.items() if names is None or name in names}
    bad = [Feed(name, "fallas", url, "es", "news", "high", True, "") for name, url in found.items()]
    outlets = [builders.outlet(), builders.outlet("fallas", home_url="http://list.example/")]
    write_catalog(folder, outlets, [*bad[: len(bad) // 2], muelle, *bad[len(bad) // 2 :]])


def outcome_of(fault: Fault) -> str:
    """Return what the poll of a feed at a host with this fault must be; its answers are no feeds."""
    if isinstance(fault.expected, int):
        return "unreadable"
    return fault.expected.__name__.lower()


def disposition_of(fault: Fault) -> str:
    """Return what an entry must be whose page is at a host with this fault."""
    if isinstance(fault.expected, int):
        return "not_html" if fault.body == b"" else "no_text" if fault.body in (b"<p>", b"<p>a") else "tagged"
    if issubclass(fault.expected, Unreachable):
        return "unreachable"
    if not issubclass(fault.expected, Refused):
        return "unusable"
    if fault.status is None:
        return "robots"
    return "vanished" if fault.status in (404, 410) else "refused"
