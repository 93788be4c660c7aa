"""From where and by what program somebody asks, as the router tells: to show and to count by, never a proof."""

from collections.abc import Mapping
from dataclasses import dataclass

ADDRESS_HEADER = "x-client-address"
AGENT_HEADER = "x-client-agent"
LANGUAGE_HEADER = "accept-language"

_LONGEST_AGENT = 300
_LONGEST_LANGUAGES = 300
_UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Client:
    address: str | None = None
    """An IPv4 address, or the /64 of an IPv6 one; None where the router does not tell it."""

    agent: str | None = None
    """Its `User-Agent`, cut."""

    languages: str | None = None
    """Its `Accept-Language`, cut: see `locales.py`."""


UNKNOWN_CLIENT = Client()


def client_of(headers: Mapping[str, str]) -> Client:
    """Header names are in lower case."""
    address = headers.get(ADDRESS_HEADER, _UNKNOWN)
    agent = "".join(letter for letter in headers.get(AGENT_HEADER, "") if letter.isprintable())
    languages = headers.get(LANGUAGE_HEADER, "")[:_LONGEST_LANGUAGES]
    return Client(address if address != _UNKNOWN else None, agent.strip()[:_LONGEST_AGENT] or None, languages or None)
