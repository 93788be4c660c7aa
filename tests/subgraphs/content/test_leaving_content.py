"""What becomes of an author's work when they leave: what is theirs alone goes, what others have of it stays unnamed."""

import io
from zipfile import ZipFile

from subgraphs.shared.caller import Caller
from subgraphs.shared.ids import new_id
from subgraphs.shared.objects import open_object_store
from subgraphs.shared.privacy_participant import HANDOVER, CollectUserData, EraseUserData, part_key
from tests.subgraphs.content.authoring import AIKO, BEN, HANA, add_lesson, begin_course, done, published_course
from tests.subgraphs.content.library import all_keys, keys_of_media, seen, uploaded
from tests.subgraphs.content.recordings import mp3
from tests.subgraphs.content.test_comments import say, threads
from tests.subgraphs.content.test_media_in_lessons import audio
from tests.subgraphs.leaving import names_in
from tests.support.subgraphs import SubgraphUnderTest

OF_THE_PLATFORM = {"outbox", "job", "erased_user"}


async def erase(content: SubgraphUnderTest, who: Caller) -> None:
    async with content.subgraph.transactions.begin() as work:
        work.enqueue(EraseUserData(user_id=who.user_id, erasure_id=new_id()))
    await content.run_jobs()


async def left_of(content: SubgraphUnderTest, who: Caller) -> set[str]:
    return set(await names_in(content, who.user_id)) - OF_THE_PLATFORM


async def test_what_was_published_stays_with_its_recordings_and_names_nobody(courses: SubgraphUnderTest) -> None:
    media = await uploaded(courses, mp3())
    course_id, (lesson,) = await published_course(courses, [audio(media)])
    await erase(courses, HANA)
    assert await left_of(courses, HANA) == set()
    shown = "query ($id: ID!) { course(id: $id) { title } }"
    assert (await courses.data(shown, {"id": course_id}, caller=AIKO))["course"] is not None
    heard = "query ($id: ID!) { lesson(id: $id) { blocks { ... on AudioBlock { media { id } } } } }"
    (block,) = (await courses.data(heard, {"id": lesson["id"]}, caller=AIKO))["lesson"]["blocks"]
    assert block["media"] == {"id": media["id"]}
    assert await keys_of_media(courses, media["id"]) <= await all_keys(courses)


async def test_what_nobody_else_has_seen_goes_with_its_files(courses: SubgraphUnderTest) -> None:
    media, unused = await uploaded(courses, mp3()), await uploaded(courses, mp3(), "unused")
    course = await begin_course(courses)
    await add_lesson(courses, course["id"], audio(media), title="One")
    await erase(courses, HANA)
    assert await left_of(courses, HANA) == set()
    assert await all_keys(courses) == set()
    assert await seen(courses, media["id"]) is None and await seen(courses, unused["id"]) is None


async def test_a_comment_goes_and_the_answers_to_it_stay(courses: SubgraphUnderTest) -> None:
    _, (lesson,) = await published_course(courses)
    comment = await say(courses, lesson["id"], "Mine.", AIKO)
    await say(courses, lesson["id"], "An answer.", BEN, parentId=comment["id"])
    await erase(courses, AIKO)
    assert await left_of(courses, AIKO) == set()
    (edge,) = (await threads(courses, lesson["id"]))["edges"]
    assert edge["node"]["author"] is None and edge["node"]["text"] in (None, "")
    assert [each["node"]["text"] for each in edge["node"]["replies"]["edges"]] == ["An answer."]


async def test_learning_goes_and_that_of_others_stays(courses: SubgraphUnderTest) -> None:
    course_id, _ = await published_course(courses)
    for who in (AIKO, BEN):
        await done(courses, "enrollInCourse", "__typename", who, courseId=course_id)
    await erase(courses, AIKO)
    assert await left_of(courses, AIKO) == set()
    assert "enrollments" in await left_of(courses, BEN)


async def test_the_part_of_an_export_holds_drafts_and_files(courses: SubgraphUnderTest) -> None:
    media = await uploaded(courses, mp3())
    course = await begin_course(courses)
    await add_lesson(courses, course["id"], audio(media), title="One")
    export_id = new_id()
    async with courses.subgraph.transactions.begin() as work:
        work.enqueue(CollectUserData(user_id=HANA.user_id, export_id=export_id))
    await courses.run_jobs()
    handover = open_object_store(courses.subgraph.settings, HANDOVER)
    with ZipFile(io.BytesIO(await handover.read_all(part_key(export_id, "content")))) as part:
        names = set(part.namelist())
        (key,) = await keys_of_media(courses, media["id"])
        assert {"courses.json", "lessons.json", "media.json", f"files/{key}"} <= names
        assert part.read(f"files/{key}") == mp3()
