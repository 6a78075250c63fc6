"""Servers that fail at TLS, each on a port of its own; all but the good one are unreachable."""

import contextlib
import socketserver
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from faults.certificates import Authority
from faults.misbehaving import Serve, Server, context, running


@dataclass(frozen=True)
class TlsFault:
    """A way in which TLS fails; its host is its name with ``.example``, asked for by ``scheme``."""

    name: str
    what: str
    says: str
    certificate: Callable[[Authority, str], Path] | None = None
    speaks: Callable[[ssl.SSLContext], None] | None = None  # changes how the server speaks TLS
    instead: bytes | None = None  # what is sent instead of a handshake; empty closes
    hangs: bool = False
    scheme: str = "https"


def _sound(authority: Authority, host: str) -> Path:
    return authority.certificate(host)


def _stranger(authority: Authority, host: str) -> Path:
    folder = authority.root_file.parent / "stranger"
    folder.mkdir(exist_ok=True)
    return Authority(folder).certificate(host)


def _old(made: ssl.SSLContext) -> None:
    made.set_ciphers("ALL:@SECLEVEL=0")
    made.minimum_version = made.maximum_version = ssl.TLSVersion.TLSv1


def _weak(made: ssl.SSLContext) -> None:
    made.maximum_version = ssl.TLSVersion.TLSv1_2
    made.set_ciphers("aNULL:@SECLEVEL=0")


TLS_FAULTS = (
    TlsFault(
        "tls-expired", "a certificate that has expired", "expired", lambda a, h: a.certificate(h, (-9, -2))
    ),
    TlsFault(
        "tls-early",
        "a certificate that is not yet valid",
        "not yet valid",
        lambda a, h: a.certificate(h, (2, 9)),
    ),
    TlsFault(
        "tls-self-signed",
        "a certificate that vouches for itself",
        "self-signed",
        lambda a, h: a.certificate(h, is_self_signed=True),
    ),
    TlsFault("tls-stranger", "a certificate of an unknown authority", "certificate", _stranger),
    TlsFault(
        "tls-other-host",
        "a certificate of another host",
        "Hostname mismatch",
        lambda a, _: a.certificate("other.example"),
    ),
    TlsFault("tls-1-0", "TLS 1.0 and nothing newer", "TLS", _sound, _old),
    TlsFault("tls-weak-ciphers", "no cipher that is safe", "TLS", _sound, _weak),
    TlsFault(
        "tls-handshake-cut",
        "a handshake that is cut off",
        "broke off",
        instead=b"\x16\x03\x03\x00\x7a\x02\x00",
    ),
    TlsFault("tls-handshake-closed", "a connection closed at the greeting", "no connection", instead=b""),
    TlsFault(
        "tls-handshake-silent", "a handshake without an answer", "did not take a connection", hangs=True
    ),
    TlsFault("tls-noise", "noise instead of a handshake", "TLS", instead=bytes(range(256))),
    TlsFault("tls-plain", "plain HTTP on the port of TLS", "no TLS", instead=b"HTTP/1.1 200 OK\r\n\r\n<p>"),
    TlsFault("tls-unasked", "TLS on the port of plain HTTP", "", _sound, scheme="http"),
)
GOOD = "tls-good"


class _Instead(socketserver.BaseRequestHandler):
    server: "_InsteadServer"

    def handle(self) -> None:
        self.request.settimeout(20)
        self.request.recv(1)
        if self.server.fault.hangs:
            while self.request.recv(1024):
                pass
        self.request.sendall(self.server.fault.instead or b"")


class _InsteadServer(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self, fault: TlsFault) -> None:
        super().__init__(("127.0.0.1", 0), _Instead)
        self.fault = fault

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients go away; that is what is tried."""


@contextlib.contextmanager
def tls_servers(authority: Authority, serve: Serve) -> Iterator[dict[str, str]]:
    """Serve each fault and the good host; yield where to connect, by host."""
    with contextlib.ExitStack() as stack:
        addresses = {}
        for fault in (*TLS_FAULTS, TlsFault(GOOD, "", "", _sound)):
            server = _server(fault, authority, serve)
            stack.enter_context(running(server))
            addresses[f"{fault.name}.example"] = f"127.0.0.1:{server.server_address[1]}"
        yield addresses


def _server(fault: TlsFault, authority: Authority, serve: Serve) -> socketserver.TCPServer:
    host = f"{fault.name}.example"
    if fault.certificate is None:
        return _InsteadServer(fault)
    made = context(fault.certificate(authority, host))
    if fault.speaks is not None:
        fault.speaks(made)
    return Server({host: serve}, context=made)
