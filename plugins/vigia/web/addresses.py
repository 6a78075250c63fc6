"""Which IP addresses belong to the public internet."""

import ipaddress

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
# Cloud services behind addresses that no registry calls private, and what ``is_global`` lets through.
_NEVER = tuple(
    ipaddress.ip_network(text)
    for text in (
        "168.63.129.16/32",  # Azure's host agent
        "192.0.0.0/24",  # protocol assignments, a cloud's metadata among them; older Pythons pass some
        "192.88.99.0/24",  # 6to4 relays
        "::/96",  # IPv4-compatible
        "64:ff9b:1::/48",  # local NAT64
        "2001::/32",  # Teredo
        "2002::/16",  # 6to4
        "fec0::/10",  # site-local
    )
)


def is_public(text: str) -> bool:
    """Say whether an IP address may be connected to without being allowed by name.

    False for private, loopback, link-local, carrier, multicast, metadata and reserved addresses, and
    for IPv6 forms that carry one of them. A NAT64 address is as public as the one inside it, since
    networks without IPv4 reach every site that way.
    """
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return False  # no name server has reason to answer with one
        if address in _NAT64:
            return is_public(str(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)))
    if address.is_multicast or address.is_reserved or not address.is_global:
        return False
    return not any(address in network for network in _NEVER)
