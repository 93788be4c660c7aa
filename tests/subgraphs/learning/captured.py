"""Captures for tests of learning, and the operations that tests send."""

import io
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any
from uuid import UUID

from subgraphs.learning.app import LEARNING
from subgraphs.shared.uploads import UploadedFile
from tests.subgraphs.learning.cards import AIKO, NINE, Place
from tests.subgraphs.learning.catalogue import fill_catalogue
from tests.support.subgraphs import MovableClock, SubgraphUnderTest, subgraph_under_test

STORY = "猫は魚を食べる。大きい犬が小さい猫を見る。旅行の時計と経済。"
SUBTITLES = "1\n00:01:05,000 --> 00:01:07,000\n猫は魚を食べる。\n\n2\n01:00:00,000 --> 01:00:02,000\n犬が水を飲む。\n"

FIELDS = """
  id kind title sourceUrl status stage failureCode failureMessage isVertical characterCount cardCount processor
  width height tags createdAt processedAt deletedAt restorableUntil fileUrl text { text plain source }
"""
CARDS = "topic { name origin } flashcards { id state word { id } }"


@asynccontextmanager
async def capturing(
    place: Place, clock: MovableClock | None = None, *, knows_words: bool = True, **settings: Any
) -> AsyncIterator[SubgraphUnderTest]:
    opened = subgraph_under_test(
        LEARNING, place.directory, clock=clock or MovableClock(NINE), database_url=place.database_url, **settings
    )
    async with opened as subgraph:
        if knows_words:
            await fill_catalogue(subgraph)
        yield subgraph


async def mutate(
    subgraph: SubgraphUnderTest, name: str, caller: UUID = AIKO, selection: str = FIELDS, **input_: Any
) -> dict[str, Any]:
    """The payload of a mutation of one capture."""
    type_name = name[0].upper() + name[1:]
    document = (
        f"mutation ($input: {type_name}Input!) {{ {name}(input: $input) "
        f"{{ capture {{ {selection} }} userErrors {{ code message path }} }} }}"
    )
    payload: dict[str, Any] = (await subgraph.data(document, {"input": input_}, caller=caller))[name]
    return payload


async def capture(subgraph: SubgraphUnderTest, caller: UUID = AIKO, **input_: Any) -> dict[str, Any]:
    """A capture that was taken in."""
    payload = await mutate(subgraph, "createCapture", caller, **{"kind": "TEXT", **input_})
    assert payload["userErrors"] == []
    found: dict[str, Any] = payload["capture"]
    return found


async def processed(subgraph: SubgraphUnderTest, caller: UUID = AIKO, **input_: Any) -> dict[str, Any]:
    """A capture, after everything that is to happen to it."""
    kept = await capture(subgraph, caller, **input_)
    await subgraph.run_jobs()
    return await read(subgraph, kept["id"], caller)


async def read(
    subgraph: SubgraphUnderTest, capture_id: str, caller: UUID = AIKO, selection: str = FIELDS
) -> dict[str, Any]:
    document = f"query ($id: ID!) {{ capture(id: $id) {{ {selection} }} }}"
    found: dict[str, Any] = (await subgraph.data(document, {"id": capture_id}, caller=caller))["capture"]
    return found


async def list_captures(
    subgraph: SubgraphUnderTest, caller: UUID = AIKO, owner: UUID | None = None, **arguments: Any
) -> dict[str, Any]:
    """The connection of somebody's captures."""
    document = """
      query ($users: [_Any!]!, $filter: CaptureFilterInput, $first: Int, $after: String) {
        _entities(representations: $users) { ... on User {
          captures(filter: $filter, first: $first, after: $after) {
            totalCount pageInfo { hasNextPage endCursor } edges { node { id title tags } }
          }
          captureTags { tag count }
        } }
      }
    """
    users = [{"__typename": "User", "id": str(owner or caller)}]
    (user,) = (await subgraph.data(document, {"users": users, **arguments}, caller=caller))["_entities"]
    return {**user["captures"], "tags": user["captureTags"]}


def titles(connection: dict[str, Any]) -> list[str]:
    return [edge["node"]["title"] for edge in connection["edges"]]


@contextmanager
def file(content: bytes, name: str = "file") -> Iterator[UploadedFile]:
    yield UploadedFile(name, "application/octet-stream", len(content), io.BytesIO(content))
