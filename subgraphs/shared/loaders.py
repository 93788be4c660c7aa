"""Batched reads: what many resolvers ask for one at a time becomes one statement."""

from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncSession
from strawberry.dataloader import DataLoader

from subgraphs.shared.database import Database
from subgraphs.shared.pagination import Page, PageRequest

KeyT = TypeVar("KeyT", bound=Hashable)
ValueT = TypeVar("ValueT")

_LARGEST_BATCH = 1_000
"""Keys per statement: both engines refuse statements with tens of thousands of parameters."""

FetchByKey = Callable[[AsyncSession, Sequence[KeyT]], Awaitable[Mapping[KeyT, ValueT]]]
FetchPages = Callable[[AsyncSession, Sequence[KeyT], PageRequest], Awaitable[Mapping[KeyT, Page[ValueT]]]]


@dataclass(frozen=True, slots=True)
class LoaderSource:
    """Makes a domain's loaders for one operation.

    Within a query nothing is read twice. A subscription lives long, so its loaders batch but remember nothing.
    """

    database: Database
    remembers: bool = True

    def by_key(self, fetch: FetchByKey[KeyT, ValueT]) -> DataLoader[KeyT, ValueT | None]:
        """`load(key)` gives the value under that key; None where there is none."""

        async def load(keys: list[KeyT]) -> list[ValueT | None]:
            async with self.database.read() as session:
                found = await fetch(session, list(dict.fromkeys(keys)))
            return [found.get(key) for key in keys]

        return DataLoader(load, max_batch_size=_LARGEST_BATCH, cache=self.remembers)

    def lists_by_key(self, fetch: FetchByKey[KeyT, Sequence[ValueT]]) -> DataLoader[KeyT, Sequence[ValueT]]:
        """`load(key)` gives the list under that key; an empty one where there is none."""

        async def load(keys: list[KeyT]) -> list[Sequence[ValueT]]:
            async with self.database.read() as session:
                found = await fetch(session, list(dict.fromkeys(keys)))
            return [found.get(key, ()) for key in keys]

        return DataLoader(load, max_batch_size=_LARGEST_BATCH, cache=self.remembers)

    def pages_by_key(self, fetch: FetchPages[KeyT, ValueT]) -> DataLoader[tuple[KeyT, PageRequest], Page[ValueT]]:
        """`load((key, page_request))` gives a parent's page: one statement per different page request."""

        async def load(keys: list[tuple[KeyT, PageRequest]]) -> list[Page[ValueT]]:
            parents: dict[PageRequest, dict[KeyT, None]] = {}
            for parent, request in keys:
                parents.setdefault(request, {})[parent] = None
            async with self.database.read() as session:
                found = {request: await fetch(session, list(asked), request) for request, asked in parents.items()}
            return [found[request].get(parent) or Page.empty() for parent, request in keys]

        return DataLoader(load, max_batch_size=_LARGEST_BATCH, cache=self.remembers)
