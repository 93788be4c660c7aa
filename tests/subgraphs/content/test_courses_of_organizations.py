from subgraphs.content.models.organizations import OrganizationRole
from subgraphs.content.repository.organizations import OrganizationRepository
from tests.subgraphs.content.authoring import AIKO, BEN, HANA, SCHOOL, done, error_code, join, published_course, tutor
from tests.support.subgraphs import SubgraphUnderTest

SEEN = """query ($course: ID!, $lesson: ID!) {
  course(id: $course) { title } lesson(id: $lesson) { title } courses { totalCount edges { node { title } } }
}"""
SHOWN = {
    "course": {"title": "Cats"},
    "lesson": {"title": "One"},
    "courses": {"totalCount": 1, "edges": [{"node": {"title": "Cats"}}]},
}
HIDDEN = {"course": None, "lesson": None, "courses": {"totalCount": 0, "edges": []}}


async def a_schools_course(courses: SubgraphUnderTest) -> dict[str, str]:
    """Written by Hana, reviewed by Mika. Aiko is a member, Ben is not."""
    mika = tutor("mika")
    for who, role in ((HANA, OrganizationRole.TUTOR), (mika, OrganizationRole.ADMIN), (AIKO, OrganizationRole.MEMBER)):
        await join(courses, who, role)
    course_id, (lesson,) = await published_course(courses, reviewer=mika, organizationId=str(SCHOOL))
    return {"course": course_id, "lesson": lesson["id"]}


async def test_an_organizations_course_exists_for_its_members_only(courses: SubgraphUnderTest) -> None:
    ids = await a_schools_course(courses)

    assert await courses.data(SEEN, ids, caller=AIKO) == SHOWN
    for stranger in (BEN, tutor("strange"), None):
        assert await courses.data(SEEN, ids, caller=stranger) == HIDDEN


async def test_nobody_outside_takes_it_or_talks_about_it(courses: SubgraphUnderTest) -> None:
    ids = await a_schools_course(courses)
    said = {"lessonId": ids["lesson"], "text": "x"}

    assert await error_code(courses, "enrollInCourse", BEN, courseId=ids["course"]) == "NOT_FOUND"
    assert await error_code(courses, "startLesson", BEN, lessonId=ids["lesson"]) == "NOT_FOUND"
    assert await error_code(courses, "createComment", BEN, **said) == "NOT_FOUND"
    made = await done(courses, "createComment", "comment { id }", AIKO, **said)
    report = {"commentId": made["comment"]["id"], "reason": "SPAM"}
    assert await error_code(courses, "reportComment", BEN, **report) == "NOT_FOUND"


async def test_a_member_learns_and_does_not_write(courses: SubgraphUnderTest) -> None:
    ids = await a_schools_course(courses)
    member = tutor("member")
    await join(courses, member, OrganizationRole.MEMBER)

    assert await error_code(courses, "updateCourse", member, courseId=ids["course"], revision=2) == "FORBIDDEN"
    await done(courses, "enrollInCourse", "enrollment { version }", member, courseId=ids["course"])


async def test_who_leaves_an_organization_leaves_its_courses(courses: SubgraphUnderTest) -> None:
    ids = await a_schools_course(courses)
    await done(courses, "enrollInCourse", "enrollment { version }", AIKO, courseId=ids["course"])
    async with courses.subgraph.transactions.begin() as work:
        for who in (AIKO, HANA):
            await OrganizationRepository(work.session).remove_member(SCHOOL, who.user_id)

    assert await courses.data(SEEN, ids, caller=AIKO) == HIDDEN
    assert await courses.data(SEEN, ids, caller=HANA) == HIDDEN
    assert await error_code(courses, "completeLesson", AIKO, lessonId=ids["lesson"]) == "NOT_FOUND"
    assert await error_code(courses, "deleteCourse", HANA, courseId=ids["course"]) == "NOT_FOUND"
