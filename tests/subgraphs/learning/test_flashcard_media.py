import asyncio
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

from PIL import Image

from subgraphs.learning.flashcard_media import FOLDER
from subgraphs.shared.uploads import FileSpool
from tests.subgraphs.content.recordings import mp3
from tests.subgraphs.learning.cards import AIKO, BEN, NINE, Place, learning
from tests.subgraphs.learning.organising import mutate
from tests.support.subgraphs import MovableClock, SubgraphUnderTest

MEDIA = "media { id kind name contentType bytes width height url }"


def picture(colour: str = "red", width: int = 40) -> bytes:
    written = BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    Image.new("RGB", (width, 20), colour).save(written, "JPEG", exif=exif)
    return written.getvalue()


async def upload(
    subgraph: SubgraphUnderTest, content: bytes, name: str = "cat.jpg", caller: UUID = AIKO
) -> dict[str, Any]:
    spool = FileSpool(name, "text/html", 100_000_000)
    await spool.write(content)
    file = spool.finish()
    try:
        return await mutate(subgraph, "uploadFlashcardMedia", {"file": file}, MEDIA, caller)
    finally:
        file.close()


async def stored(subgraph: SubgraphUnderTest) -> list[str]:
    objects = subgraph.subgraph.services.objects
    return [info.key async for info in objects.listing(FOLDER)]


async def test_a_picture_is_kept_without_what_it_says_of_its_place(place: Place) -> None:
    async with learning(place, flashcard_media_width=100) as subgraph:
        media = (await upload(subgraph, picture(width=400), "C:\\photos\\cat.jpg"))["media"]
        (key,) = await stored(subgraph)
        content = await subgraph.subgraph.services.objects.read_all(key)
    assert (media["kind"], media["name"], media["width"], media["height"]) == ("IMAGE", "cat.jpg", 100, 5)
    assert media["bytes"] == len(content) and b"taken at home" not in content
    assert media["url"].startswith("http://127.0.0.1:4000/files/learning/flashcards/")


async def test_the_same_file_is_kept_once_for_each_learner(place: Place) -> None:
    async with learning(place) as subgraph:
        first, second = await upload(subgraph, mp3()), await upload(subgraph, mp3(), "other.mp3")
        hers = await upload(subgraph, mp3(), caller=BEN)
        at_once = await asyncio.gather(*(upload(subgraph, picture()) for _ in range(3)))
        keys = await stored(subgraph)
    assert first["media"]["id"] == second["media"]["id"] != hers["media"]["id"]
    assert len({payload["media"]["id"] for payload in at_once}) == 1
    assert len(keys) == 3


async def test_files_that_are_no_picture_and_no_recording_are_refused(place: Place) -> None:
    refused = {
        b"": "FILE_IS_EMPTY",
        b"<script>": "FILE_TYPE_IS_NOT_TAKEN",
        picture()[:300]: "FILE_IS_DAMAGED",
        b"x" * 10_001: "FILE_IS_TOO_LARGE",
    }
    async with learning(place, flashcard_media_bytes=10_000) as subgraph:
        for content, code in refused.items():
            payload = await upload(subgraph, content)
            assert payload == {"media": None, "userErrors": [{"code": code, "path": ["input", "file"]}]}
        assert await stored(subgraph) == []


async def test_there_is_only_so_much_room(place: Place) -> None:
    async with learning(place, flashcard_media_bytes_per_learner=1_000_000) as subgraph:
        content = mp3() + b"\0" * 600_000
        await upload(subgraph, content)
        payload = await upload(subgraph, content + b"\0")
        assert len(await stored(subgraph)) == 1
    assert payload["userErrors"] == [{"code": "QUOTA_IS_REACHED", "path": ["input", "file"]}]


async def test_a_recording_is_heard_where_the_sound_is_asked_and_a_picture_seen_where_the_meaning_is(
    place: Place,
) -> None:
    side = "image { id } audio { id } speech { text }"
    selection = f"flashcards {{ template question {{ {side} }} answer {{ {side} }} }}"
    async with learning(place) as subgraph:
        image = (await upload(subgraph, picture()))["media"]["id"]
        audio = (await upload(subgraph, mp3(), "neko.mp3"))["media"]["id"]
        card = {"front": "猫", "back": "cat", "imageId": image, "audioId": audio}
        templates = ["RECOGNITION", "PRODUCTION", "LISTENING"]
        wanted = {"flashcards": [{**card, "templates": templates}]}
        made = (await mutate(subgraph, "createFreeFlashcards", wanted, selection))["flashcards"]
        swapped = {"flashcards": [{**card, "imageId": audio, "audioId": image}]}
        refused = await mutate(subgraph, "createFreeFlashcards", swapped, "flashcards { id }")
        hers = await mutate(subgraph, "createFreeFlashcards", wanted, "flashcards { id }", BEN)
    seen = {"image": {"id": image}, "audio": None, "speech": None}
    heard = {"image": None, "audio": {"id": audio}, "speech": None}
    nothing = {"image": None, "audio": None, "speech": None}
    everything = {"image": {"id": image}, "audio": {"id": audio}, "speech": None}
    assert [(card["question"], card["answer"]) for card in made] == [
        (nothing, everything),
        (seen, heard),
        (heard, seen),
    ]
    assert [error["code"] for error in refused["userErrors"]] == ["NOT_FOUND", "NOT_FOUND"]
    assert [error["path"][-1] for error in hers["userErrors"]] == ["imageId", "audioId"]


async def test_what_no_card_shows_is_forgotten(place: Place) -> None:
    clock = MovableClock(NINE)
    async with learning(place, clock, unused_media_days=7) as subgraph:
        await subgraph.run_jobs()
        shown = (await upload(subgraph, picture("red")))["media"]["id"]
        await upload(subgraph, picture("blue"))
        card = {"flashcards": [{"back": "red", "imageId": shown}]}
        await mutate(subgraph, "createFreeFlashcards", card, "flashcards { id }")
        clock.now += timedelta(days=5)
        recent = (await upload(subgraph, picture("green")))["media"]["id"]
        clock.now += timedelta(days=3)
        await subgraph.run_jobs()
        assert len(await stored(subgraph)) == 2
        assert (await upload(subgraph, picture("red")))["media"]["id"] == shown
        assert (await upload(subgraph, picture("green")))["media"]["id"] == recent
