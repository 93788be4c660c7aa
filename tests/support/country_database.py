"""A database of countries with one network in it, written as MaxMind's format says.

https://maxmind.github.io/MaxMind-DB/
"""

from ipaddress import IPv4Network
from pathlib import Path

_MAP, _TEXT, _UINT16, _UINT32, _UINT64, _ARRAY = 7, 2, 5, 6, 9, 11


def write_country_database(path: Path, network: IPv4Network, country: str) -> None:
    data = _encoded({"country": {"iso_code": country}})
    bits = f"{int(network.network_address):032b}"[: network.prefixlen]
    nodes = len(bits)
    found, nothing = nodes + 16, nodes
    tree = b""
    for index, bit in enumerate(bits):
        further = index + 1 if index + 1 < nodes else found
        left, right = (further, nothing) if bit == "0" else (nothing, further)
        tree += left.to_bytes(3, "big") + right.to_bytes(3, "big")
    path.write_bytes(tree + bytes(16) + data + b"\xab\xcd\xefMaxMind.com" + _metadata(nodes))


def _metadata(nodes: int) -> bytes:
    fields = {
        "binary_format_major_version": _number(2, _UINT16),
        "binary_format_minor_version": _number(0, _UINT16),
        "build_epoch": _number(1, _UINT64),
        "database_type": _encoded("Countries"),
        "description": _encoded({}),
        "ip_version": _number(4, _UINT16),
        "languages": _head(_ARRAY, 0),
        "node_count": _number(nodes, _UINT32),
        "record_size": _number(24, _UINT16),
    }
    return _head(_MAP, len(fields)) + b"".join(_encoded(name) + value for name, value in fields.items())


def _encoded(value: str | dict[str, object]) -> bytes:
    if isinstance(value, str):
        return _head(_TEXT, len(value.encode())) + value.encode()
    members = (_encoded(name) + _encoded(member) for name, member in value.items())  # type: ignore[arg-type]
    return _head(_MAP, len(value)) + b"".join(members)


def _number(value: int, kind: int) -> bytes:
    content = value.to_bytes((value.bit_length() + 7) // 8, "big")
    return _head(kind, len(content)) + content


def _head(kind: int, size: int) -> bytes:
    assert size < 29
    return bytes([kind << 5 | size]) if kind < 8 else bytes([size, kind - 7])
