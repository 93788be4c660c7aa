"""How a domain fills its database for a first look."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from subgraphs.shared.settings import SubgraphSettings
from subgraphs.shared.unit_of_work import Transactions

SettingsT = TypeVar("SettingsT", bound=SubgraphSettings)

ReportProgress = Callable[[str, int, int], None]
"""What is being done, how much of it is done, how much there is."""

Seed = Callable[[Transactions, SettingsT, ReportProgress], Awaitable[None]]
"""Leaves what is already there as it is, and may be killed and run again."""


def report_nothing(_what: str, _done: int, _total: int) -> None:
    """For whoever does not watch."""
