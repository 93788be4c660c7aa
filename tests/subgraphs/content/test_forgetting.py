from datetime import timedelta

from sqlalchemy import func, select
from sqlmodel import col

from subgraphs.content.models.comments import CommentRow
from subgraphs.content.models.courses import CourseRow, LessonVersionRow
from subgraphs.content.models.enrollments import EnrollmentRow
from tests.subgraphs.content.authoring import AIKO, HANA, done, error_code, published_course
from tests.support.subgraphs import MovableClock, SubgraphUnderTest


async def counts(courses: SubgraphUnderTest) -> list[int]:
    async with courses.subgraph.database.read() as session:
        tables = (CourseRow, LessonVersionRow, EnrollmentRow, CommentRow)
        return [(await session.execute(select(func.count()).select_from(table))).scalar_one() for table in tables]


async def test_a_deleted_course_is_forgotten_with_all_that_hangs_on_it(
    courses: SubgraphUnderTest, clock: MovableClock
) -> None:
    course_id, (lesson,) = await published_course(courses)
    await done(courses, "enrollInCourse", "enrollment { version }", AIKO, courseId=course_id)
    await done(courses, "createComment", "comment { id }", AIKO, lessonId=lesson["id"], text="Nice.")
    await done(courses, "deleteCourse", "course { id }", HANA, courseId=course_id)

    clock.now += timedelta(days=29)
    await courses.subgraph.jobs.drain()
    kept = await counts(courses)
    clock.now += timedelta(days=2)
    await courses.subgraph.jobs.drain()

    assert kept == [1, 1, 1, 1]
    assert await counts(courses) == [0, 0, 0, 0]
    assert await error_code(courses, "restoreCourse", HANA, courseId=course_id) == "NOT_FOUND"


async def test_the_text_of_a_deleted_comment_is_forgotten_and_its_answers_stay(
    courses: SubgraphUnderTest, clock: MovableClock
) -> None:
    _, (lesson,) = await published_course(courses)
    here = {"lessonId": lesson["id"]}
    made = await done(courses, "createComment", "comment { id }", AIKO, **here, text="Nice.")
    comment_id = made["comment"]["id"]
    await done(courses, "createComment", "comment { id }", AIKO, **here, text="Yes.", parentId=comment_id)
    await done(courses, "deleteComment", "comment { id }", AIKO, commentId=comment_id)

    for _ in range(2):
        clock.now += timedelta(days=4)
        await courses.subgraph.jobs.drain()

    async with courses.subgraph.database.read() as session:
        statement = select(col(CommentRow.text), col(CommentRow.author_id)).order_by(col(CommentRow.depth))
        rows = (await session.execute(statement)).all()
    assert [tuple(row) for row in rows] == [("", None), ("Yes.", AIKO.user_id)]
