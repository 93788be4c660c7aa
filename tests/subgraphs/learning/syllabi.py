"""Syllabi for tests: a dictionary large enough to plan with, and the operations that tests send."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from subgraphs.learning.models.flashcards import FlashcardRow
from subgraphs.learning.models.items import ItemKind, ItemRef
from subgraphs.learning.service.catalogue import end_edition, keep_entries
from subgraphs.learning.service.flashcards import flashcard_row
from subgraphs.shared.ids import new_id, seed_id
from tests.subgraphs.learning.cards import AIKO, NINE
from tests.support.subgraphs import SubgraphUnderTest

TODAY = NINE.date()

SYLLABUS = """
  id goal level fromLevel minutesPerDay daysPerWeek startsOn targetDate expectedDate slipDays state itemCount doneCount
  weeks(first: 100) {
    edges { node { number startsOn endsOn newSeconds reviewCount reviewSeconds state itemCount doneCount } }
  }
"""
CREATE_SYLLABUS = f"""
mutation ($input: CreateSyllabusInput!) {{
  createSyllabus(input: $input) {{
    syllabus {{ {SYLLABUS} }} proposal {{ targetDate minutesPerDay }} userErrors {{ code path }}
  }}
}}
"""
ITEMS = """
query ($id: ID!, $first: Int) {
  viewed: _entities(representations: [{__typename: "Syllabus", id: $id}]) {
    ... on Syllabus {
      weeks(first: 100) {
        edges { node { number items(first: $first) { edges { node { itemId kind isDone } } } } }
      }
    }
  }
}
"""


def nth_word(number: int) -> UUID:
    return seed_id("word", f"語{number}|ご{number}")


async def fill_dictionary(learning: SubgraphUnderTest, **counts: int) -> None:
    """So many words, kanji and points of grammar of N5, and as many again of N4: `words=40, kanji=10`."""
    entries = [
        _entry(kind, level, number)
        for name, kind in (("words", "WORD"), ("kanji", "KANJI"), ("grammar", "GRAMMAR"))
        for at, level in enumerate(("N5", "N4"))
        for number in range(counts.get(name, 0) * at, counts.get(name, 0) * (at + 1))
    ]
    async with learning.subgraph.transactions.begin() as work:
        await keep_entries(work, 1, entries)
        await end_edition(work, 1)


def _entry(kind: str, level: str, number: int) -> dict[str, Any]:
    ids = {
        "WORD": nth_word(number),
        "KANJI": seed_id("kanji", f"字{number}"),
        "GRAMMAR": seed_id("grammar", f"{number}"),
    }
    return {
        "kind": kind,
        "id": str(ids[kind]),
        "text": f"語{number}",
        "reading": None,
        "meanings": [f"meaning {number}"],
        "language": "ja",
        "level": level,
        "rank": number,
        "frequency": None,
        "details": {},
    }


def wish(days: int = 28, **more: Any) -> dict[str, Any]:
    """Words of N5 in four weeks, an hour a day."""
    target = (TODAY + timedelta(days=days - 1)).isoformat()
    return {"goal": "VOCABULARY", "level": "N5", "minutesPerDay": 60, "targetDate": target, **more}


async def create_syllabus(learning: SubgraphUnderTest, caller: UUID = AIKO, **fields: Any) -> dict[str, Any]:
    data = await learning.data(CREATE_SYLLABUS, {"input": wish(**fields)}, caller=caller)
    payload: dict[str, Any] = data["createSyllabus"]
    return payload


async def created(learning: SubgraphUnderTest, caller: UUID = AIKO, **fields: Any) -> dict[str, Any]:
    payload = await create_syllabus(learning, caller, **fields)
    assert payload["userErrors"] == [], payload
    syllabus: dict[str, Any] = payload["syllabus"]
    return syllabus


async def change(
    learning: SubgraphUnderTest, mutation: str, selection: str, caller: UUID = AIKO, **fields: Any
) -> dict[str, Any]:
    kind = mutation[0].upper() + mutation[1:]
    document = (
        f"mutation ($input: {kind}Input!) {{ {mutation}(input: $input) {{ {selection} userErrors {{ code path }} }} }}"
    )
    payload: dict[str, Any] = (await learning.data(document, {"input": fields}, caller=caller))[mutation]
    return payload


async def seen(learning: SubgraphUnderTest, syllabus_id: str, caller: UUID | None = AIKO) -> dict[str, Any] | None:
    """The syllabus as this caller sees it."""
    answer = await learning.entities(
        [{"__typename": "Syllabus", "id": syllabus_id}], f"... on Syllabus {{ {SYLLABUS} }}", caller=caller
    )
    assert "errors" not in answer, answer
    found: dict[str, Any] | None = answer["data"]["_entities"][0]
    return found


def weeks_of(syllabus: dict[str, Any]) -> list[dict[str, Any]]:
    return [edge["node"] for edge in syllabus["weeks"]["edges"]]


async def items_by_week(learning: SubgraphUnderTest, syllabus_id: str) -> dict[int, list[dict[str, Any]]]:
    answer = (await learning.data(ITEMS, {"id": syllabus_id, "first": 100}, caller=AIKO))["viewed"][0]
    return {week["number"]: [edge["node"] for edge in week["items"]["edges"]] for week in weeks_of(answer)}


async def learn(
    learning: SubgraphUnderTest, words: list[UUID], owner_id: UUID = AIKO, due: date = TODAY, days: float = 11.0
) -> None:
    """Have cards of these words that have been learnt."""
    async with learning.subgraph.transactions.begin() as work:
        for word in words:
            row = flashcard_row(new_id(), owner_id, ItemRef(ItemKind.WORD, word), work.now)
            values = row.model_dump() | {
                "state": "REVIEW",
                "reps": 3,
                "stability": days,
                "due": NINE + (due - TODAY),
                "last_reviewed_at": NINE,
            }
            await work.session.execute(insert(FlashcardRow).values(values))
