"""What resolvers find in `info.context`."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, Generic, TypeVar

import strawberry

from subgraphs.shared.caller import Caller
from subgraphs.shared.client import UNKNOWN_CLIENT, Client
from subgraphs.shared.clock import Clock
from subgraphs.shared.database import Database
from subgraphs.shared.errors import Forbidden, Unauthenticated
from subgraphs.shared.live import LiveBus
from subgraphs.shared.loaders import LoaderSource
from subgraphs.shared.scopes import Scope
from subgraphs.shared.unit_of_work import Cause, Transactions, UnitOfWork

LoadersT = TypeVar("LoadersT")
ServicesT = TypeVar("ServicesT")


class SubgraphContext(Generic[LoadersT, ServicesT]):
    """The context of one operation. A domain names its own: `Context = SubgraphContext[Loaders, None]`."""

    def __init__(
        self,
        *,
        caller: Caller | None,
        cause: Cause,
        transactions: Transactions,
        make_loaders: Callable[[LoaderSource], LoadersT],
        services: ServicesT,
        is_long_lived: bool = False,
        client: Client = UNKNOWN_CLIENT,
    ) -> None:
        self.caller = caller
        self.client = client
        self.services = services
        """What the domain made from its settings at start-up."""

        self._cause = cause
        self._transactions = transactions
        self._make_loaders = make_loaders
        self._remembers = not is_long_lived
        self.loaders = self._fresh_loaders()

    @property
    def database(self) -> Database:
        return self._transactions.database

    @property
    def live(self) -> LiveBus:
        return self._transactions.live

    @property
    def clock(self) -> Clock:
        return self._transactions.clock

    @asynccontextmanager
    async def unit_of_work(self) -> AsyncIterator[UnitOfWork]:
        """The write transaction of a root mutation field. What is loaded after it sees what it changed."""
        async with self._transactions.begin(self._cause) as work:
            yield work
        self.loaders = self._fresh_loaders()

    def _fresh_loaders(self) -> LoadersT:
        return self._make_loaders(LoaderSource(self.database, self._remembers))


def require_caller(info: strawberry.Info[Any, Any]) -> Caller:
    """The caller; raises `Unauthenticated` for an anonymous request."""
    caller: Caller | None = info.context.caller
    if caller is None:
        raise Unauthenticated
    return caller


def require_scope(info: strawberry.Info[Any, Any], scope: Scope) -> Caller:
    """The caller, who has this scope. The router has refused others already; for what must not depend on that alone."""
    caller = require_caller(info)
    if scope not in caller.scopes:
        raise Forbidden
    return caller


def require_caller_in_person(info: strawberry.Info[Any, Any]) -> Caller:
    """The caller themselves: not an administrator in their name, for what is the person's own to decide."""
    caller = require_caller(info)
    if caller.impersonator_id is not None:
        raise Forbidden("Only this person themselves may do this.")
    return caller
