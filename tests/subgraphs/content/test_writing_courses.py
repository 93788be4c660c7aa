from typing import Any
from uuid import uuid4

import pytest

from subgraphs.content.models.organizations import OrganizationRole
from tests.subgraphs.content.authoring import (
    AIKO,
    CAT,
    CAT_KANJI,
    COURSE,
    HANA,
    KEN,
    SCHOOL,
    A,
    add_lesson,
    begin_course,
    bring_out,
    choice,
    done,
    draft_of,
    error_code,
    join,
    published_course,
    refusals,
    revision_of,
    send,
    submit,
    text_block,
)
from tests.support.subgraphs import SubgraphUnderTest


async def test_a_course_begins_as_a_draft_that_only_its_author_sees(courses: SubgraphUnderTest) -> None:
    course = await begin_course(courses)
    seen = await courses.data("query ($id: ID!) { course(id: $id) { title } }", {"id": course["id"]}, caller=KEN)

    assert course["draft"]["state"] == "DRAFT"
    assert course["version"] is None
    assert seen == {"course": None}


async def test_only_tutors_write(courses: SubgraphUnderTest) -> None:
    fields = {"title": "Cats", "language": "ja"}

    assert await error_code(courses, "createCourse", AIKO, **fields) == "FORBIDDEN"
    assert await error_code(courses, "createCourse", None, **fields) == "UNAUTHENTICATED"


async def test_somebody_elses_draft_does_not_exist(courses: SubgraphUnderTest) -> None:
    course = await begin_course(courses)
    lesson = await add_lesson(courses, course["id"])

    assert await error_code(courses, "updateCourse", KEN, courseId=course["id"], revision=2) == "NOT_FOUND"
    assert await error_code(courses, "updateLesson", KEN, lessonId=lesson["id"], revision=1) == "NOT_FOUND"
    assert await error_code(courses, "deleteCourse", KEN, courseId=course["id"]) == "NOT_FOUND"


async def test_somebody_elses_published_course_is_not_ones_own_to_change(courses: SubgraphUnderTest) -> None:
    course_id, _ = await published_course(courses)

    assert await error_code(courses, "updateCourse", KEN, courseId=course_id, revision=2) == "FORBIDDEN"


async def test_a_course_made_twice_with_one_client_mutation_id_is_one(courses: SubgraphUnderTest) -> None:
    first = await begin_course(courses, clientMutationId="tap")
    again = await begin_course(courses, clientMutationId="tap")

    assert again["id"] == first["id"]


@pytest.mark.parametrize(
    ("fields", "refused"),
    [
        ({"title": " "}, [("TEXT_IS_EMPTY", "input.title")]),
        ({"title": "x" * 121}, [("TEXT_IS_TOO_LONG", "input.title")]),
        ({"language": "Japanese"}, [("LANGUAGE_IS_UNKNOWN", "input.language")]),
        ({"description": "<script>1</script>"}, [("MARKDOWN_IS_UNSAFE", "input.description")]),
        ({"description": "[x](java&#115;cript:alert(1))"}, [("MARKDOWN_IS_UNSAFE", "input.description")]),
        ({"organizationId": str(SCHOOL)}, [("ORGANIZATION_IS_UNKNOWN", "input.organizationId")]),
        ({"clientMutationId": "x" * 201}, [("TEXT_IS_TOO_LONG", "input.clientMutationId")]),
    ],
)
async def test_a_course_that_cannot_be_is_refused(
    courses: SubgraphUnderTest, fields: dict[str, Any], refused: list[Any]
) -> None:
    assert await refusals(courses, "createCourse", HANA, **{"title": "Cats", "language": "ja", **fields}) == refused


async def test_what_is_left_out_of_a_change_stays(courses: SubgraphUnderTest) -> None:
    course = await begin_course(courses, summary="All about them", level="BEGINNER")
    selection = "course { draft { title summary level revision } }"
    payload = await done(courses, "updateCourse", selection, HANA, courseId=course["id"], revision=1, title="Dogs")

    assert payload["course"]["draft"] == {
        "title": "Dogs",
        "summary": "All about them",
        "level": "BEGINNER",
        "revision": 2,
    }


async def test_a_change_to_what_somebody_has_changed_meanwhile_is_refused(courses: SubgraphUnderTest) -> None:
    course = await begin_course(courses)
    lesson = await add_lesson(courses, course["id"])
    await done(courses, "updateLesson", "lesson { id }", HANA, lessonId=lesson["id"], revision=1, title="Dogs")

    assert await refusals(courses, "updateCourse", HANA, courseId=course["id"], revision=1, title="x") == [
        ("REVISION_IS_STALE", "input.revision")
    ]
    assert await refusals(courses, "updateLesson", HANA, lessonId=lesson["id"], revision=1, title="x") == [
        ("REVISION_IS_STALE", "input.revision")
    ]


async def test_a_lesson_holds_blocks_of_every_kind_in_order(courses: SubgraphUnderTest) -> None:
    course = await begin_course(courses)
    lesson = await add_lesson(
        courses,
        course["id"],
        text_block("# Hello\n\n**cat**"),
        {"word": {"wordId": str(CAT), "note": "It purrs."}},
        {"kanji": {"kanjiId": str(CAT_KANJI)}},
        {"kana": {"kanaIds": [str(A)]}},
        {"example": {"text": "猫です。", "translation": "It is a cat.", "wordIds": [str(CAT)]}},
        choice(),
    )
    data = await courses.data(
        """query ($id: ID!) { course(id: $id) { draft { lessons { blocks { __typename
            ... on TextBlock { html } ... on WordBlock { note word { text } } ... on KanjiBlock { kanji { character } }
            ... on KanaBlock { kana { character } } ... on ExampleBlock { translation words { text } }
            ... on QuizBlock { prompt options { text } solution { options { text } explanation } }
        } } } } }""",
        {"id": course["id"]},
        caller=HANA,
    )

    assert [block["__typename"] for block in lesson["blocks"]][:2] == ["TextBlock", "WordBlock"]
    text, word, kanji, kana, example, quiz = data["course"]["draft"]["lessons"][0]["blocks"]
    assert text["html"] == "<h1>Hello</h1>\n<p><strong>cat</strong></p>\n"
    assert word == {"__typename": "WordBlock", "note": "It purrs.", "word": {"text": "猫"}}
    assert kanji["kanji"] == {"character": "猫"}
    assert kana["kana"] == [{"character": "あ"}]
    assert example["words"] == [{"text": "猫"}]
    assert quiz["solution"] == {"options": [{"text": "猫"}], "explanation": "Because."}


@pytest.mark.parametrize(
    ("block", "refused"),
    [
        ({}, ("BLOCK_IS_INVALID", "input.block")),
        ({**text_block(), "word": {"wordId": str(CAT)}}, ("BLOCK_IS_INVALID", "input.block")),
        (text_block("<b>x</b>"), ("MARKDOWN_IS_UNSAFE", "input.block.text.markdown")),
        ({"word": {"wordId": str(uuid4())}}, ("ITEM_IS_UNKNOWN", "input.block")),
        ({"word": {"wordId": "no id"}}, ("ITEM_IS_UNKNOWN", "input.block")),
        ({"kana": {"kanaIds": []}}, ("TOO_MANY", "input.block.kana.kanaIds")),
        ({"quiz": {"kind": "TYPED", "prompt": "?"}}, ("QUIZ_IS_INVALID", "input.block.quiz")),
        (choice(right="猫", wrong="猫"), ("QUIZ_IS_INVALID", "input.block.quiz.options")),
        (choice(prompt=" "), ("TEXT_IS_EMPTY", "input.block.quiz.prompt")),
    ],
)
async def test_a_block_that_cannot_be_is_refused_where_it_is_wrong(
    courses: SubgraphUnderTest, block: dict[str, Any], refused: tuple[str, str]
) -> None:
    course = await begin_course(courses)
    lesson = await add_lesson(courses, course["id"])

    found = await refusals(courses, "addBlock", HANA, lessonId=lesson["id"], revision=1, block=block)

    assert refused in found


async def test_blocks_are_added_moved_written_again_and_thrown_away(courses: SubgraphUnderTest) -> None:
    course = await begin_course(courses)
    lesson = await add_lesson(courses, course["id"], text_block("a"), text_block("b"))
    selection = "lesson { revision blocks { id ... on TextBlock { markdown } } }"

    async def change(mutation: str, revision: int, **fields: Any) -> list[dict[str, Any]]:
        payload = await done(courses, mutation, selection, HANA, lessonId=lesson["id"], revision=revision, **fields)
        assert payload["lesson"]["revision"] == revision + 1
        blocks: list[dict[str, Any]] = payload["lesson"]["blocks"]
        return blocks

    added = await change("addBlock", 1, block=text_block("c"), position=2)
    moved = await change("reorderBlocks", 2, blockIds=[block["id"] for block in added[::-1]])
    again = await change("updateBlock", 3, blockId=moved[0]["id"], block=text_block("d"))
    left = await change("removeBlock", 4, blockId=moved[1]["id"])

    assert [block["markdown"] for block in added] == ["a", "c", "b"]
    assert [block["markdown"] for block in moved] == ["b", "c", "a"]
    assert [block["markdown"] for block in again] == ["d", "c", "a"]
    assert again[0]["id"] == moved[0]["id"]
    assert [block["markdown"] for block in left] == ["d", "a"]


async def test_a_new_order_names_everything_once(courses: SubgraphUnderTest) -> None:
    course = await begin_course(courses)
    one = await add_lesson(courses, course["id"], text_block("a"), text_block("b"))
    two = await add_lesson(courses, course["id"], title="Two")
    first, second = (block["id"] for block in one["blocks"])
    here = {"courseId": course["id"], "revision": 3}

    for wrong in ([first], [first, first], [first, second, str(uuid4())]):
        fields = {"lessonId": one["id"], "revision": 1, "blockIds": wrong}
        assert await refusals(courses, "reorderBlocks", HANA, **fields) == [("ORDER_IS_INCOMPLETE", "input.blockIds")]
    assert await refusals(courses, "reorderLessons", HANA, **here, lessonIds=[one["id"]]) == [
        ("ORDER_IS_INCOMPLETE", "input.lessonIds")
    ]
    await done(courses, "reorderLessons", "course { id }", HANA, **here, lessonIds=[two["id"], one["id"]])
    assert [lesson["title"] for lesson in (await draft_of(courses, course["id"]))["lessons"]] == ["Two", "One"]


async def test_a_lesson_that_was_taken_out_can_be_put_back(courses: SubgraphUnderTest) -> None:
    course = await begin_course(courses)
    one = await add_lesson(courses, course["id"])
    await add_lesson(courses, course["id"], title="Two")

    await done(courses, "deleteLesson", "lesson { isDeleted }", HANA, lessonId=one["id"], revision=1)
    without = (await draft_of(courses, course["id"]))["lessons"]
    await done(courses, "restoreLesson", "lesson { id }", HANA, lessonId=one["id"])
    with_it = (await draft_of(courses, course["id"]))["lessons"]

    assert [lesson["title"] for lesson in without] == ["Two"]
    assert [lesson["title"] for lesson in with_it] == ["Two", "One"]


async def test_lessons_that_require_each_other_are_refused_with_their_names(courses: SubgraphUnderTest) -> None:
    course = await begin_course(courses)
    one, two, three = [await add_lesson(courses, course["id"], title=title) for title in ("One", "Two", "Three")]
    for later, earlier in ((two, one), (three, two)):
        fields = {"lessonId": later["id"], "revision": 1, "lessonIds": [earlier["id"]]}
        await done(courses, "setLessonPrerequisites", "lesson { id }", HANA, **fields)

    fields = {"lessonId": one["id"], "revision": 1, "lessonIds": [three["id"]]}
    payload = await send(courses, "setLessonPrerequisites", "lesson { id }", HANA, **fields)

    (error,) = payload["userErrors"]
    assert error["code"] == "PREREQUISITES_HAVE_A_CYCLE"
    assert "One → Three → Two → One" in error["message"]


async def test_courses_that_require_each_other_are_refused_with_their_names(courses: SubgraphUnderTest) -> None:
    ids = [(await begin_course(courses, title=title))["id"] for title in ("One", "Two", "Three")]
    one, two, three = ids

    async def require(course_id: str, *required: str) -> list[dict[str, Any]]:
        revision = await revision_of(courses, course_id)
        fields = {"courseId": course_id, "revision": revision, "courseIds": list(required)}
        payload = await send(courses, "setCoursePrerequisites", "course { id }", HANA, **fields)
        errors: list[dict[str, Any]] = payload["userErrors"]
        return errors

    assert await require(two, one) == []
    assert await require(three, two) == []
    (circle,) = await require(one, three)
    (itself,) = await require(one, one)

    assert circle["message"].endswith("One → Three → Two → One.")
    assert itself["message"].endswith("One → One.")


async def test_a_published_cycle_is_refused_though_no_draft_shows_it(courses: SubgraphUnderTest) -> None:
    one, _ = await published_course(courses, title="One")
    two, _ = await published_course(courses, title="Two")

    async def require(course_id: str, *required: str) -> None:
        revision = await revision_of(courses, course_id)
        fields = {"courseId": course_id, "revision": revision, "courseIds": list(required)}
        await done(courses, "setCoursePrerequisites", "course { id }", HANA, **fields)

    await require(two, one)
    await bring_out(courses, two)
    await require(two)
    await require(one, two)
    review_id = await submit(courses, one)
    await done(courses, "approveCourse", "review { id }", KEN, reviewId=review_id)

    assert await refusals(courses, "publishCourse", HANA, courseId=one) == [
        ("PREREQUISITES_HAVE_A_CYCLE", "input.courseIds")
    ]


async def test_a_course_cannot_require_what_its_author_may_not_know_of(courses: SubgraphUnderTest) -> None:
    await join(courses, KEN, OrganizationRole.TUTOR)
    await join(courses, HANA, OrganizationRole.TUTOR)
    secret = await begin_course(courses, KEN, organizationId=str(SCHOOL))
    strange = await begin_course(courses, KEN)
    mine = await begin_course(courses)

    found = await refusals(
        courses,
        "setCoursePrerequisites",
        HANA,
        courseId=mine["id"],
        revision=1,
        courseIds=[secret["id"], strange["id"], str(uuid4())],
    )

    assert found == [("PREREQUISITE_IS_UNKNOWN", f"input.courseIds.{index}") for index in range(3)]


async def test_tutors_of_an_organization_write_its_courses_together(courses: SubgraphUnderTest) -> None:
    await join(courses, HANA, OrganizationRole.ADMIN)
    await join(courses, KEN, OrganizationRole.TUTOR)
    course = await begin_course(courses, organizationId=str(SCHOOL))

    await done(courses, "updateCourse", f"course {{ {COURSE} }}", KEN, courseId=course["id"], revision=1, title="Ours")

    listed = await courses.data("{ authoredCourses { totalCount edges { node { title } } } }", caller=KEN)
    assert listed["authoredCourses"] == {"totalCount": 1, "edges": [{"node": {"title": "Ours"}}]}


async def test_a_deleted_course_is_gone_until_it_is_restored(courses: SubgraphUnderTest) -> None:
    course_id, _ = await published_course(courses)
    seen = "query ($id: ID!) { course(id: $id) { title } courses { totalCount } }"

    await done(courses, "deleteCourse", "course { draft { deletedAt } }", HANA, courseId=course_id)
    gone = await courses.data(seen, {"id": course_id}, caller=AIKO)
    deleted = await courses.data("{ authoredCourses(filter: {isDeleted: true}) { totalCount } }", caller=HANA)
    await done(courses, "restoreCourse", "course { id }", HANA, courseId=course_id)
    back = await courses.data(seen, {"id": course_id}, caller=AIKO)

    assert gone == {"course": None, "courses": {"totalCount": 0}}
    assert deleted["authoredCourses"]["totalCount"] == 1
    assert back == {"course": {"title": "Cats"}, "courses": {"totalCount": 1}}
    assert [event.event_type for event in await courses.announced()][-2:] == ["CourseDeleted", "CourseRestored"]
