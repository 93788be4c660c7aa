"""All subgraphs in one process: opened, prepared, run."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from starlette.routing import BaseRoute

from kumiki.domains import DOMAINS
from kumiki.in_process_client import InProcessSubgraphClient
from kumiki.settings import told_in_a_line
from router.executor.subgraph_client import SubgraphClient
from router.language.names import SubgraphName
from subgraphs.shared.garbage import garbage_left_alone
from subgraphs.shared.messaging import Messaging
from subgraphs.shared.seeding import ReportProgress, report_nothing
from subgraphs.shared.subgraph import Subgraph, run_subgraphs

AnySubgraph = Subgraph[Any, Any, Any]

SettingsOverrides = Mapping[str, Any]
"""Settings that every subgraph is given; what is not here comes from its environment."""

Announce = Callable[[str], None]


def say_nothing(_text: str) -> None:
    """For whoever does not watch."""


@dataclass(frozen=True, slots=True)
class Platform:
    """The subgraphs of this process and what they talk over."""

    subgraphs: Mapping[str, AnySubgraph]
    messaging: Messaging

    @classmethod
    def open(cls, overrides: SettingsOverrides, messaging: Messaging | None = None) -> "Platform":
        """Not started yet. Without `messaging`, events and live values stay within this process.

        Raises `SettingsAreWrong`.
        """
        messaging = messaging or Messaging.in_process()
        with told_in_a_line():
            settings = [definition.settings_type(**overrides) for definition in DOMAINS]
        opened = {
            definition.name: definition.open(each, messaging)
            for definition, each in zip(DOMAINS, settings, strict=True)
        }
        return cls(opened, messaging)

    def clients(self) -> dict[SubgraphName, SubgraphClient]:
        return {SubgraphName(name): InProcessSubgraphClient(subgraph) for name, subgraph in self.subgraphs.items()}

    def routes(self) -> list[BaseRoute]:
        """What the subgraphs answer beside GraphQL."""
        return [
            route
            for each in self.subgraphs.values()
            for route in each.definition.make_routes(each.services, each.transactions)
        ]

    async def migrate(self, announce: Announce = say_nothing) -> None:
        for subgraph in self.subgraphs.values():
            if await subgraph.migrate():
                announce(f"{subgraph.name}: database brought to its newest form")

    async def seed(self, report: ReportProgress = report_nothing) -> None:
        for subgraph in self.subgraphs.values():
            await subgraph.seed(_named(subgraph.name, report))

    async def deliver(self) -> None:
        """Bring what was announced so far to whoever hears it in this process."""
        with garbage_left_alone():
            for subgraph in self.subgraphs.values():
                if subgraph.relay is not None:
                    await subgraph.relay.drain()

    @asynccontextmanager
    async def run(self) -> AsyncIterator[None]:
        """Relays and consumers work while the block runs; everything is closed after it."""
        async with run_subgraphs(list(self.subgraphs.values()), self.messaging):
            yield

    async def close(self) -> None:
        """For a platform that was never run."""
        for subgraph in self.subgraphs.values():
            await subgraph.close()
        await self.messaging.close()


def _named(subgraph: str, report: ReportProgress) -> ReportProgress:
    """Tells the work of one subgraph apart from that of others."""

    def named(what: str, done: int, total: int) -> None:
        report(subgraph if what == subgraph else f"{subgraph}: {what}", done, total)

    return named
