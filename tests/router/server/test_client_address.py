import pytest

from router.server.client_address import ProxyTrust, client_address

PROXIES = ProxyTrust.of(("10.0.0.0/8", "fd00::/8"), "x-forwarded-for")
FORWARDED = ProxyTrust.of(("10.0.0.0/8",), "forwarded")


def read(peer: str | None, *lines: str, trust: ProxyTrust = PROXIES) -> str:
    headers = [(trust.header.encode(), line.encode()) for line in lines]
    return client_address({"client": (peer, 5) if peer else None, "headers": headers}, trust)


@pytest.mark.parametrize(
    ("peer", "lines", "address"),
    [
        ("192.0.2.7", (), "192.0.2.7"),
        ("10.0.0.1", ("192.0.2.7",), "192.0.2.7"),
        ("10.0.0.1", ("192.0.2.7, 10.0.0.2",), "192.0.2.7"),
        ("10.0.0.1", ("192.0.2.7", "10.0.0.2"), "192.0.2.7"),
        ("10.0.0.1", ("192.0.2.7:8443",), "192.0.2.7"),
        ("10.0.0.1", ("[2001:db8::7]:8443",), "2001:db8::/64"),
        ("fd00::1", ("192.0.2.7",), "192.0.2.7"),
        ("::ffff:10.0.0.1", ("192.0.2.7",), "192.0.2.7"),
        ("10.0.0.1", (), "10.0.0.1"),
        (None, ("192.0.2.7",), "unknown"),
    ],
)
def test_a_trusted_proxy_tells_the_clients_address(peer: str, lines: tuple[str, ...], address: str) -> None:
    assert read(peer, *lines) == address


def test_what_a_client_writes_itself_is_not_believed() -> None:
    assert read("10.0.0.1", "198.51.100.1, 192.0.2.7") == "192.0.2.7"
    assert read("10.0.0.1", "10.0.0.9, 192.0.2.7") == "192.0.2.7"


def test_who_is_no_trusted_proxy_is_the_client() -> None:
    assert read("192.0.2.7", "198.51.100.1") == "192.0.2.7"
    assert read("192.0.2.7", "198.51.100.1", trust=ProxyTrust()) == "192.0.2.7"


@pytest.mark.parametrize("nonsense", ["unknown", "", "evil", "1.2.3", "[::1", "192.0.2.7, _hidden"])
def test_nonsense_ends_at_the_last_address_that_is_known(nonsense: str) -> None:
    assert read("10.0.0.1", f"198.51.100.1, {nonsense}, 10.0.0.2") == "10.0.0.2"


def test_only_so_many_hops_are_read() -> None:
    assert read("10.0.0.1", ", ".join(["192.0.2.7", *["10.0.0.2"] * 50])) == "10.0.0.2"


@pytest.mark.parametrize(
    ("line", "address"),
    [
        ("for=192.0.2.7", "192.0.2.7"),
        ("For=198.51.100.1, by=10.0.0.2;for=192.0.2.7;proto=https", "192.0.2.7"),
        ('for="[2001:db8:1:2:3::7]:4711"', "2001:db8:1:2::/64"),
        ('for="192.0.2.7:47011", for=10.0.0.3', "192.0.2.7"),
        ("for=_secret", "10.0.0.1"),
        ("proto=https", "10.0.0.1"),
    ],
)
def test_the_standard_header_is_read_too(line: str, address: str) -> None:
    assert read("10.0.0.1", line, trust=FORWARDED) == address


def test_who_has_one_address_of_ipv6_has_all_of_its_network() -> None:
    assert read("2001:db8:1:2::7") == read("2001:db8:1:2:ffff::1") != read("2001:db8:1:3::7")
