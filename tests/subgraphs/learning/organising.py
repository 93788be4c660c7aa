"""Mutations of topics, decks and cards, as tests send them."""

from typing import Any
from uuid import UUID

from tests.subgraphs.learning.cards import AIKO
from tests.support.subgraphs import SubgraphUnderTest

ERRORS = "userErrors { code path }"


async def mutate(
    subgraph: SubgraphUnderTest, field: str, input: dict[str, Any], selection: str, caller: UUID = AIKO
) -> dict[str, Any]:
    """The payload of a mutation, with its refusals."""
    input_type = field[0].upper() + field[1:] + "Input"
    document = f"mutation ($input: {input_type}!) {{ {field}(input: $input) {{ {selection} {ERRORS} }} }}"
    payload: dict[str, Any] = (await subgraph.data(document, {"input": input}, caller=caller))[field]
    return payload


async def own(subgraph: SubgraphUnderTest, selection: str, caller: UUID = AIKO) -> dict[str, Any]:
    """What the caller sees of their own."""
    user = [{"__typename": "User", "id": str(caller)}]
    answer = await subgraph.entities(user, f"... on User {{ {selection} }}", caller=caller)
    assert "errors" not in answer, answer["errors"]
    found: dict[str, Any] = answer["data"]["_entities"][0]
    return found


async def create_topic(subgraph: SubgraphUnderTest, name: str, parent: str | None = None, caller: UUID = AIKO) -> str:
    payload = await mutate(subgraph, "createTopic", {"name": name, "parentId": parent}, "topic { id }", caller)
    assert payload["userErrors"] == []
    topic_id: str = payload["topic"]["id"]
    return topic_id


async def create_deck(subgraph: SubgraphUnderTest, name: str, caller: UUID = AIKO, **more: Any) -> str:
    payload = await mutate(subgraph, "createDeck", {"name": name, **more}, "deck { id }", caller)
    assert payload["userErrors"] == []
    deck_id: str = payload["deck"]["id"]
    return deck_id
