"""Addresses of clients: how they are counted, and what of them is kept."""

from ipaddress import IPv4Network, IPv6Network, ip_network

_KEPT_BITS = {4: 24, 6: 48}


def counted_network(address: str | None) -> str | None:
    """What attempts are counted by; None where it tells nobody apart: it is not known, or that of a proxy beside us."""
    network = _read(address)
    return None if network is None or network.is_loopback else str(network)


def shown_network(address: str | None) -> str | None:
    """Enough to recognise where one was, without the last part: 203.0.113.0/24."""
    network = _read(address)
    if network is None:
        return None
    if network.is_loopback:
        return "localhost"
    return str(ip_network((network.network_address, _KEPT_BITS[network.version]), strict=False))


def _read(address: str | None) -> IPv4Network | IPv6Network | None:
    try:
        return ip_network(address, strict=False) if address is not None else None
    except ValueError:
        return None
