"""Syllabi, through the router."""

from datetime import timedelta
from typing import Any

from subgraphs.shared.clock import utc_now
from subgraphs.shared.ids import new_id
from tests.federation.client import Client
from tests.federation.mutating import Trial, mutate

SYLLABUS = "syllabus { id state minutesPerDay itemCount doneCount weeks(first: 1) { edges { node { number } } } }"


def in_days(days: int) -> str:
    return (utc_now() + timedelta(days=days)).date().isoformat()


def wish(**more: Any) -> dict[str, Any]:
    return {"goal": "GRAMMAR", "level": "N5", "minutesPerDay": 30, "targetDate": in_days(60), **more}


async def _made(client: Client, **more: Any) -> str:
    payload = await mutate(client, "createSyllabus", wish(**more), f"{SYLLABUS} userErrors {{ code path }}")
    assert payload["userErrors"] == []
    syllabus_id: str = payload["syllabus"]["id"]
    return syllabus_id


async def create_syllabus(client: Client) -> None:
    fields = wish(goal="EVERYTHING", minutesPerDay=90, targetDate=in_days(120))
    items = "items(first: 10) { edges { node { kind isDone word { text } kanji { character } lesson { title } } } }"
    selection = f"syllabus {{ id currentWeek {{ itemCount {items} }} }} proposal {{ targetDate }} userErrors {{ code }}"
    payload = await mutate(client, "createSyllabus", fields, selection)
    assert payload["userErrors"] == []
    shown = [edge["node"] for edge in payload["syllabus"]["currentWeek"]["items"]["edges"]]
    assert {one["kind"] for one in shown} >= {"WORD", "KANJI"}
    assert all(one["word"]["text"] for one in shown if one["kind"] == "WORD")
    refused = await mutate(client, "createSyllabus", fields | {"targetDate": in_days(7)}, selection)
    assert refused["userErrors"] == [{"code": "DOES_NOT_FIT"}]
    assert refused["proposal"]["targetDate"] > in_days(7)


async def update_syllabus(client: Client) -> None:
    fields = {"syllabusId": await _made(client), "minutesPerDay": 45}
    payload = await mutate(client, "updateSyllabus", fields, f"{SYLLABUS} userErrors {{ code }}")
    assert payload["syllabus"]["minutesPerDay"] == 45


async def adapt_syllabus(client: Client) -> None:
    fields = {"syllabusId": await _made(client)}
    payload = await mutate(client, "adaptSyllabus", fields, "syllabus { adaptedAt slipDays } userErrors { code }")
    assert payload["syllabus"]["adaptedAt"] and payload["syllabus"]["slipDays"] == 0


async def mark_syllabus_items(client: Client) -> None:
    syllabus_id = await _made(client)
    items = "items(first: 1) { edges { node { itemId grammarPoint { pattern } } } }"
    document = f"query ($id: ID!) {{ node(id: $id) {{ ... on Syllabus {{ currentWeek {{ {items} }} }} }} }}"
    week = (await client.data(document, {"id": syllabus_id}))["node"]["currentWeek"]
    (shown,) = [edge["node"] for edge in week["items"]["edges"]]
    assert shown["grammarPoint"]["pattern"]
    fields = {"syllabusId": syllabus_id, "itemIds": [shown["itemId"]]}
    payload = await mutate(client, "markSyllabusItems", fields, f"{SYLLABUS} userErrors {{ code }}")
    assert payload["syllabus"]["doneCount"] == 1


async def create_syllabus_flashcards(client: Client) -> None:
    syllabus_id = await _made(client, goal="KANJI", minutesPerDay=60)
    fields = {"syllabusId": syllabus_id, "week": 1}
    payload = await mutate(client, "createSyllabusFlashcards", fields, "flashcards { front } userErrors { code }")
    assert payload["userErrors"] == []
    assert all(card["front"] for card in payload["flashcards"]) and payload["flashcards"]


async def end_and_delete_syllabus(client: Client) -> None:
    syllabus_id = await _made(client)
    ended = await mutate(client, "endSyllabus", {"syllabusId": syllabus_id}, f"{SYLLABUS} userErrors {{ code }}")
    assert ended["syllabus"]["state"] == "ENDED"
    deleted = await mutate(
        client, "deleteSyllabus", {"syllabusId": syllabus_id}, "deletedSyllabusId userErrors { code }"
    )
    assert deleted["deletedSyllabusId"] == syllabus_id
    viewer = (await client.data("{ viewer { syllabi { edges { node { id } } } } }"))["viewer"]
    assert syllabus_id not in {edge["node"]["id"] for edge in viewer["syllabi"]["edges"]}


TRIALS: dict[str, Trial] = {
    "createSyllabus": create_syllabus,
    "updateSyllabus": update_syllabus,
    "adaptSyllabus": adapt_syllabus,
    "markSyllabusItems": mark_syllabus_items,
    "createSyllabusFlashcards": create_syllabus_flashcards,
    "endSyllabus": end_and_delete_syllabus,
    "deleteSyllabus": end_and_delete_syllabus,
}

_SYLLABUS = f'syllabusId: "{new_id()}"'
INPUTS_OF_SIGNED_IN = {
    "createSyllabus": '{goal: KANJI, level: N5, minutesPerDay: 30, targetDate: "2030-01-01"}',
    "updateSyllabus": f"{{{_SYLLABUS}}}",
    "adaptSyllabus": f"{{{_SYLLABUS}}}",
    "markSyllabusItems": f"{{{_SYLLABUS}, itemIds: []}}",
    "createSyllabusFlashcards": f"{{{_SYLLABUS}, week: 1}}",
    "endSyllabus": f"{{{_SYLLABUS}}}",
    "deleteSyllabus": f"{{{_SYLLABUS}}}",
}
"""For those mutations that mean nothing without a caller."""
