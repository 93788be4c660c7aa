"""Files on their whole way: through the router into the store, and from there to whoever has an address."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.federation.client import Client
from tests.federation.running import RunningPlatform
from tests.federation.trials_of_media import upload
from tests.federation.tutors import as_tutor
from tests.router.server.raw_http import Answer, ask
from tests.subgraphs.content.recordings import mp3
from tests.subgraphs.shared.pictures import opened, picture
from tests.support.subgraphs import eventually

MEDIA = """query ($id: ID!) { media(id: $id) {
  status kind url contentType variants { url contentType width } } }"""


async def follow(platform: RunningPlatform, url: str, method: str = "GET", body: bytes = b"", **headers: str) -> Answer:
    """What is answered at an address of a file, at the platform's own port."""
    parts = urlsplit(url)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return await ask(platform.client.port, method, f"{parts.path}?{parts.query}", named, body)


async def when_ready(tutor: Client, media_id: str) -> dict[str, Any]:
    found: dict[str, Any] = {}

    async def is_ready() -> bool:
        found.update((await tutor.data(MEDIA, {"id": media_id}))["media"])
        return bool(found["status"] == "READY")

    await eventually(is_ready)
    return found


async def test_a_picture_is_uploaded_and_shown_in_the_width_that_a_page_chooses(platform: RunningPlatform) -> None:
    tutor = as_tutor(platform)
    made = (await upload(tutor, picture(800, 400, "JPEG"), "cat.jpg"))["media"]
    media = await when_ready(tutor, made["id"])
    for variant in media["variants"]:
        answer = await follow(platform, variant["url"])
        assert (answer.status, answer.headers["content-type"]) == (200, variant["contentType"])
        assert opened(answer.body).width == variant["width"]


async def test_a_file_is_put_at_its_address_and_played_in_parts(platform: RunningPlatform) -> None:
    tutor, content = as_tutor(platform), mp3()
    begin = """mutation ($input: CreateMediaUploadInput!) {
      createMediaUpload(input: $input) { media { id } upload { url method headers { name value } } } }"""
    announced = {"name": "cat.mp3", "contentType": "audio/mpeg", "size": len(content)}
    begun = (await tutor.data(begin, {"input": announced}))["createMediaUpload"]
    headers = {header["name"]: header["value"] for header in begun["upload"]["headers"]}
    put = await follow(platform, begun["upload"]["url"], begun["upload"]["method"], content, **headers)
    assert put.status == 200
    complete = """mutation ($id: ID!) {
      completeMediaUpload(input: {mediaId: $id}) { media { status } userErrors { code } } }"""
    completed = (await tutor.data(complete, {"id": begun["media"]["id"]}))["completeMediaUpload"]
    assert completed == {"media": {"status": "PROCESSING"}, "userErrors": []}
    media = await when_ready(tutor, begun["media"]["id"])
    part = await follow(platform, media["url"], range="bytes=100-199")
    assert (part.status, part.body) == (206, content[100:200])
    assert part.headers["content-range"] == f"bytes 100-199/{len(content)}"


async def test_learners_upload_nothing_and_see_nothing_of_it(platform: RunningPlatform) -> None:
    made = (await upload(as_tutor(platform), mp3(), "cat.mp3"))["media"]
    assert (await platform.client.data(MEDIA, {"id": made["id"]}))["media"] is None
    learner = await platform.client.signed_in()
    answer = await learner.answer(
        'mutation { createMediaUpload(input: {name: "a", contentType: "audio/mpeg", size: 1}) { media { id } } }'
    )
    assert answer["data"] == {"createMediaUpload": None}
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["FORBIDDEN"]


async def test_who_has_no_address_reads_nothing_and_the_router_keeps_its_own(
    platform: RunningPlatform, home: Path
) -> None:
    assert (home / "keys" / "files.key").exists()
    for path in ("/files/content/media/none.png", "/files/content/../../keys/files.key", "/files/"):
        assert (await ask(platform.client.port, "GET", path)).status in (403, 404)
    assert (await ask(platform.client.port, "GET", "/health")).status == 200
    assert (await ask(platform.client.port, "GET", "/jwks.json")).status == 200
    assert (await ask(platform.client.port, "GET", "/")).headers["content-type"].startswith("text/html")
