"""Whose operation it is."""

from collections.abc import Mapping
from dataclasses import dataclass

from router.server.authentication import Caller


@dataclass(frozen=True, slots=True)
class Client:
    """Who asks, and with which headers."""

    headers: Mapping[str, str]
    """Of the request, or of the connection that carries many. Lower-case names."""

    caller: Caller | None
