"""Tests that learners take, through the router."""

from typing import Any

from subgraphs.shared.ids import new_id, seed_id
from tests.federation.client import Client
from tests.federation.mutating import Trial, mutate

QUESTION = "id text options { id text } result { outcome rightAnswers word { text } }"
TEST = f"test {{ id status score questionCount placement {{ level }} nextQuestion {{ {QUESTION} }} }}"
ERRORS = "userErrors { code path }"
CAT = str(seed_id("word", "猫|ねこ"))


async def _started(client: Client, **more: Any) -> dict[str, Any]:
    payload = await mutate(client, "startTest", {"kind": "MULTIPLE_CHOICE", **more}, f"{TEST} {ERRORS}")
    assert payload["userErrors"] == []
    test: dict[str, Any] = payload["test"]
    return test


async def start_and_answer_test(client: Client) -> None:
    test = await _started(client, **{"from": {"wordIds": [CAT]}})
    question = test["nextQuestion"]
    assert test["questionCount"] == 1 and question["result"] is None and len(question["options"]) == 4
    right = next(option["id"] for option in question["options"] if option["text"] in ("猫", "cat"))
    answer = {"testId": test["id"], "questionId": question["id"], "optionId": right}
    selection = f"{TEST} question {{ {QUESTION} }} {ERRORS}"
    payload = await mutate(client, "answerTestQuestion", answer, selection)
    assert payload["question"]["result"]["outcome"] == "RIGHT"
    assert payload["question"]["result"]["word"] == {"text": "猫"}
    assert (payload["test"]["status"], payload["test"]["score"]) == ("FINISHED", 1.0)


async def start_placement_test(client: Client) -> None:
    payload = await mutate(client, "startPlacementTest", {}, f"{TEST} {ERRORS}")
    test = payload["test"]
    answer = {"testId": test["id"], "questionId": test["nextQuestion"]["id"]}
    after = (await mutate(client, "answerTestQuestion", answer, f"{TEST} {ERRORS}"))["test"]
    assert after["placement"]["level"] == "N5"
    assert after["nextQuestion"]["id"] != test["nextQuestion"]["id"]
    await mutate(client, "finishTest", {"testId": test["id"]}, f"{TEST} {ERRORS}")


async def finish_test_and_learn_from_it(client: Client) -> None:
    test = await _started(client, questions=2, **{"from": {"level": "N1"}})
    payload = await mutate(client, "finishTest", {"testId": test["id"]}, f"{TEST} {ERRORS}")
    assert (payload["test"]["status"], payload["test"]["score"]) == ("FINISHED", 0.0)
    selection = f"flashcards {{ front state }} {ERRORS}"
    made = await mutate(client, "createFlashcardsFromTest", {"testId": test["id"]}, selection)
    assert [card["state"] for card in made["flashcards"]] == ["NEW"] * test["questionCount"]


TRIALS: dict[str, Trial] = {
    "startTest": start_and_answer_test,
    "answerTestQuestion": start_and_answer_test,
    "startPlacementTest": start_placement_test,
    "finishTest": finish_test_and_learn_from_it,
    "createFlashcardsFromTest": finish_test_and_learn_from_it,
}

INPUTS_OF_SIGNED_IN = {
    "startTest": "{kind: MIXED}",
    "startPlacementTest": "{}",
    "answerTestQuestion": f'{{testId: "{new_id()}", questionId: "{new_id()}"}}',
    "finishTest": f'{{testId: "{new_id()}"}}',
    "createFlashcardsFromTest": f'{{testId: "{new_id()}"}}',
}
"""For those mutations that mean nothing without a caller."""
