"""Recordings in lessons: which an author may use, who hears them, and how long they stay."""

from datetime import timedelta
from typing import Any

from subgraphs.content.models.organizations import OrganizationRole
from subgraphs.shared.database import count_statements
from tests.subgraphs.content.authoring import (
    AIKO,
    HANA,
    KEN,
    SCHOOL,
    add_lesson,
    begin_course,
    done,
    join,
    published_course,
    refusals,
    revision_of,
)
from tests.subgraphs.content.library import seen, uploaded
from tests.subgraphs.content.recordings import mp3
from tests.subgraphs.shared.pictures import picture
from tests.support.subgraphs import MovableClock, SubgraphUnderTest

HEARD = """
  query ($id: ID!) { lesson(id: $id) { blocks { ... on AudioBlock { transcript media { id url durationSeconds } } } } }
"""
LONG = timedelta(days=40)


def audio(media: dict[str, Any]) -> dict[str, Any]:
    return {"audio": {"mediaId": media["id"], "transcript": "ねこ"}}


async def add(content: SubgraphUnderTest, course_id: str, block: dict[str, Any], caller: Any = HANA) -> list[Any]:
    """What is refused of a lesson with this block."""
    revision = await revision_of(content, course_id, caller)
    fields = {"courseId": course_id, "revision": revision, "title": "One", "minutes": 5, "blocks": [block]}
    return await refusals(content, "addLesson", caller, **fields)


async def pass_time(content: SubgraphUnderTest, clock: MovableClock, time: timedelta = LONG) -> None:
    await content.run_jobs()
    clock.now += time
    await content.run_jobs()


async def test_whoever_reads_the_lesson_hears_the_recording(courses: SubgraphUnderTest) -> None:
    media = await uploaded(courses, mp3())
    _, (lesson,) = await published_course(courses, [audio(media)])
    for caller in (AIKO, None):
        (block,) = (await courses.data(HEARD, {"id": lesson["id"]}, caller=caller))["lesson"]["blocks"]
        assert block["media"]["id"] == media["id"]
        assert "/files/content/media/" in block["media"]["url"]
    assert await seen(courses, media["id"], AIKO) is None


async def test_many_recordings_of_a_lesson_are_read_with_one_statement(courses: SubgraphUnderTest) -> None:
    _, (one, many) = await published_course(
        courses, [audio(await uploaded(courses, mp3()))], [audio(await uploaded(courses, mp3())) for _ in range(6)]
    )
    lengths = []
    for lesson in (one, many):
        with count_statements() as log:
            await courses.data(HEARD, {"id": lesson["id"]})
        lengths.append(len(log))
    assert lengths[0] == lengths[1]


async def test_only_recordings_that_an_author_may_use_go_into_a_lesson(courses: SubgraphUnderTest) -> None:
    await join(courses, HANA, OrganizationRole.TUTOR)
    own, of_ken, of_school = (
        await uploaded(courses, mp3()),
        await uploaded(courses, mp3(), caller=KEN),
        await uploaded(courses, mp3(), organizationId=str(SCHOOL)),
    )
    public, schools = await begin_course(courses), await begin_course(courses, organizationId=str(SCHOOL))
    unknown = [("ITEM_IS_UNKNOWN", "input.blocks.0.audio.mediaId")]
    assert await add(courses, public["id"], audio(own)) == []
    assert await add(courses, public["id"], audio(of_ken)) == unknown
    assert await add(courses, public["id"], audio(of_school)) == unknown
    assert await add(courses, public["id"], audio({"id": "nothing"})) == unknown
    assert await add(courses, public["id"], audio(await uploaded(courses, picture()))) == unknown
    assert await add(courses, schools["id"], audio(of_school)) == []
    assert await add(courses, schools["id"], audio(own)) == []


async def test_a_recording_stays_as_long_as_a_draft_or_a_version_has_it(
    courses: SubgraphUnderTest, clock: MovableClock
) -> None:
    media = await uploaded(courses, mp3())
    course_id, (lesson,) = await published_course(courses, [audio(media)])
    removal = {"lessonId": lesson["id"], "revision": 1, "blockId": lesson["blocks"][0]["id"]}
    await done(courses, "removeBlock", "lesson { id }", HANA, **removal)
    await pass_time(courses, clock)
    assert await seen(courses, media["id"]) is not None
    assert await refusals(courses, "deleteMedia", HANA, mediaId=media["id"]) == [("MEDIA_ARE_IN_USE", "input.mediaId")]
    assert course_id


async def test_a_recording_of_a_draft_that_needs_it_no_more_is_collected(
    courses: SubgraphUnderTest, clock: MovableClock
) -> None:
    media, course = await uploaded(courses, mp3()), await begin_course(courses)
    lesson = await add_lesson(courses, course["id"], audio(media))
    await pass_time(courses, clock)
    assert await seen(courses, media["id"]) is not None
    block = {"lessonId": lesson["id"], "revision": 1, "blockId": lesson["blocks"][0]["id"]}
    await done(courses, "updateBlock", "lesson { id }", HANA, **block, block={"text": {"markdown": "Read."}})
    await pass_time(courses, clock)
    assert await seen(courses, media["id"]) is None


async def test_others_who_write_the_course_keep_what_is_in_it(courses: SubgraphUnderTest) -> None:
    for who in (HANA, KEN):
        await join(courses, who, OrganizationRole.TUTOR)
    media, course = await uploaded(courses, mp3()), await begin_course(courses, organizationId=str(SCHOOL))
    lesson = await add_lesson(courses, course["id"], audio(media))
    block = {"lessonId": lesson["id"], "revision": 1, "blockId": lesson["blocks"][0]["id"]}
    changed = {"audio": {"mediaId": media["id"], "transcript": "いぬ"}}
    assert await refusals(courses, "updateBlock", KEN, **block, block=changed) == []
