"""Answers in many, taking them back, and how cards are scheduled, through the router."""

from datetime import UTC, datetime

from subgraphs.shared.ids import new_id
from tests.federation.client import Client
from tests.federation.mutating import Trial, mutate

REVIEWED = "reviews { id clientReviewId rating } flashcards { id front reps } userErrors { code path }"
UNDONE = "reviews { id undoneAt } flashcards { id front reps } userErrors { code path }"


async def review_and_undo(client: Client) -> None:
    card, now = await client.a_due_card(), datetime.now(UTC).isoformat()
    kept = {"flashcardId": card, "clientReviewId": str(new_id()), "reviewedAt": now, "quality": 4}
    payload = await mutate(client, "reviewFlashcards", {"reviews": [kept, kept | {"flashcardId": "x"}]}, REVIEWED)
    assert [review["rating"] for review in payload["reviews"]] == ["GOOD"]
    assert [error["code"] for error in payload["userErrors"]] == ["CLIENT_REVIEW_ID_TAKEN"]
    answered = payload["flashcards"][0]
    assert answered["front"]
    undone = await mutate(client, "undoReviews", {"reviewIds": [payload["reviews"][0]["id"]]}, UNDONE)
    assert undone["reviews"][0]["undoneAt"] and undone["userErrors"] == []
    assert undone["flashcards"] == [{**answered, "reps": answered["reps"] - 1}]


TRIALS: dict[str, Trial] = {"reviewFlashcards": review_and_undo, "undoReviews": review_and_undo}

INPUTS_OF_SIGNED_IN = {"reviewFlashcards": "{reviews: []}", "undoReviews": "{count: 1}"}
