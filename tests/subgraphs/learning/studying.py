"""What tests of study sessions send."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from subgraphs.learning.models.flashcards import FlashcardRow, FlashcardTagRow
from subgraphs.learning.models.items import ItemKind, ItemRef
from subgraphs.learning.models.topics import TopicRow
from subgraphs.learning.service.flashcards import flashcard_row
from subgraphs.shared.ids import new_id, seed_id
from tests.subgraphs.learning.cards import AIKO, NINE, review
from tests.support.subgraphs import MovableClock, SubgraphUnderTest

SESSION = """
id kind status cardCount minutes device position remaining finishedAt endReason
nextCards { id } missedCards { id }
summary { answers rightAnswers accuracy newCards lapses activeSeconds }
"""


async def mutate(
    subgraph: SubgraphUnderTest, name: str, selection: str, caller: UUID = AIKO, **input_: Any
) -> dict[str, Any]:
    type_name = name[0].upper() + name[1:] + "Input"
    document = (
        f"mutation ($input: {type_name}!) {{ {name}(input: $input) {{ {selection} userErrors {{ code path }} }} }}"
    )
    payload: dict[str, Any] = (await subgraph.data(document, {"input": input_}, caller=caller))[name]
    return payload


async def start(subgraph: SubgraphUnderTest, kind: str = "MIXED", caller: UUID = AIKO, **more: Any) -> dict[str, Any]:
    return await mutate(subgraph, "startStudySession", f"session {{ {SESSION} }}", caller, kind=kind, **more)


async def started(subgraph: SubgraphUnderTest, kind: str = "MIXED", caller: UUID = AIKO, **more: Any) -> dict[str, Any]:
    """A session that was not refused."""
    payload = await start(subgraph, kind, caller, **more)
    assert payload["userErrors"] == []
    session: dict[str, Any] = payload["session"]
    return session


async def answer(
    subgraph: SubgraphUnderTest, session: dict[str, Any], card_id: str, rating: str = "GOOD", **more: Any
) -> dict[str, Any]:
    selection = f"session {{ {SESSION} }} flashcard {{ id state due }} review {{ id rating }}"
    return await mutate(
        subgraph, "answerStudyCard", selection, sessionId=session["id"], flashcardId=card_id, rating=rating, **more
    )


async def active(subgraph: SubgraphUnderTest, caller: UUID = AIKO) -> dict[str, Any] | None:
    user = {"__typename": "User", "id": str(caller)}
    answered = await subgraph.entities([user], f"... on User {{ activeStudySession {{ {SESSION} }} }}", caller=caller)
    found: dict[str, Any] | None = answered["data"]["_entities"][0]["activeStudySession"]
    return found


async def new_cards(subgraph: SubgraphUnderTest, count: int, name: str = "word") -> list[str]:
    """Cards of words of which nothing more is known, in the order in which they were made."""
    now = subgraph.subgraph.transactions.clock()
    items = [ItemRef(ItemKind.WORD, seed_id("word", f"{name} {number}")) for number in range(count)]
    rows = [flashcard_row(new_id(), AIKO, item, now) for item in items]
    async with subgraph.subgraph.transactions.begin() as work:
        work.session.add_all(rows)
    return [str(row.id) for row in rows]


async def learnt_cards(subgraph: SubgraphUnderTest, clock: MovableClock, count: int) -> list[str]:
    """Cards that were learnt and have come due again."""
    cards = await new_cards(subgraph, count)
    for card in cards:
        await review(subgraph, card, "EASY")
    clock.now += timedelta(days=30)
    return cards


async def change(subgraph: SubgraphUnderTest, card_id: str, **values: Any) -> None:
    """What a card is changed to behind everybody's back."""
    async with subgraph.subgraph.transactions.begin() as work:
        row = await work.session.get_one(FlashcardRow, UUID(card_id))
        for name, value in values.items():
            setattr(row, name, value)


async def tag(subgraph: SubgraphUnderTest, card_ids: list[str], name: str) -> None:
    async with subgraph.subgraph.transactions.begin() as work:
        work.session.add_all(FlashcardTagRow(flashcard_id=UUID(one), tag=name, owner_id=AIKO) for one in card_ids)


async def put_into_nested_topic(subgraph: SubgraphUnderTest, card_ids: list[str]) -> str:
    """Put cards into a topic within a topic, and give the outer one."""
    outer, inner = (
        TopicRow(
            id=new_id(),
            owner_id=AIKO,
            parent_id=None,
            name=name,
            description=None,
            position=0,
            created_at=NINE,
            updated_at=NINE,
        )
        for name in ("outer", "inner")
    )
    inner.parent_id = outer.id
    async with subgraph.subgraph.transactions.begin() as work:
        work.session.add(outer)
        await work.session.flush()
        work.session.add(inner)
    for card_id in card_ids:
        await change(subgraph, card_id, topic_id=inner.id)
    return str(outer.id)
