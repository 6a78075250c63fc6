"""Only addresses of the public internet count as public."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigia.web.addresses import is_public

_PRIVATE = [
    "0.0.0.0", "10.1.2.3", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.0.9", "169.254.169.254",
    "168.63.129.16", "172.16.0.1", "192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1",
    "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "::", "::1", "::127.0.0.1", "::8.8.8.8",
    "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "100::1",
    "2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:db8::1", "2002:7f00:1::", "2002:808:808::1",
    "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1",
    "", "localhost", "127.1", "0x7f.1",
]  # fmt: skip


@pytest.mark.parametrize("address", _PRIVATE)
def test_address_that_is_not_public(address: str) -> None:
    """Private, loopback, link-local, carrier, multicast, metadata and tunnelled addresses are refused."""
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "2606:2800:220:1::1", "64:ff9b::808:808"])
def test_address_that_is_public(address: str) -> None:
    """Ordinary addresses pass, also through NAT64."""
    assert is_public(address)


@given(st.ip_addresses(v=4))
def test_embedding_makes_no_address_public(address: ipaddress.IPv4Address) -> None:
    """An IPv4 address is not more public inside an IPv6 one."""
    for prefix in (0xFFFF << 32, 0x64FF9B << 96, 0x2002 << 112):
        shifted = int(address) << 80 if prefix == 0x2002 << 112 else int(address)
        assert is_public(str(ipaddress.IPv6Address(prefix | shifted))) <= is_public(str(address))
