"""Captures: kept, found, described, deleted and brought back."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest

from subgraphs.learning.capture_files import FOLDER
from subgraphs.shared.database import count_statements
from subgraphs.shared.ids import new_id
from subgraphs.shared.objects import ObjectStore
from tests.subgraphs.learning.captured import (
    FIELDS,
    STORY,
    SUBTITLES,
    capture,
    capturing,
    file,
    list_captures,
    mutate,
    read,
    titles,
)
from tests.subgraphs.learning.cards import AIKO, BEN, NINE, Place, codes
from tests.subgraphs.shared.pictures import opened, picture
from tests.support.subgraphs import MovableClock, SubgraphUnderTest

MP4 = b"\0\0\0\x18ftypisom\0\0\0\0isommp41" + b"\0" * 100


async def files_of(subgraph: SubgraphUnderTest) -> list[str]:
    objects: ObjectStore = subgraph.subgraph.services.objects
    return [info.key async for info in objects.listing(FOLDER)]


async def test_a_text_is_kept_with_what_is_said_of_it(place: Place) -> None:
    async with capturing(place) as subgraph:
        kept = await capture(
            subgraph, text=STORY, tags=[" news ", "cats", "news"], sourceUrl="https://example.org/cats"
        )
        assert kept == await read(subgraph, kept["id"])
        assert (kept["status"], kept["stage"], kept["cardCount"]) == ("PENDING", "WAITING", 0)
        assert (kept["title"], kept["tags"]) == ("猫は魚を食べる。", ["cats", "news"])
        assert kept["characterCount"] == len(STORY)
        assert kept["text"]["source"] == "LEARNER"
        assert kept["text"]["plain"].split("\n") == [
            "猫は魚を食べる。",
            "大きい犬が小さい猫を見る。",
            "旅行の時計と経済。",
        ]
        assert kept["fileUrl"] is None


async def test_a_file_of_text_is_read_in_the_encoding_of_japan(place: Place) -> None:
    async with capturing(place) as subgraph:
        with file(STORY.encode("cp932")) as story:
            kept = await capture(subgraph, file=story)
        assert kept["text"]["text"] == STORY
        assert await files_of(subgraph) == []


async def test_a_screenshot_is_written_anew_and_readable_by_its_address(place: Place) -> None:
    async with capturing(place, capture_image_width=320) as subgraph:
        with file(picture(640, 480)) as screenshot:
            kept = await capture(subgraph, kind="SCREENSHOT", file=screenshot, title=" My screen ")
        assert (kept["title"], kept["width"], kept["height"], kept["text"]) == ("My screen", 320, 240, None)
        path = urlsplit(kept["fileUrl"]).path
        assert path.startswith("/files/learning/captures/")
        (key,) = await files_of(subgraph)
        assert path.endswith(key)
        assert opened(await subgraph.subgraph.services.objects.read_all(key)).size == (320, 240)


async def test_a_film_is_kept_with_its_subtitles(place: Place) -> None:
    async with capturing(place) as subgraph:
        with file(MP4) as film, file(SUBTITLES.encode("utf-16")) as subtitles:
            kept = await capture(subgraph, kind="VIDEO", file=film, subtitles=subtitles)
        assert kept["text"]["text"] == SUBTITLES
        assert kept["text"]["plain"] == "猫は魚を食べる。\n犬が水を飲む。"
        assert kept["fileUrl"] is not None


@pytest.mark.parametrize(
    ("input_", "content", "code", "path"),
    [
        ({"kind": "SCREENSHOT"}, None, "CAPTURE_IS_EMPTY", ["input", "file"]),
        ({"kind": "TEXT", "text": " \n"}, None, "CAPTURE_IS_EMPTY", ["input", "text"]),
        ({"kind": "VIDEO"}, None, "CAPTURE_IS_EMPTY", ["input", "subtitles"]),
        ({"kind": "SCREENSHOT"}, b"", "FILE_IS_EMPTY", ["input", "file"]),
        ({"kind": "SCREENSHOT"}, MP4, "FILE_TYPE_IS_NOT_TAKEN", ["input", "file"]),
        ({"kind": "SCREENSHOT"}, picture()[:60], "FILE_IS_DAMAGED", ["input", "file"]),
        ({"kind": "SCREENSHOT"}, picture() + b"\0" * 40_000, "FILE_IS_TOO_LARGE", ["input", "file"]),
        ({"kind": "SCREENSHOT"}, picture(110, 100), "PICTURE_IS_TOO_LARGE", ["input", "file"]),
        ({"kind": "VIDEO"}, picture(), "FILE_TYPE_IS_NOT_TAKEN", ["input", "file"]),
        ({"kind": "TEXT"}, picture(), "FILE_TYPE_IS_NOT_TAKEN", ["input", "file"]),
        ({"kind": "TEXT"}, "猫".encode() * 2_000, "FILE_IS_TOO_LARGE", ["input", "file"]),
        ({"kind": "TEXT", "text": "猫" * 101}, None, "TOO_LONG", ["input", "text"]),
        ({"kind": "TEXT", "text": "猫", "title": "x" * 201}, None, "TOO_LONG", ["input", "title"]),
        ({"kind": "TEXT", "text": "猫", "tags": ["a", " "]}, None, "EMPTY", ["input", "tags", "1"]),
        ({"kind": "TEXT", "text": "猫", "tags": ["a" * 51]}, None, "TOO_LONG", ["input", "tags", "0"]),
        ({"kind": "TEXT", "text": "猫", "tags": ["a", "b", "c"]}, None, "TOO_MANY", ["input", "tags"]),
    ],
)
async def test_what_cannot_be_taken_is_refused_and_leaves_nothing(
    place: Place, input_: dict[str, Any], content: bytes | None, code: str, path: list[str]
) -> None:
    limits: dict[str, Any] = {
        "capture_characters": 100,
        "capture_tags": 2,
        "capture_text_bytes": 5_000,
        "capture_image_bytes": 40_000,
        "image_max_pixels": 10_000,
    }
    async with capturing(place, knows_words=False, **limits) as subgraph:
        if content is None:
            payload = await mutate(subgraph, "createCapture", **input_)
        else:
            with file(content) as uploaded:
                payload = await mutate(subgraph, "createCapture", file=uploaded, **input_)
        assert payload["capture"] is None
        assert [(error["code"], error["path"]) for error in payload["userErrors"]] == [(code, path)]
        assert await files_of(subgraph) == []
        assert (await list_captures(subgraph))["totalCount"] == 0


async def test_there_is_room_for_so_many_captures_and_so_many_bytes(place: Place) -> None:
    async with capturing(place, capture_bytes_per_learner=5_000, captures_per_learner=2) as subgraph:
        with file(b"\0" * 4 + MP4[4:] + b"\0" * 4_000) as film:
            await capture(subgraph, kind="VIDEO", file=film)
            payload = await mutate(subgraph, "createCapture", kind="VIDEO", file=film)
        assert [error["code"] for error in payload["userErrors"]] == ["QUOTA_IS_REACHED"]
        await capture(subgraph, text="猫")
        payload = await mutate(subgraph, "createCapture", kind="TEXT", text="犬")
        assert [error["code"] for error in payload["userErrors"]] == ["QUOTA_IS_REACHED"]
        await capture(subgraph, BEN, text="犬")
        assert len(await files_of(subgraph)) == 1


async def test_a_capture_that_is_sent_twice_is_kept_once(place: Place) -> None:
    async with capturing(place) as subgraph:
        sent = []
        for content in (picture(), picture(), picture(10)):
            with file(content) as screenshot:
                more: dict[str, Any] = {"kind": "SCREENSHOT", "file": screenshot, "clientMutationId": "one"}
                sent.append(await mutate(subgraph, "createCapture", **more))
        assert sent[0]["capture"]["id"] == sent[1]["capture"]["id"]
        assert [error["code"] for error in sent[2]["userErrors"]] == ["CLIENT_MUTATION_ID_TAKEN"]
        assert len(await files_of(subgraph)) == 1
        jobs = [job for job in await subgraph.jobs() if job.kind == "process-capture"]
        assert len(jobs) == 1


async def test_captures_are_described_anew(place: Place) -> None:
    async with capturing(place) as subgraph:
        kept = await capture(subgraph, text=STORY, tags=["old"])
        changed = (await mutate(subgraph, "updateCapture", captureId=kept["id"], title="シンブン", tags=["new"]))[
            "capture"
        ]
        assert (changed["title"], changed["tags"]) == ("シンブン", ["new"])
        same = (await mutate(subgraph, "updateCapture", captureId=kept["id"]))["capture"]
        assert (same["title"], same["tags"]) == ("シンブン", ["new"])
        assert titles(await list_captures(subgraph, filter={"text": "しんぶん 魚"})) == ["シンブン"]
        refused = await mutate(subgraph, "updateCapture", captureId=kept["id"], title=" ")
        assert [(each["code"], each["path"]) for each in refused["userErrors"]] == [("EMPTY", ["input", "title"])]


async def test_captures_are_found_by_what_they_are(place: Place) -> None:
    clock = MovableClock(NINE)
    async with capturing(place, clock) as subgraph:
        for title, more in (
            ("first", {"text": "100%の猫_です", "tags": ["a", "b"]}),
            ("second", {"text": "イヌです", "tags": ["a"]}),
            ("third", {"kind": "VIDEO", "text": SUBTITLES}),
        ):
            await capture(subgraph, title=title, **more)
            clock.now += timedelta(seconds=1)

        async def found(**wanted: Any) -> list[str]:
            return titles(await list_captures(subgraph, filter=wanted))

        assert await found() == ["third", "second", "first"]
        assert await found(tags=["a"]) == ["second", "first"]
        assert await found(tags=["a", "b"]) == ["first"]
        assert await found(kinds=["VIDEO"]) == ["third"]
        assert await found(statuses=["FAILED", "PROCESSED"]) == []
        assert await found(text="いぬ") == ["second"]
        assert await found(text="FIRST 猫") == ["first"]
        assert await found(text="0%の") == ["first"]
        assert await found(text="猫%で") == []
        assert await found(text="です", kinds=["TEXT"], tags=["b"]) == ["first"]
        everything = await list_captures(subgraph)
        assert everything["tags"] == [{"tag": "a", "count": 2}, {"tag": "b", "count": 1}]


async def test_captures_are_paged_by_seeking(place: Place) -> None:
    clock = MovableClock(NINE)
    async with capturing(place, clock) as subgraph:
        for number in range(5):
            await capture(subgraph, title=str(number), text="猫")
            clock.now += timedelta(seconds=1)
        seen: list[str] = []
        after = None
        while True:
            page = await list_captures(subgraph, first=2, after=after)
            seen += titles(page)
            after = page["pageInfo"]["endCursor"]
            assert page["totalCount"] == 5
            if not page["pageInfo"]["hasNextPage"]:
                break
        assert seen == ["4", "3", "2", "1", "0"]


async def test_a_page_of_captures_takes_a_bounded_number_of_statements(place: Place) -> None:
    document = f"""
      query ($users: [_Any!]!) {{ _entities(representations: $users) {{ ... on User {{
        captures(first: 50) {{ totalCount edges {{ node {{ {FIELDS} flashcards {{ id }} topic {{ name }} }} }} }}
      }} }} }}
    """
    users = [{"__typename": "User", "id": str(AIKO)}]
    async with capturing(place) as subgraph:
        counts = []
        for _ in range(2):
            for number in range(4):
                await capture(subgraph, text=f"{STORY}{number}", tags=["a", "b"])
            await subgraph.run_jobs()
            with count_statements() as log:
                await subgraph.data(document, {"users": users}, caller=AIKO)
            counts.append(len(log))
        assert counts[0] == counts[1] <= 7


async def test_a_deleted_capture_can_be_brought_back_for_a_while_and_is_gone_then(place: Place) -> None:
    clock = MovableClock(NINE)
    async with capturing(place, clock) as subgraph:
        await subgraph.run_jobs()
        with file(MP4) as film:
            gone = await capture(subgraph, kind="VIDEO", file=film, text=SUBTITLES, tags=["a"])
        kept = await capture(subgraph, text=STORY)
        for one in (gone, kept):
            deleted = (await mutate(subgraph, "deleteCapture", captureId=one["id"]))["capture"]
            assert deleted["deletedAt"] == "2026-03-02T09:00:00Z"
            assert deleted["restorableUntil"] == "2026-04-01T09:00:00Z"
        assert (await list_captures(subgraph))["totalCount"] == 0
        assert (await list_captures(subgraph, filter={"isDeleted": True}))["totalCount"] == 2
        restored = (await mutate(subgraph, "restoreCapture", captureId=kept["id"]))["capture"]
        assert restored["deletedAt"] is None
        clock.now += timedelta(days=29)
        await subgraph.run_jobs()
        assert len(await files_of(subgraph)) == 1
        clock.now += timedelta(days=2)
        await subgraph.run_jobs()
        assert await files_of(subgraph) == []
        assert await read(subgraph, gone["id"]) is None
        assert await read(subgraph, kept["id"]) is not None
        types = [event.event_type for event in await subgraph.announced()]
        assert types.count("CaptureDeleted") == 1


async def test_files_that_no_capture_has_are_swept_up(place: Place) -> None:
    clock = MovableClock(NINE)
    async with capturing(place, clock) as subgraph:
        with file(MP4) as film:
            await capture(subgraph, kind="VIDEO", file=film, text=SUBTITLES)
        objects: ObjectStore = subgraph.subgraph.services.objects
        (kept,) = await files_of(subgraph)
        stray = f"{FOLDER}/{new_id().hex}/{'0' * 32}.mp4"
        await objects.put(stray, MP4)
        written = await objects.info(stray)
        assert written is not None
        clock.now = written.written_at
        await subgraph.run_jobs()
        assert set(await files_of(subgraph)) == {kept, stray}
        clock.now += timedelta(days=3)
        await subgraph.run_jobs()
        assert await files_of(subgraph) == [kept]


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("updateCapture", {"title": "mine"}),
        ("setCaptureText", {"text": "mine"}),
        ("retryCapture", {}),
        ("deleteCapture", {}),
        ("restoreCapture", {}),
    ],
)
async def test_captures_of_others_are_as_if_they_were_not_there(place: Place, name: str, more: dict[str, Any]) -> None:
    async with capturing(place) as subgraph:
        kept = await capture(subgraph, text=STORY)
        document = (
            f"mutation ($input: {name[0].upper() + name[1:]}Input!) {{ {name}(input: $input) {{ capture {{ id }} }} }}"
        )
        messages = set()
        for capture_id in (kept["id"], str(new_id()), "nonsense"):
            answer = await subgraph.execute(document, {"input": {"captureId": capture_id, **more}}, caller=BEN)
            assert codes(answer) == ["NOT_FOUND"]
            messages.add(answer["errors"][0]["message"].replace(capture_id, ""))
        assert len(messages) == 1
        assert await read(subgraph, kept["id"], BEN) is None
        assert (await read(subgraph, kept["id"])) == kept


async def test_nobody_sees_the_captures_of_others(place: Place) -> None:
    document = "query ($u: [_Any!]!) { _entities(representations: $u) { ... on User { captures { totalCount } } } }"
    users = [{"__typename": "User", "id": str(AIKO)}]
    async with capturing(place) as subgraph:
        await capture(subgraph, text=STORY)
        assert codes(await subgraph.execute(document, {"u": users}, caller=BEN)) == ["FORBIDDEN"]
        assert codes(await subgraph.execute(document, {"u": users})) == ["UNAUTHENTICATED"]
        assert codes(await subgraph.execute('{ capture(id: "x") { id } }')) == ["UNAUTHENTICATED"]
