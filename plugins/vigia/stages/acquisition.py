"""What poll and fetch share: the web door made from the settings."""

from vigia import __version__
from vigia.killable import KillablePool
from vigia.settings import Settings
from vigia.web import Limits, Web

# A document may need some hundred times its size while it is parsed; more is an attack.
PARSER_MEMORY_BYTES = 2_000_000_000


def web(settings: Settings) -> Web:
    """Return the web door as the settings want it."""
    limits = Limits(
        host_delay_seconds=settings.host_delay_seconds,
        host_concurrency=settings.host_concurrency,
        concurrency=settings.concurrency,
        connect_seconds=settings.connect_seconds,
        read_seconds=settings.read_seconds,
        total_seconds=settings.total_seconds,
    )
    return Web(
        limits,
        user_agent(settings),
        allowed_hosts=settings.allowed_hosts,
        connect_to=settings.connect_to,
    )


def user_agent(settings: Settings) -> str:
    """Return who we say we are: name, version and where to complain."""
    return f"Vigia/{__version__} (+{settings.contact})"


def parsers(settings: Settings) -> KillablePool:
    """Return a child process for parsing what came from outside."""
    return KillablePool(processes=1, seconds=settings.parse_seconds, memory_bytes=PARSER_MEMORY_BYTES)
