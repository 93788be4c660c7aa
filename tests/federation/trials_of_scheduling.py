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


async def update_learning_settings(client: Client) -> None:
    changes = {"algorithm": "SM2", "newPerDay": 3, "dayStartsAt": 2}
    selection = "learningSettings { algorithm newPerDay dayStartsAt desiredRetention } userErrors { code path }"
    payload = await mutate(client, "updateLearningSettings", changes, selection)
    assert payload == {"learningSettings": {**changes, "desiredRetention": 0.9}, "userErrors": []}
    asked = "{ viewer { learningSettings { algorithm parameters } dueCards(limited: true) { totalCount } } }"
    shown = await client.data(asked)
    assert shown["viewer"]["learningSettings"]["algorithm"] == "SM2"
    assert len(shown["viewer"]["learningSettings"]["parameters"]) == 21
    refused = await mutate(client, "updateLearningSettings", {"desiredRetention": 1}, selection)
    assert refused["userErrors"] == [{"code": "OUT_OF_RANGE", "path": ["desiredRetention"]}]


async def fit_scheduler_parameters(client: Client) -> None:
    selection = "learningSettings { algorithm } userErrors { code }"
    payload = await mutate(client, "fitSchedulerParameters", {}, selection)
    assert payload == {"learningSettings": None, "userErrors": [{"code": "TOO_FEW_REVIEWS"}]}


TRIALS: dict[str, Trial] = {
    "reviewFlashcards": review_and_undo,
    "undoReviews": review_and_undo,
    "updateLearningSettings": update_learning_settings,
    "fitSchedulerParameters": fit_scheduler_parameters,
}

INPUTS_OF_SIGNED_IN = {
    "reviewFlashcards": "{reviews: []}",
    "undoReviews": "{count: 1}",
    "updateLearningSettings": "{newPerDay: 1}",
    "fitSchedulerParameters": "{}",
}
