"""Captures, through the router, for the demo learner."""

from typing import Any

from subgraphs.shared.ids import new_id
from tests.federation.client import Client
from tests.federation.mutating import Trial, mutate
from tests.federation.trials_of_media import send_file

CAPTURE = "capture { id title tags status characterCount deletedAt } userErrors { code path }"
STORY = {"kind": "TEXT", "text": "猫は魚を食べる。", "title": "Cats"}


async def _captured(client: Client, **more: Any) -> dict[str, Any]:
    payload = await mutate(client, "createCapture", {**STORY, **more}, CAPTURE)
    assert payload["userErrors"] == []
    found: dict[str, Any] = payload["capture"]
    return found


async def create_capture(client: Client) -> None:
    kept = await _captured(client, tags=["pets"])
    assert (kept["title"], kept["tags"], kept["characterCount"]) == ("Cats", ["pets"], 8)
    document = f"mutation ($input: CreateCaptureInput!) {{ createCapture(input: $input) {{ {CAPTURE} }} }}"
    sent = await send_file(client, document, "犬が水を飲む。".encode("cp932"), "dog.txt", kind="TEXT")
    assert sent["createCapture"]["capture"]["title"] == "犬が水を飲む。"
    refused = await mutate(client, "createCapture", {"kind": "SCREENSHOT"}, CAPTURE)
    assert refused == {"capture": None, "userErrors": [{"code": "CAPTURE_IS_EMPTY", "path": ["input", "file"]}]}
    found = await client.data(
        '{ viewer { captures(filter: {text: "いぬ"}) { totalCount } all: captures { edges { node { title } } } } }'
    )
    titles = [edge["node"]["title"] for edge in found["viewer"]["all"]["edges"]]
    assert titles[:2] == ["犬が水を飲む。", "Cats"]


async def update_capture(client: Client) -> None:
    kept = await _captured(client)
    payload = await mutate(client, "updateCapture", {"captureId": kept["id"], "tags": ["new"]}, CAPTURE)
    assert (payload["capture"]["title"], payload["capture"]["tags"]) == ("Cats", ["new"])


async def set_capture_text(client: Client) -> None:
    kept = await _captured(client, kind="VIDEO", text="00:01 --> 00:02\nHello")
    payload = await mutate(client, "setCaptureText", {"captureId": kept["id"], "text": " "}, CAPTURE)
    assert payload["userErrors"] == [{"code": "CAPTURE_IS_EMPTY", "path": ["input", "text"]}]


async def retry_capture(client: Client) -> None:
    answer = await client.answer(
        f'mutation {{ retryCapture(input: {{captureId: "{new_id()}"}}) {{ capture {{ id }} }} }}'
    )
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["NOT_FOUND"]


async def delete_capture(client: Client) -> None:
    kept = await _captured(client)
    payload = await mutate(client, "deleteCapture", {"captureId": kept["id"]}, CAPTURE)
    assert payload["capture"]["deletedAt"] is not None


async def restore_capture(client: Client) -> None:
    kept = await _captured(client)
    await mutate(client, "deleteCapture", {"captureId": kept["id"]}, CAPTURE)
    payload = await mutate(client, "restoreCapture", {"captureId": kept["id"]}, CAPTURE)
    assert payload["capture"]["deletedAt"] is None


TRIALS: dict[str, Trial] = {
    "createCapture": create_capture,
    "updateCapture": update_capture,
    "setCaptureText": set_capture_text,
    "retryCapture": retry_capture,
    "deleteCapture": delete_capture,
    "restoreCapture": restore_capture,
}

INPUTS_OF_SIGNED_IN = {
    "createCapture": '{kind: TEXT, text: "猫"}',
    "updateCapture": f'{{captureId: "{new_id()}"}}',
    "setCaptureText": f'{{captureId: "{new_id()}", text: "猫"}}',
    "retryCapture": f'{{captureId: "{new_id()}"}}',
    "deleteCapture": f'{{captureId: "{new_id()}"}}',
    "restoreCapture": f'{{captureId: "{new_id()}"}}',
}
