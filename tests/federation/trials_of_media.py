"""Media, through the router, for a tutor."""

import json
from typing import Any

from subgraphs.shared.ids import new_id
from tests.federation.client import Client
from tests.federation.mutating import Trial, mutate
from tests.router.server.raw_http import ask
from tests.subgraphs.content.recordings import mp3

BOUNDARY = "a-boundary"
UPLOAD = """
  mutation ($input: UploadMediaInput!) {
    uploadMedia(input: $input) { media { id kind status bytes url } userErrors { code path } }
  }
"""
MEDIA = "media { id status name altText deletedAt } userErrors { code path }"


async def upload(client: Client, content: bytes, filename: str, **fields: Any) -> dict[str, Any]:
    """The payload of `uploadMedia`."""
    payload: dict[str, Any] = (await send_file(client, UPLOAD, content, filename, **fields))["uploadMedia"]
    return payload


async def send_file(client: Client, document: str, content: bytes, filename: str, **fields: Any) -> dict[str, Any]:
    """The data of a mutation with a file in its input, sent as browsers send it."""
    operations = {"query": document, "variables": {"input": {"file": None, **fields}}}
    parts = [
        _part('name="operations"', json.dumps(operations).encode()),
        _part('name="map"', json.dumps({"0": ["variables.input.file"]}).encode()),
        _part(f'name="0"; filename="{filename}"', content, "Content-Type: text/html\r\n"),
        f"--{BOUNDARY}--\r\n".encode(),
    ]
    headers = {
        "content-type": f"multipart/form-data; boundary={BOUNDARY}",
        "apollo-require-preflight": "true",
        "authorization": f"Bearer {client.token}",
    }
    answer = (await ask(client.target, headers=headers, body=b"".join(parts))).json
    assert "errors" not in answer, answer
    data: dict[str, Any] = answer["data"]
    return data


def _part(disposition: str, content: bytes, headers: str = "") -> bytes:
    return (
        f"--{BOUNDARY}\r\nContent-Disposition: form-data; {disposition}\r\n{headers}\r\n".encode() + content + b"\r\n"
    )


async def upload_media(client: Client) -> None:
    payload = await upload(client, mp3(), "cat.mp3")
    assert payload["userErrors"] == []
    assert (payload["media"]["kind"], payload["media"]["bytes"]) == ("AUDIO", len(mp3()))
    refused = await upload(client, b"<script>", "cat.mp3")
    assert refused == {"media": None, "userErrors": [{"code": "FILE_TYPE_IS_NOT_TAKEN", "path": ["input", "file"]}]}


async def create_media_upload(client: Client) -> None:
    announced = {"name": "cat.mp3", "contentType": "audio/mpeg", "size": 1_000}
    payload = await mutate(client, "createMediaUpload", announced, f"{MEDIA} upload {{ method headers {{ name }} }}")
    assert payload["media"]["status"] == "AWAITING_UPLOAD"
    assert payload["upload"] == {"method": "PUT", "headers": [{"name": "content-type"}]}


async def complete_media_upload(client: Client) -> None:
    announced = {"name": "cat.mp3", "contentType": "audio/mpeg", "size": 1_000}
    media = (await mutate(client, "createMediaUpload", announced, MEDIA))["media"]
    payload = await mutate(client, "completeMediaUpload", {"mediaId": media["id"]}, MEDIA)
    assert payload == {"media": None, "userErrors": [{"code": "UPLOAD_IS_MISSING", "path": ["input", "mediaId"]}]}


async def update_media(client: Client) -> None:
    media = (await upload(client, mp3(), "cat.mp3"))["media"]
    payload = await mutate(client, "updateMedia", {"mediaId": media["id"], "altText": "ねこ"}, MEDIA)
    assert (payload["media"]["name"], payload["media"]["altText"]) == ("cat.mp3", "ねこ")


async def delete_media(client: Client) -> None:
    media = (await upload(client, mp3(), "cat.mp3"))["media"]
    payload = await mutate(client, "deleteMedia", {"mediaId": media["id"]}, MEDIA)
    assert payload["media"]["deletedAt"] is not None


async def restore_media(client: Client) -> None:
    media = (await upload(client, mp3(), "cat.mp3"))["media"]
    await mutate(client, "deleteMedia", {"mediaId": media["id"]}, MEDIA)
    payload = await mutate(client, "restoreMedia", {"mediaId": media["id"]}, MEDIA)
    assert payload["media"]["deletedAt"] is None


TRIALS: dict[str, Trial] = {
    "uploadMedia": upload_media,
    "createMediaUpload": create_media_upload,
    "completeMediaUpload": complete_media_upload,
    "updateMedia": update_media,
    "deleteMedia": delete_media,
    "restoreMedia": restore_media,
}

INPUTS_OF_SIGNED_IN = {
    "createMediaUpload": '{name: "cat.mp3", contentType: "audio/mpeg", size: 1}',
    "completeMediaUpload": f'{{mediaId: "{new_id()}"}}',
    "updateMedia": f'{{mediaId: "{new_id()}"}}',
    "deleteMedia": f'{{mediaId: "{new_id()}"}}',
    "restoreMedia": f'{{mediaId: "{new_id()}"}}',
}
"""For those mutations that mean nothing without a caller."""
