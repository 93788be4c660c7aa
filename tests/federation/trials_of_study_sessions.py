"""Study sessions, through the router."""

from typing import Any

from subgraphs.shared.ids import new_id
from tests.federation.client import Client
from tests.federation.mutating import Trial, mutate

SESSION = "session { id status endReason position remaining nextCards(first: 2) { id front } } userErrors { code path }"


async def _started(client: Client, **more: Any) -> dict[str, Any]:
    payload = await mutate(client, "startStudySession", {"kind": "CRAM", "replaceOpen": True, **more}, SESSION)
    assert payload["userErrors"] == []
    session: dict[str, Any] = payload["session"]
    return session


async def start_study_session(client: Client) -> None:
    session = await _started(client, kind="MIXED", cardLimit=3)
    assert (session["status"], session["remaining"]) == ("ACTIVE", 3)
    assert session["nextCards"][0]["front"]
    viewer = (await client.data("{ viewer { activeStudySession { id } } }"))["viewer"]
    assert viewer["activeStudySession"] == {"id": session["id"]}
    again = await mutate(client, "startStudySession", {"kind": "DUE"}, SESSION)
    assert [error["code"] for error in again["userErrors"]] == ["STUDY_SESSION_IS_OPEN"]


async def answer_study_card(client: Client) -> None:
    session = await _started(client, cardLimit=1)
    (card,) = session["nextCards"]
    answer = {"sessionId": session["id"], "flashcardId": card["id"], "rating": "GOOD"}
    payload = await mutate(client, "answerStudyCard", answer, f"{SESSION} flashcard {{ front }} review {{ id }}")
    assert payload["flashcard"] == {"front": card["front"]} and payload["review"] is None
    assert (payload["session"]["status"], payload["session"]["endReason"]) == ("FINISHED", "NOTHING_LEFT")


async def pause_and_resume_study_session(client: Client) -> None:
    session = await _started(client)
    paused = await mutate(client, "pauseStudySession", {"sessionId": session["id"]}, SESSION)
    assert paused["session"]["status"] == "PAUSED"
    resumed = await mutate(client, "resumeStudySession", {"sessionId": session["id"], "device": "desk"}, SESSION)
    assert resumed["session"]["status"] == "ACTIVE"


async def finish_study_session(client: Client) -> None:
    session = await _started(client)
    payload = await mutate(client, "finishStudySession", {"sessionId": session["id"]}, SESSION)
    assert (payload["session"]["status"], payload["session"]["endReason"]) == ("FINISHED", "BY_LEARNER")


TRIALS: dict[str, Trial] = {
    "startStudySession": start_study_session,
    "answerStudyCard": answer_study_card,
    "pauseStudySession": pause_and_resume_study_session,
    "resumeStudySession": pause_and_resume_study_session,
    "finishStudySession": finish_study_session,
}

INPUTS_OF_SIGNED_IN = {
    "startStudySession": "{kind: DUE}",
    "answerStudyCard": f'{{sessionId: "{new_id()}", flashcardId: "{new_id()}", rating: GOOD}}',
    "pauseStudySession": f'{{sessionId: "{new_id()}"}}',
    "resumeStudySession": f'{{sessionId: "{new_id()}"}}',
    "finishStudySession": f'{{sessionId: "{new_id()}"}}',
}
"""For those mutations that mean nothing without a caller."""
