"""A person with something in every domain, who takes it along and leaves."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import MetaData, select

from subgraphs.accounts.app import ACCOUNTS
from subgraphs.content.app import CONTENT
from subgraphs.learning.app import LEARNING
from subgraphs.notifications.app import NOTIFICATIONS
from subgraphs.progress.app import PROGRESS
from subgraphs.shared.caller import Caller
from subgraphs.shared.clock import Clock
from subgraphs.shared.messaging import Messaging
from subgraphs.shared.subgraph import run_subgraphs
from tests.subgraphs.accounts.conftest import CHEAP, register, signed_in
from tests.subgraphs.learning.cards import CAT, DOG, create, review
from tests.support.subgraphs import (
    AnyDefinition,
    SubgraphUnderTest,
    eventually,
    open_subgraph,
    temporary_database,
)

DEFINITIONS: tuple[AnyDefinition, ...] = (ACCOUNTS, CONTENT, LEARNING, PROGRESS, NOTIFICATIONS)
NAMES = tuple(definition.name for definition in DEFINITIONS)
TOKEN_LIFETIME = timedelta(minutes=15)
GRACE = timedelta(days=14)

STATE = """
query { viewer {
  dataExport { state progress { done total } parts { domain collectedAt } expiresAt sizeBytes downloadUrl }
  erasure { state eraseAt parts { domain retained { what count because } confirmedAt } }
} }
"""
REQUEST_EXPORT = """
mutation { requestDataExport(input: {}) { dataExport { id state progress { done total } } userErrors { code } } }
"""
REQUEST_ERASURE = """
mutation { requestAccountErasure(input: {}) { erasure { id state eraseAt } userErrors { code } } }
"""
CANCEL_ERASURE = "mutation { cancelAccountErasure(input: {}) { isStaying userErrors { code } } }"


def settings_of(definition: AnyDefinition) -> dict[str, Any]:
    hurried: dict[str, Any] = {"job_poll": timedelta(milliseconds=20)}
    if definition is ACCOUNTS:
        hurried |= {**CHEAP, "privacy_domains": NAMES, "erasure_grace": GRACE, "access_token_lifetime": TOKEN_LIFETIME}
    return hurried


@asynccontextmanager
async def running_domains(
    home: Path, clock: Clock, engine: str = "sqlite", definitions: Sequence[AnyDefinition] = DEFINITIONS
) -> AsyncIterator[dict[str, SubgraphUnderTest]]:
    async with AsyncExitStack() as stack:
        messaging = Messaging.in_process()
        subgraphs = []
        for definition in definitions:
            url = await stack.enter_async_context(temporary_database(engine, home, definition.name))
            chosen = settings_of(definition)
            subgraphs.append(open_subgraph(definition, home, messaging, clock=clock, database_url=url, **chosen))
        for subgraph in subgraphs:
            await subgraph.migrate()
        await stack.enter_async_context(run_subgraphs(subgraphs, messaging))
        yield {subgraph.name: SubgraphUnderTest(subgraph, messaging) for subgraph in subgraphs}


@dataclass(frozen=True)
class Leaver:
    """Somebody, and how they ask."""

    domains: dict[str, SubgraphUnderTest]
    caller: Caller

    @property
    def user_id(self) -> UUID:
        return self.caller.user_id

    async def ask(self, document: str) -> dict[str, Any]:
        return await self.domains["accounts"].data(document, caller=self.caller)

    async def state(self, what: str) -> str | None:
        viewer = (await self.ask(STATE))["viewer"]
        found = viewer[what] if viewer is not None else None
        return found["state"] if found is not None else None


async def somebody(domains: dict[str, SubgraphUnderTest], handle: str = "mika") -> Leaver:
    """Who has an account, flashcards, reviews, points and notifications."""
    leaver = Leaver(domains, signed_in(await register(domains["accounts"], handle)))
    cards = await create(domains["learning"], [CAT, DOG], caller=leaver.user_id)
    for card in cards["flashcards"]:
        await review(domains["learning"], card["id"], caller=leaver.user_id)

    async def is_told() -> bool:
        return await names_in(domains["notifications"], leaver.user_id) != []

    await eventually(is_told)
    return leaver


async def names_in(domain: SubgraphUnderTest, *needles: object) -> list[str]:
    """The tables of a domain in which a row holds any of these, in whatever column."""
    texts = [form for needle in needles for form in (str(needle), str(needle).replace("-", ""))]
    metadata: MetaData = domain.subgraph.definition.metadata
    found = []
    for table in metadata.sorted_tables:
        async with domain.subgraph.database.read() as session:
            rows = (await session.execute(select(table))).all()
        if any(text in str(value) for row in rows for value in row for text in texts):
            found.append(table.name)
    return found
