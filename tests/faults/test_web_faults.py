"""Each way in which a server can misbehave ends as one error of ours, or as an answer."""

import asyncio
import socket
import socketserver
from collections.abc import Iterator
from pathlib import Path

import pytest

from faults.certificates import Authority
from faults.fault_table import FAULTS, MAX_BYTES, PAGE, Fault
from faults.misbehaving import Server, answer, context, running
from vigia.errors import Refused, Unreachable, Unusable, VigiaError
from vigia.web import Answer, Limits, Web

PATIENT = Limits(host_delay_seconds=0)
HASTY = Limits(host_delay_seconds=0, connect_seconds=0.5, read_seconds=0.5, total_seconds=1.2)
AGENT = "Vigia/0 (+https://vigia.example)"


def fetch(url: str, connect_to: dict[str, str], limits: Limits = PATIENT) -> Answer:
    async def run() -> Answer:
        async with Web(limits, AGENT, connect_to=connect_to) as web:
            return await web.get(url, max_bytes=MAX_BYTES)

    return asyncio.run(run())


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    faults = {fault.host: fault.serve for fault in FAULTS}
    robots = {fault.host: fault.robots for fault in FAULTS if fault.robots is not None}
    made = Server(faults, robots)
    with running(made):
        yield made


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_fault_ends_as_expected(fault: Fault, server: Server) -> None:
    """A fault gives exactly the error, status, wait and body that the table names."""
    limits = HASTY if fault.is_slow else PATIENT
    url = f"http://{fault.host}/"
    if isinstance(fault.expected, int):
        got = fetch(url, {".example": server.address}, limits)
        assert got.status == fault.expected
        assert fault.body is None or got.body == fault.body
        return
    with pytest.raises(VigiaError) as caught:
        fetch(url, {".example": server.address}, limits)
    error = caught.value
    assert isinstance(error, fault.expected), repr(error)
    assert fault.says in str(error)
    assert "secret" not in str(error) + error.url  # type: ignore[attr-defined]
    if isinstance(error, Refused):
        assert (error.status, error.retry_after_seconds) == (fault.status, fault.wait)


def test_names_of_faults_are_unique() -> None:
    """No fault hides another of the same name."""
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)


def test_header_of_any_bytes_becomes_text(server: Server) -> None:
    """A header in Latin-1 is readable, and its bytes are kept for the archive."""
    got = fetch("http://header-in-latin-1.example/", {".example": server.address})
    assert got.headers["x-a"] == "café"
    assert b"X-A: caf\xe9\r\n" in got.response_head


class _Silent(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        self.request.settimeout(20)
        while self.request.recv(1024):
            pass


class _Plain(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        self.request.settimeout(20)
        self.request.recv(1)
        self.request.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("tls"))


def _tls_server(certificate: Path) -> Server:
    host = certificate.stem
    return Server({host: answer(200, PAGE)}, context=context(certificate))


def test_tls_with_good_certificate_gives_answer(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A certificate of a trusted root for the right host and time is taken."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.root_file))
    with running(server := _tls_server(authority.certificate("fine.example"))):
        assert fetch("https://fine.example/", {".example": server.address}).body == PAGE


@pytest.mark.parametrize(
    ("host", "days", "is_self_signed", "asked", "says"),
    [
        ("expired.example", (-9, -2), False, "expired.example", "expired"),
        ("future.example", (2, 9), False, "future.example", "not yet valid"),
        ("self-signed.example", (-1, 1), True, "self-signed.example", "self-signed"),
        ("one.example", (-1, 1), False, "other.example", "other.example"),
    ],
)
def test_tls_with_bad_certificate_is_unreachable(
    host: str,
    days: tuple[int, int],
    is_self_signed: bool,
    asked: str,
    says: str,
    authority: Authority,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A certificate that is expired, early, of nobody or of another host ends the request."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.root_file))
    certificate = authority.certificate(host, days, is_self_signed=is_self_signed)
    with running(server := _tls_server(certificate)), pytest.raises(Unreachable) as caught:
        fetch(f"https://{asked}/", {".example": server.address})
    assert "TLS certificate" in str(caught.value)
    assert says in str(caught.value)


def test_tls_handshake_that_hangs_is_unreachable() -> None:
    """A server that never answers the handshake costs no more than the time to connect."""
    silent = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Silent)
    silent.daemon_threads = True
    with running(silent), pytest.raises(Unreachable, match="did not take a connection"):
        fetch("https://a.example/", {".example": f"127.0.0.1:{silent.server_address[1]}"}, HASTY)


def test_tls_port_that_speaks_plainly_is_unreachable() -> None:
    """A server without TLS where TLS is expected is named as such."""
    plain = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Plain)
    with running(plain), pytest.raises(Unreachable, match="no TLS with"):
        fetch("https://a.example/", {".example": f"127.0.0.1:{plain.server_address[1]}"})


def test_closed_port_is_unreachable() -> None:
    """A refused connection is named as such."""
    with Server({}) as closed:
        address = closed.address
    with pytest.raises(Unreachable, match="no connection to"):
        fetch("http://a.example/", {".example": address})


def test_unknown_name_is_unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name without an address is named as such."""

    def unknown(*args: object, **kwargs: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(Unreachable, match="has no address"):
        fetch("http://nowhere.invalid/", {})


def test_rule_for_one_host_opens_no_private_address_to_others(server: Server) -> None:
    """Only hosts that a rule sends to a private address may reach it."""
    with pytest.raises(Unusable, match="not a public address"):
        fetch("http://localhost/", {".example": server.address})
