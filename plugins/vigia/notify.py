"""The notify door: one alert to one channel, through Apprise.

Apprise runs in a child process with a deadline, since some of its hundred services can wait without
a limit.
"""

import hashlib
import logging
import re
from typing import Any

from vigia.errors import DeliveryError, Killed, ParseError
from vigia.killable import KillablePool

_SECONDS = 60.0  # for one delivery, whatever the service does
_CONNECT_SECONDS = 10.0
_READ_SECONDS = 20.0
_MEMORY_BYTES = 2_000_000_000
_MOST_TITLE_CHARS = 250
_MOST_BODY_CHARS = 30_000
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{0,30}):")
# A headline must not call everyone in a chat room: a zero-width space after the sign stops that.
_CALL = re.compile(r"([@!])(?=(?:everyone|here|channel|all|room)\b)", re.IGNORECASE)
ID_HEADER = "X-Vigia-Alert"


def channel_name(url: str) -> str:
    """Return a stable name of a channel that tells nothing of its secrets: ``mailto:3f2a9c``."""
    scheme = _SCHEME.match(url.strip())
    digest = hashlib.sha256(url.strip().encode("utf-8", "surrogatepass")).hexdigest()
    return f"{scheme[1].lower() if scheme else 'unknown'}:{digest[:6]}"


def deliver(url: str, title: str, body: str, alert_id: str) -> None:
    """Send an alert to one Apprise address, as plain text, within a minute.

    ``alert_id`` goes along in the last line of the body, and as a header where the service has
    headers, so that a receiver can tell a repeated delivery. Raises DeliveryError, whose message
    names the channel but not its address.
    """
    name = channel_name(url)
    text = f"{_plain_text(body)[:_MOST_BODY_CHARS].rstrip()}\n\n{_one_line(alert_id)}"
    with KillablePool(seconds=_SECONDS, memory_bytes=_MEMORY_BYTES) as pool:
        try:
            outcome = pool.call(send, url, _one_line(title)[:_MOST_TITLE_CHARS], text, _one_line(alert_id))
        except Killed as error:
            raise DeliveryError(f"{name} did not take the alert within {_SECONDS:.0f} s") from error
        except ParseError:
            # Its text is Apprise's and may name the address.
            raise DeliveryError(
                f"{name}: the service failed in a way of its own; check its address"
            ) from None
    if outcome == "unknown":
        raise DeliveryError(f"{name} is no address that Apprise knows; check VIGIA_ALERT_URLS")
    if outcome != "sent":
        raise DeliveryError(f"{name} did not take the alert; it may be down or its address out of date")


def send(url: str, title: str, text: str, alert_id: str) -> str:
    """Hand a message to Apprise; runs in the child. Returns ``sent``, ``refused`` or ``unknown``."""
    import apprise  # noqa: PLC0415 - heavy, and needed in the child alone

    logger = logging.getLogger("apprise")
    logger.propagate = False
    logger.addHandler(logging.NullHandler())  # its messages name receivers and addresses
    asset = apprise.AppriseAsset(app_id="Vigia", app_desc="Vigia", app_url="", async_mode=False)
    service: Any = apprise.Apprise.instantiate(url, asset=asset, suppress_exceptions=True)
    if service is None:
        return "unknown"
    service.socket_connect_timeout = _CONNECT_SECONDS
    service.socket_read_timeout = _READ_SECONDS
    if isinstance(getattr(service, "headers", None), dict):
        service.headers[ID_HEADER] = alert_id
    channel = apprise.Apprise(asset=asset)
    channel.add(service)
    is_sent = channel.notify(body=text, title=title, body_format=apprise.NotifyFormat.TEXT)
    return "sent" if is_sent else "refused"


def _one_line(text: str) -> str:
    return " ".join(_plain_text(text).split())


def _plain_text(text: str) -> str:
    kept = "".join(c if c == "\n" or c.isprintable() else " " for c in text)
    return _CALL.sub("\\1\u200b", kept)
