"""Which URLs may be asked, and where a name may lead."""

import asyncio
import socket
from typing import Any

import pytest
from yarl import URL

from vigia.errors import SettingsError, Unusable
from vigia.web.routes import ForbiddenAddressError, Resolver, Routes

ROUTES = Routes(
    allowed_hosts=["Intranet.corp", "10.0.0.7"],
    connect_to={".example": "127.0.0.1:8017", "one.example": "[::1]:8018"},
)


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("", "scheme"),
        ("page.html", "scheme"),
        ("//a.org/x", "scheme"),
        ("file:///etc/passwd", "scheme 'file'"),
        ("HTTPS://", "no host name"),
        ("http:///x", "no host name"),
        ("http://a b.org/", "no host name"),
        ("http://%31.org/", "no host name"),
        ("http://-a.org/", "no host name"),
        ("http://a.org:8080/", "port 8080"),
        ("https://a.org:80/", "port 80"),
        ("http://a.org:99999/", "cannot be read"),
        ("http://\udcff.org/", "cannot be read"),
        ("http://127.0.0.1/", "not a public address"),
        ("http://[::ffff:7f00:1]/", "not a public address"),
        ("http://10.0.0.8/", "not a public address"),
        ("http://a.org/" + "x" * 9_000, "characters of URL"),
    ],
)
def test_url_that_is_not_asked_for(url: str, says: str) -> None:
    """Other schemes and ports, private addresses and what is no URL are refused by name."""
    with pytest.raises(Unusable, match=says):
        ROUTES.checked(url)


@pytest.mark.parametrize(
    "url", ["http://me:secret@a.org/", "http://me:secret@a.org:99999/", "http://secret@/"]
)
def test_url_with_user_is_refused_without_naming_it(url: str) -> None:
    """A user name or password in a URL refuses it, and neither message nor error carries it on."""
    with pytest.raises(Unusable) as caught:
        ROUTES.checked(url)
    assert "secret" not in str(caught.value) + caught.value.url


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("http://A.org/", "http://a.org/"),
        ("https://a.org:443/x#part", "https://a.org/x"),
        ("http://intranet.corp:8080/", "http://intranet.corp:8080/"),
        ("http://10.0.0.7:9000/", "http://10.0.0.7:9000/"),
        ("http://any.example:81/", "http://any.example:81/"),
        ("http://пример.org/я", "http://xn--e1afmkfd.org/%D1%8F"),
    ],
)
def test_url_that_is_asked_for(url: str, asked: str) -> None:
    """Public hosts are asked at 80 and 443, hosts allowed by name or rule at any port; no fragments."""
    assert str(ROUTES.checked(url)) == asked


def test_relative_location_is_checked_against_its_page() -> None:
    """A redirect may be relative."""
    assert str(ROUTES.checked("../y?z", base=URL("http://a.org/b/c/d"))) == "http://a.org/b/y?z"


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("a.example", ("127.0.0.1", 8017)),
        ("A.B.EXAMPLE.", ("127.0.0.1", 8017)),
        ("one.example", ("::1", 8018)),
        ("example", None),
        ("badexample", None),
        ("a.example.org", None),
        ("127.0.0.1", None),
    ],
)
def test_rule_fits_its_suffix_only(host: str, address: tuple[str, int] | None) -> None:
    """The longest rule that fits wins, by whole labels, and never for an address."""
    assert ROUTES.rule(host) == address


@pytest.mark.parametrize("address", ["", "127.0.0.1", "127.0.0.1:", "a:b", "a:0", "a:70000", ":80"])
def test_rule_without_host_and_port_is_a_settings_error(address: str) -> None:
    """A rule that leads nowhere is refused at once."""
    with pytest.raises(SettingsError, match="connect_to"):
        Routes(connect_to={".example": address})


def _resolve(monkeypatch: pytest.MonkeyPatch, host: str, *addresses: str) -> list[str]:
    def lookup(name: str, port: int, *args: Any, **kwargs: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    async def run() -> list[str]:
        return [found["host"] for found in await Resolver(ROUTES).resolve(host, 80)]

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    return asyncio.run(run())


def test_only_public_addresses_of_a_name_are_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name with public and private addresses is reached at the public ones."""
    assert _resolve(monkeypatch, "a.org", "10.0.0.1", "93.184.216.34") == ["93.184.216.34"]


def test_name_with_private_addresses_only_is_forbidden(monkeypatch: pytest.MonkeyPatch) -> None:
    """A public name that leads inside is refused."""
    with pytest.raises(ForbiddenAddressError, match=r"10\.0\.0\.1"):
        _resolve(monkeypatch, "a.org", "10.0.0.1", "127.0.0.1")


def test_allowed_name_may_be_private(monkeypatch: pytest.MonkeyPatch) -> None:
    """A host allowed by name is reached wherever it is."""
    assert _resolve(monkeypatch, "intranet.corp", "10.0.0.1") == ["10.0.0.1"]


@pytest.mark.parametrize("address", ["10.9.9.9", "169.254.169.254"])
def test_no_socket_is_made_for_a_private_address(address: str) -> None:
    """The last check before connecting does not trust what came before it."""
    with pytest.raises(ForbiddenAddressError):
        ROUTES.socket_for((socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80)))
