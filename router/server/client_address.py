"""The address that a request came from, as far as somebody we trust tells.

A proxy appends the address of whoever connected to it. What stands left of that was sent by the client, who may write
there what it likes. So the list is read from the right, and the first address that is no trusted proxy is the client's.
https://www.rfc-editor.org/rfc/rfc7239
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from starlette.types import Scope

Address = IPv4Address | IPv6Address

UNKNOWN_ADDRESS = "unknown"
MOST_HOPS = 20
FORWARDED_FOR = re.compile(r'(?:^|;)\s*for\s*=\s*"?([^";,]+)"?', re.IGNORECASE)
IPV6_PREFIX = 64
"""Whoever has one IPv6 address has 2^64 of them."""


@dataclass(frozen=True, slots=True)
class ProxyTrust:
    """Whose word on the client's address is taken, and in which header."""

    networks: tuple[IPv4Network | IPv6Network, ...] = ()
    header: str = "x-forwarded-for"

    @classmethod
    def of(cls, networks: Iterable[str], header: str) -> "ProxyTrust":
        return cls(tuple(ip_network(network) for network in networks), header)

    def trusts(self, address: Address) -> bool:
        return any(address in network for network in self.networks)


def client_address(scope: Scope, trust: ProxyTrust) -> str:
    """In a form to count by; "unknown" where the connection has none, such as a Unix socket."""
    peer = _read(scope["client"][0]) if scope.get("client") else None
    if peer is None:
        return UNKNOWN_ADDRESS
    if trust.networks and trust.trusts(peer):
        peer = _behind(peer, _hops(scope, trust.header), trust)
    return _counted(peer)


def _behind(peer: Address, hops: list[str], trust: ProxyTrust) -> Address:
    for hop in reversed(hops[-MOST_HOPS:]):
        address = _read(hop)
        if address is None:
            # "unknown", a name, or nonsense: nobody whose word we take knows more.
            return peer
        peer = address
        if not trust.trusts(address):
            return address
    return peer


def _hops(scope: Scope, header: str) -> list[str]:
    lines = [value.decode("latin-1") for name, value in scope["headers"] if name == header.encode()]
    elements = [element.strip() for line in lines for element in line.split(",")]
    if header == "x-forwarded-for":
        return elements
    found = (FORWARDED_FOR.search(element) for element in elements)
    return [match[1].strip() if match else "" for match in found]


def _read(text: str) -> Address | None:
    """An address, with or without brackets and a port."""
    bracketed = re.fullmatch(r"\[([0-9A-Fa-f:.]+)\](?::\d+)?", text)
    if bracketed:
        text = bracketed[1]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _counted(address: Address) -> str:
    if isinstance(address, IPv4Address):
        return str(address)
    return str(ip_network((address, IPV6_PREFIX), strict=False))
