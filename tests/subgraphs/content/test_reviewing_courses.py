from typing import Any

from subgraphs.content.models.organizations import OrganizationRole
from tests.subgraphs.content.authoring import (
    AIKO,
    HANA,
    KEN,
    SCHOOL,
    add_lesson,
    begin_course,
    bring_out,
    done,
    draft_of,
    error_code,
    join,
    published_course,
    refusals,
    revision_of,
    submit,
    text_block,
    tutor,
)
from tests.support.subgraphs import SubgraphUnderTest


async def begun(courses: SubgraphUnderTest) -> dict[str, Any]:
    course = await begin_course(courses)
    course["lesson"] = await add_lesson(courses, course["id"])
    return course


async def test_a_draft_without_anything_to_read_is_not_submitted(courses: SubgraphUnderTest) -> None:
    course = await begin_course(courses)
    nothing = await refusals(courses, "submitCourse", HANA, courseId=course["id"], revision=1)
    fields = {"courseId": course["id"], "revision": 1, "title": "Empty", "minutes": 5}
    await done(courses, "addLesson", "lesson { id }", HANA, **fields)

    assert nothing == [("COURSE_IS_EMPTY", "input.courseId")]
    assert await refusals(courses, "submitCourse", HANA, courseId=course["id"], revision=2) == nothing


async def test_what_is_in_review_does_not_change(courses: SubgraphUnderTest) -> None:
    course = await begun(courses)
    await submit(courses, course["id"])
    fields = {"lessonId": course["lesson"]["id"], "revision": 1, "block": text_block()}

    assert await refusals(courses, "addBlock", HANA, **fields) == [("COURSE_IS_LOCKED", "")]
    await done(courses, "withdrawCourse", "course { id }", HANA, courseId=course["id"])
    await done(courses, "addBlock", "lesson { id }", HANA, **fields)


async def test_nobody_reviews_their_own_work(courses: SubgraphUnderTest) -> None:
    course = await begun(courses)
    review_id = await submit(courses, course["id"])

    for mutation in ("approveCourse", "requestCourseChanges"):
        fields = {"reviewId": review_id, "message": "Fine"}
        assert await refusals(courses, mutation, HANA, **fields) == [("WORK_IS_YOUR_OWN", "input.reviewId")]


async def test_who_helped_to_write_does_not_review(courses: SubgraphUnderTest) -> None:
    await join(courses, HANA, OrganizationRole.ADMIN)
    await join(courses, KEN, OrganizationRole.TUTOR)
    course = await begin_course(courses, organizationId=str(SCHOOL))
    await add_lesson(courses, course["id"], caller=KEN)
    review_id = await submit(courses, course["id"])

    assert await refusals(courses, "approveCourse", KEN, reviewId=review_id) == [("WORK_IS_YOUR_OWN", "input.reviewId")]


async def test_reviews_are_for_reviewers(courses: SubgraphUnderTest) -> None:
    course = await begun(courses)
    review_id = await submit(courses, course["id"])

    assert await error_code(courses, "approveCourse", AIKO, reviewId=review_id) == "FORBIDDEN"
    assert await error_code(courses, "approveCourse", KEN, reviewId=course["id"]) == "NOT_FOUND"


async def test_an_organizations_draft_is_reviewed_inside(courses: SubgraphUnderTest) -> None:
    await join(courses, HANA, OrganizationRole.TUTOR)
    mika = tutor("mika")
    await join(courses, mika, OrganizationRole.TUTOR)
    course = await begin_course(courses, organizationId=str(SCHOOL))
    await add_lesson(courses, course["id"])
    review_id = await submit(courses, course["id"])
    queue = "{ pendingCourseReviews { edges { node { id course { title } } } } }"

    outside = await courses.data(queue, caller=KEN)
    inside = await courses.data(queue, caller=mika)

    assert outside["pendingCourseReviews"]["edges"] == []
    assert inside["pendingCourseReviews"]["edges"] == [{"node": {"id": review_id, "course": {"title": "Cats"}}}]
    assert await error_code(courses, "approveCourse", KEN, reviewId=review_id) == "NOT_FOUND"


async def test_a_reviewer_reads_the_draft_and_says_what_should_change(courses: SubgraphUnderTest) -> None:
    course = await begun(courses)
    lesson, review_id = course["lesson"], await submit(courses, course["id"])
    comment = {"text": "Say more.", "lessonId": lesson["id"], "blockId": lesson["blocks"][0]["id"]}

    read = await draft_of(courses, course["id"], KEN)
    fields = {"reviewId": review_id, "comments": [comment]}
    await done(courses, "requestCourseChanges", "review { id }", KEN, **fields)
    seen = await courses.data(
        """query ($id: ID!) { course(id: $id) { draft { state reviews { edges { node {
            state reviewer { id } comments { text lessonId blockId } } } } } } }""",
        {"id": course["id"]},
        caller=HANA,
    )

    assert read["lessons"][0]["id"] == lesson["id"]
    assert seen["course"]["draft"] == {
        "state": "CHANGES_REQUESTED",
        "reviews": {
            "edges": [
                {
                    "node": {
                        "state": "CHANGES_REQUESTED",
                        "reviewer": {"id": str(KEN.user_id)},
                        "comments": [comment],
                    }
                }
            ]
        },
    }


async def test_asking_for_changes_says_which(courses: SubgraphUnderTest) -> None:
    course = await begun(courses)
    review_id = await submit(courses, course["id"])

    assert await refusals(courses, "requestCourseChanges", KEN, reviewId=review_id) == [
        ("TEXT_IS_EMPTY", "input.message")
    ]


async def test_a_review_is_decided_once(courses: SubgraphUnderTest) -> None:
    course = await begun(courses)
    review_id = await submit(courses, course["id"])
    await done(courses, "approveCourse", "review { id }", KEN, reviewId=review_id)

    assert await refusals(courses, "approveCourse", KEN, reviewId=review_id) == [
        ("COURSE_STATE_IS_WRONG", "input.reviewId")
    ]


async def test_only_what_was_approved_is_published(courses: SubgraphUnderTest) -> None:
    course = await begun(courses)
    refused = [("COURSE_STATE_IS_WRONG", "input.courseId")]

    assert await refusals(courses, "publishCourse", HANA, courseId=course["id"]) == refused
    await submit(courses, course["id"])
    assert await refusals(courses, "publishCourse", HANA, courseId=course["id"]) == refused
    await done(courses, "withdrawCourse", "course { id }", HANA, courseId=course["id"])
    await bring_out(courses, course["id"])
    assert await refusals(courses, "publishCourse", HANA, courseId=course["id"]) == refused


async def test_an_approval_does_not_outlive_a_change(courses: SubgraphUnderTest) -> None:
    course = await begun(courses)
    review_id = await submit(courses, course["id"])
    await done(courses, "approveCourse", "review { id }", KEN, reviewId=review_id)
    await done(courses, "withdrawCourse", "course { id }", HANA, courseId=course["id"])
    await done(courses, "updateCourse", "course { id }", HANA, courseId=course["id"], revision=2, title="Dogs")

    assert await refusals(courses, "publishCourse", HANA, courseId=course["id"]) == [
        ("COURSE_STATE_IS_WRONG", "input.courseId")
    ]


async def test_a_publication_is_announced_with_its_lessons(courses: SubgraphUnderTest) -> None:
    course_id, (one, two) = await published_course(courses, [text_block()], [text_block()])
    await done(courses, "deleteLesson", "lesson { id }", HANA, lessonId=one["id"], revision=1)
    before = len(await courses.announced())
    await bring_out(courses, course_id)

    events = await courses.announced()
    assert [event.event_type for event in events[:before]] == [
        *("CourseSubmitted", "CourseReviewed", "CoursePublished", "LessonPublished", "LessonPublished")
    ]
    published = next(event for event in events[before:] if event.event_type == "CoursePublished")
    assert published.data["courseVersion"] == 2
    assert published.data["lessonIds"] == [two["id"]]
    assert events[-1].event_type == "LessonWithdrawn"
    assert events[-1].data["lessonId"] == one["id"]


async def test_a_version_that_was_published_can_be_gone_back_to(courses: SubgraphUnderTest) -> None:
    course_id, (one,) = await published_course(courses, [text_block("first")])
    await done(courses, "deleteLesson", "lesson { id }", HANA, lessonId=one["id"], revision=1)
    await add_lesson(courses, course_id, title="Other")
    await bring_out(courses, course_id)
    fields = {"courseId": course_id, "revision": await revision_of(courses, course_id)}

    assert await refusals(courses, "restoreCourseVersion", HANA, **fields, version=3) == [
        ("VERSION_IS_UNKNOWN", "input.version")
    ]
    await done(courses, "restoreCourseVersion", "course { id }", HANA, **fields, version=1)
    draft = await draft_of(courses, course_id)
    await bring_out(courses, course_id)
    seen = await courses.data(
        "query ($id: ID!) { course(id: $id) { versions { edges { node { number } } } lessons { id title } } }",
        {"id": course_id},
    )

    assert draft["state"] == "DRAFT"
    assert [lesson["id"] for lesson in draft["lessons"]] == [one["id"]]
    assert [edge["node"]["number"] for edge in seen["course"]["versions"]["edges"]] == [3, 2, 1]
    assert seen["course"]["lessons"] == [{"id": one["id"], "title": "One"}]
