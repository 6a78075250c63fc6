"""The errors of Vigía.

Per item, failure is a value (a disposition); per stage, it is one of these exceptions::

    VigiaError
    ├─ SettingsError        never retried; the command line exits with 2
    ├─ CatalogError         never retried; lists every faulty seed row at once
    ├─ InputError           what a person gave is not what the command takes; exits with 2
    ├─ FetchError           carries the URL
    │  ├─ Unreachable       DNS, connect, TLS, timeout                    transient
    │  ├─ Refused           an HTTP status or robots.txt said no          408, 425, 429, 5xx transient
    │  └─ Unusable          too large, redirect loop, forbidden address   terminal
    ├─ ParseError           carries what could not be read
    │  ├─ FeedUnreadable
    │  └─ PageUnreadable
    ├─ ArchiveBusy          another process writes the same archive file  transient
    ├─ RunBusy              another run of the same home did not end within the bounded wait  transient
    ├─ DiskFull             less of the disk is free than is to stay so
    ├─ Killed               a parser child overran its time or memory and was ended
    ├─ WarehouseError
    │  ├─ WarehouseBusy     the lock was not free within the bounded wait  transient
    │  └─ WarehouseUnusable wrong version, damaged, disk full
    └─ DeliveryError        an alert was not taken by its channel          transient

Each message says what was seen, what was expected and what to do.
"""


class VigiaError(Exception):
    """Anything Vigía raises on purpose."""

    is_transient = False


class SettingsError(VigiaError):
    """A setting is missing or out of range."""


class CatalogError(VigiaError):
    """Seed rows are faulty; ``faults`` holds one ``file:line: message`` each."""

    def __init__(self, faults: list[str]) -> None:
        """Keep every fault, so that all are mended in one go."""
        self.faults = faults
        super().__init__("\n".join([f"{len(faults)} faulty seed row(s):", *faults]))


class InputError(VigiaError):
    """What a person gave a command is not what it takes."""


class FetchError(VigiaError):
    """One URL could not be fetched."""

    def __init__(self, url: str, message: str) -> None:
        """Name the URL and what happened there."""
        self.url = url
        super().__init__(message)


class Unreachable(FetchError):
    """No complete answer: DNS, connect, TLS, time."""

    is_transient = True


class Refused(FetchError):
    """The server, or its robots.txt, said no.

    ``status`` is the HTTP status, or None when robots.txt forbids; ``retry_after_seconds`` is
    what the server asked for, already capped.
    """

    def __init__(
        self, url: str, message: str, status: int | None, retry_after_seconds: float | None = None
    ) -> None:
        """Keep the status and the wait the server asked for."""
        super().__init__(url, message)
        self.status = status
        self.retry_after_seconds = retry_after_seconds
        self.is_transient = status is not None and (status in (408, 425, 429) or status >= 500)


class Unusable(FetchError):
    """An answer came that must not or cannot be used: size, redirects, address, type."""


class ParseError(VigiaError):
    """Bytes could not be read as what they should be."""


class FeedUnreadable(ParseError):
    """A document that no feed format explains."""


class PageUnreadable(ParseError):
    """A page from which nothing can be taken."""


class ArchiveBusy(VigiaError):
    """Another process writes the same archive file."""

    is_transient = True


class RunBusy(VigiaError):
    """Another run of the same home did not end within the bounded wait."""

    is_transient = True


class DiskFull(VigiaError):
    """Less of the disk is free than is to stay so."""


class Killed(VigiaError):
    """A child process overran its limit and was ended."""


class WarehouseError(VigiaError):
    """The warehouse cannot be used as asked."""


class WarehouseBusy(WarehouseError):
    """Another writer held the lock for longer than the bounded wait."""

    is_transient = True


class WarehouseUnusable(WarehouseError):
    """Wrong schema version, damaged file or full disk."""


class DeliveryError(VigiaError):
    """A channel did not take an alert."""

    is_transient = True
