"""Which hosts and addresses may be asked, and where to connect for them."""

import ipaddress
import re
import socket
from collections.abc import Collection, Mapping

from aiohttp import AddrInfoType, ThreadedResolver
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from vigia.errors import SettingsError, Unusable
from vigia.web.addresses import is_public

_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]{0,251}[a-z0-9_])?\.?")
_USER = re.compile(r"[^/\\?#]*@")  # a name and password, where the parser could not tell
_PORTS = {"http": 80, "https": 443}
_MOST_URL_CHARS = 8_000


class ForbiddenAddressError(OSError):
    """A name or URL leads to an address that is not public."""


class Routes:
    """What may be connected to: the public internet, hosts allowed by name, and hosts sent elsewhere."""

    def __init__(
        self, allowed_hosts: Collection[str] = (), connect_to: Mapping[str, str] | None = None
    ) -> None:
        """Take exact host names, and addresses ``host:port`` by host or by ``.suffix``.

        Raises SettingsError for an address that cannot be read.
        """
        self.allowed_hosts = frozenset(_host_name(host) for host in allowed_hosts)
        rules = {rule.lower(): _host_and_port(rule, address) for rule, address in (connect_to or {}).items()}
        self._rules = dict(sorted(rules.items(), key=lambda rule: -len(rule[0])))
        self._vouched = {host for host in self.allowed_hosts if _is_address(host)}

    def rule(self, host: str) -> tuple[str, int] | None:
        """Return where to connect for a host instead; the longest rule that fits wins."""
        host = _host_name(host)
        if _is_address(host):
            return None
        for rule, address in self._rules.items():
            if host == rule or (rule.startswith(".") and host.endswith(rule)):
                return address
        return None

    def checked(self, text: str, base: URL | None = None) -> URL:
        """Return a URL that may be asked, resolved against ``base``; raises Unusable."""
        if len(text) > _MOST_URL_CHARS:
            raise Unusable(
                _printable(text), f"{len(text)} characters of URL; at most {_MOST_URL_CHARS} are sent"
            )
        try:
            url = URL(text) if base is None else base.join(URL(text))
            host = url.raw_host or ""
            port = url.port
        except ValueError:
            raise Unusable(
                _printable(text), "cannot be read as a URL"
            ) from None  # the cause may name a password
        if url.user is not None or url.password is not None:
            raise Unusable(str(url.with_user(None)), "URLs with a user name are not asked for")
        url = url.with_fragment(None)
        if url.scheme not in _PORTS:
            raise Unusable(
                _printable(str(url)), f"scheme {url.scheme[:20]!r}: only http and https are asked for"
            )
        self._check_host(url, host, port)
        return url

    def _check_host(self, url: URL, host: str, port: int | None) -> None:
        is_named = _host_name(host) in self.allowed_hosts or self.rule(host) is not None
        if not (_is_address(host) or _HOST.fullmatch(host)):
            raise Unusable(str(url), f"host {host[:80]!r} is no host name")
        if is_named:
            return
        if port != _PORTS[url.scheme]:
            raise Unusable(str(url), f"port {port}: only 80 and 443, unless the host is allowed by name")
        if _is_address(host) and not is_public(host):
            raise Unusable(str(url), f"{host} is not a public address; allow the host by name if it is meant")

    def vouch(self, address: str) -> None:
        """Remember an address that a rule or an allowed name led to."""
        self._vouched.add(address)

    def socket_for(self, address: AddrInfoType) -> socket.socket:
        """Return a socket for an address about to be connected to; the last check before it is.

        Raises ForbiddenAddressError.
        """
        family, kind, protocol, _, target = address
        if not (is_public(str(target[0])) or target[0] in self._vouched):
            raise ForbiddenAddressError(f"{target[0]} is not a public address")
        return socket.socket(family=family, type=kind, proto=protocol)


class Resolver(AbstractResolver):
    """Looks names up once, and hands on only addresses that may be connected to.

    The client connects to what it is handed, so a name cannot change its address in between.
    """

    def __init__(self, routes: Routes) -> None:
        """Take the routes that say what may be connected to."""
        self._routes = routes
        self._names = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the addresses of a host that may be connected to.

        Raises ForbiddenAddressError when it has only others, OSError when it has none.
        """
        rule = self._routes.rule(host)
        if rule is not None:
            found = await self._addresses(rule[0], rule[1], family)
        else:
            found = await self._names.resolve(host, port, family)
        if rule is not None or _host_name(host) in self._routes.allowed_hosts:
            for result in found:
                self._routes.vouch(result["host"])
            return found
        public = [result for result in found if is_public(result["host"])]
        if found and not public:
            raise ForbiddenAddressError(f"{host} is at {found[0]['host']}, which is not a public address")
        return public

    async def _addresses(self, host: str, port: int, family: socket.AddressFamily) -> list[ResolveResult]:
        if not _is_address(host):
            return await self._names.resolve(host, port, family)
        kind = socket.AF_INET6 if ":" in host else socket.AF_INET
        return [
            ResolveResult(
                hostname=host, host=host, port=port, family=kind, proto=0, flags=socket.AI_NUMERICHOST
            )
        ]

    async def close(self) -> None:
        """Close the name look-up."""
        await self._names.close()


def _host_name(host: str) -> str:
    return host.lower().rstrip(".")


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


def _host_and_port(rule: str, address: str) -> tuple[str, int]:
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65_536:
        raise SettingsError(f"connect_to {rule!r}: {address!r} is not like 127.0.0.1:8017")
    return host.strip("[]"), int(port)


def _printable(text: str) -> str:
    return _USER.sub("", text)[:200].encode("ascii", "backslashreplace").decode("ascii")
