"""What two people do at the same moment."""

import asyncio
from collections.abc import Iterable
from typing import Any

from tests.subgraphs.content.authoring import (
    AIKO,
    HANA,
    KEN,
    begin_course,
    done,
    published_course,
    send,
    submit,
    tutor,
)
from tests.support.subgraphs import SubgraphUnderTest


def codes(payloads: Iterable[dict[str, Any]]) -> list[str]:
    return sorted(error["code"] for payload in payloads for error in payload["userErrors"])


async def test_of_two_changes_to_one_revision_one_is_refused(courses: SubgraphUnderTest) -> None:
    course = await begin_course(courses)
    fields = {"courseId": course["id"], "revision": 1}

    payloads = await asyncio.gather(
        *(send(courses, "updateCourse", "course { id }", HANA, **fields, title=title) for title in ("Dogs", "Birds"))
    )

    assert codes(payloads) == ["REVISION_IS_STALE"]


async def test_two_edges_that_make_a_cycle_together_are_not_both_taken(courses: SubgraphUnderTest) -> None:
    one, two = [(await begin_course(courses, title=title))["id"] for title in ("One", "Two")]

    payloads = await asyncio.gather(
        *(
            send(courses, "setCoursePrerequisites", "course { id }", HANA, courseId=a, revision=1, courseIds=[b])
            for a, b in ((one, two), (two, one))
        )
    )

    assert codes(payloads) == ["PREREQUISITES_HAVE_A_CYCLE"]


async def test_of_two_decisions_about_one_review_one_counts(courses: SubgraphUnderTest) -> None:
    course_id, _ = await published_course(courses)
    await done(courses, "updateCourse", "course { id }", HANA, courseId=course_id, revision=2, title="Dogs")
    review_id = await submit(courses, course_id)

    payloads = await asyncio.gather(
        send(courses, "approveCourse", "review { id }", KEN, reviewId=review_id),
        send(courses, "requestCourseChanges", "review { id }", tutor("mika"), reviewId=review_id, message="No."),
    )

    assert codes(payloads) == ["COURSE_STATE_IS_WRONG"]


async def test_who_begins_a_lesson_on_two_devices_begins_it_once(courses: SubgraphUnderTest) -> None:
    course_id, (lesson,) = await published_course(courses)
    for mutation, fields in (
        ("enrollInCourse", {"courseId": course_id}),
        ("completeLesson", {"lessonId": lesson["id"]}),
    ):
        payloads = await asyncio.gather(*(send(courses, mutation, "__typename", AIKO, **fields) for _ in range(3)))
        assert codes(payloads) == []

    events = [event.event_type for event in await courses.announced() if event.key == str(AIKO.user_id)]
    assert events == ["CourseEnrolled", "LessonStarted", "LessonCompleted", "CourseCompleted"]
