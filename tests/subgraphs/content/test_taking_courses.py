from typing import Any

import pytest

from subgraphs.shared.database import count_statements
from tests.subgraphs.content.authoring import (
    AIKO,
    BEN,
    HANA,
    KEN,
    add_lesson,
    begin_course,
    bring_out,
    choice,
    done,
    error_code,
    published_course,
    refusals,
    revision_of,
    text_block,
)
from tests.support.subgraphs import SubgraphUnderTest

ORDERING = {
    "quiz": {"kind": "ORDERING", "prompt": "Say it is a cat.", "options": [{"text": t} for t in ("猫", "で", "す")]}
}
MATCHING = {
    "quiz": {
        "kind": "MATCHING",
        "prompt": "What is what?",
        "options": [{"text": "猫", "match": "cat"}, {"text": "犬", "match": "dog"}],
    }
}
TYPED = {"quiz": {"kind": "TYPED", "prompt": "How is 猫 read?", "accepted": ["ねこ", "neko"]}}
SEVERAL = {
    "quiz": {
        "kind": "MULTIPLE_CHOICE",
        "prompt": "Which purr?",
        "options": [{"text": "猫", "isRight": True}, {"text": "トラ", "isRight": True}, {"text": "犬"}],
    }
}
QUIZ = """query ($id: ID!) { lesson(id: $id) { blocks { ... on QuizBlock {
    id kind options { id text } matches { id text } record { attempts isRightAtFirst isRight }
    solution { options { text } pairs { option { text } match { text } } accepted explanation }
} } } }"""
VERDICT = "verdict { isCorrect attempt solution { options { text } pairs { match { text } } accepted } }"


async def enroll(courses: SubgraphUnderTest, course_id: str) -> None:
    await done(courses, "enrollInCourse", "enrollment { version }", AIKO, courseId=course_id)


async def quiz_of(courses: SubgraphUnderTest, lesson_id: str) -> dict[str, Any]:
    data = await courses.data(QUIZ, {"id": lesson_id}, caller=AIKO)
    quiz: dict[str, Any] = data["lesson"]["blocks"][0]
    return quiz


def ids_of(options: list[dict[str, Any]], *texts: str) -> list[str]:
    id_by_text = {option["text"]: option["id"] for option in options}
    return [id_by_text[text] for text in texts]


async def test_a_learner_keeps_the_version_that_they_began(courses: SubgraphUnderTest) -> None:
    course_id, (one,) = await published_course(courses, [text_block("old")])
    await enroll(courses, course_id)
    await done(courses, "updateLesson", "lesson { id }", HANA, lessonId=one["id"], revision=1, title="Uno")
    await add_lesson(courses, course_id, title="Two")
    await bring_out(courses, course_id)
    seen = """query ($id: ID!) { course(id: $id) {
        version newestVersion lessonCount lessons { title } enrollment { isOutdated lessonCount }
    } }"""

    mine = await courses.data(seen, {"id": course_id}, caller=AIKO)
    others = await courses.data(seen, {"id": course_id}, caller=BEN)

    assert mine["course"] == {
        "version": 1,
        "newestVersion": 2,
        "lessonCount": 1,
        "lessons": [{"title": "One"}],
        "enrollment": {"isOutdated": True, "lessonCount": 1},
    }
    assert [lesson["title"] for lesson in others["course"]["lessons"]] == ["Uno", "Two"]


async def test_moving_to_the_newest_version_keeps_what_is_still_there(courses: SubgraphUnderTest) -> None:
    course_id, (one, two) = await published_course(courses, [text_block()], [text_block()])
    await enroll(courses, course_id)
    for lesson in (one, two):
        await done(courses, "completeLesson", "lesson { id }", AIKO, lessonId=lesson["id"])
    await done(courses, "deleteLesson", "lesson { id }", HANA, lessonId=one["id"], revision=1)
    three = await add_lesson(courses, course_id, title="Three")
    await bring_out(courses, course_id)
    selection = """enrollment { version lessonCount completedLessonCount nextLesson { title } }
        keptLessonIds droppedLessonIds addedLessonIds"""

    moved = await done(courses, "moveToNewestVersion", selection, AIKO, courseId=course_id)
    again = await done(courses, "moveToNewestVersion", selection, AIKO, courseId=course_id)

    assert moved == {
        "enrollment": {"version": 2, "lessonCount": 2, "completedLessonCount": 1, "nextLesson": {"title": "Three"}},
        "keptLessonIds": [two["id"]],
        "droppedLessonIds": [one["id"]],
        "addedLessonIds": [three["id"]],
        "userErrors": [],
    }
    assert again["addedLessonIds"] == []


async def test_who_does_not_take_a_course_cannot_work_on_it(courses: SubgraphUnderTest) -> None:
    course_id, (one,) = await published_course(courses)

    assert await refusals(courses, "startLesson", AIKO, lessonId=one["id"]) == [("NOT_ENROLLED", "input.lessonId")]
    assert await refusals(courses, "moveToNewestVersion", AIKO, courseId=course_id) == [
        ("NOT_ENROLLED", "input.courseId")
    ]
    assert await error_code(courses, "enrollInCourse", None, courseId=course_id) == "UNAUTHENTICATED"


async def test_a_draft_is_not_taken(courses: SubgraphUnderTest) -> None:
    course = await begin_course(courses)
    lesson = await add_lesson(courses, course["id"])

    assert await error_code(courses, "enrollInCourse", AIKO, courseId=course["id"]) == "NOT_FOUND"
    assert await error_code(courses, "startLesson", AIKO, lessonId=lesson["id"]) == "NOT_FOUND"
    assert await courses.data(QUIZ, {"id": lesson["id"]}, caller=HANA) == {"lesson": None}


async def test_enrolling_twice_is_enrolling_once(courses: SubgraphUnderTest) -> None:
    course_id, _ = await published_course(courses)
    await enroll(courses, course_id)
    await enroll(courses, course_id)

    assert [event.event_type for event in await courses.announced()].count("CourseEnrolled") == 1


async def test_required_courses_come_first(courses: SubgraphUnderTest) -> None:
    easy, (lesson,) = await published_course(courses, title="Easy")
    hard = (await begin_course(courses, title="Hard"))["id"]
    await add_lesson(courses, hard)
    revision = await revision_of(courses, hard)
    fields = {"courseId": hard, "revision": revision, "courseIds": [easy]}
    await done(courses, "setCoursePrerequisites", "course { id }", HANA, **fields)
    await bring_out(courses, hard)

    assert await refusals(courses, "enrollInCourse", AIKO, courseId=hard) == [
        ("PREREQUISITES_ARE_OPEN", "input.courseId")
    ]
    await enroll(courses, easy)
    await done(courses, "completeLesson", "lesson { id }", AIKO, lessonId=lesson["id"])
    await enroll(courses, hard)


async def test_required_lessons_come_first(courses: SubgraphUnderTest) -> None:
    course = await begin_course(courses)
    one, two = [await add_lesson(courses, course["id"], title=title) for title in ("One", "Two")]
    fields = {"lessonId": two["id"], "revision": 1, "lessonIds": [one["id"]]}
    await done(courses, "setLessonPrerequisites", "lesson { id }", HANA, **fields)
    await bring_out(courses, course["id"])
    await enroll(courses, course["id"])
    seen = "query ($id: ID!) { course(id: $id) { lessons { isLocked prerequisites { title } } } }"

    locked = await courses.data(seen, {"id": course["id"]}, caller=AIKO)
    assert locked["course"]["lessons"] == [
        {"isLocked": False, "prerequisites": []},
        {"isLocked": True, "prerequisites": [{"title": "One"}]},
    ]
    assert await refusals(courses, "startLesson", AIKO, lessonId=two["id"]) == [
        ("PREREQUISITES_ARE_OPEN", "input.lessonId")
    ]
    await done(courses, "completeLesson", "lesson { id }", AIKO, lessonId=one["id"])
    await done(courses, "startLesson", "lesson { isLocked }", AIKO, lessonId=two["id"])


@pytest.mark.parametrize("block", [choice(), SEVERAL, TYPED, ORDERING, MATCHING])
async def test_nothing_of_the_solution_is_shown_before_an_answer(
    courses: SubgraphUnderTest, block: dict[str, Any]
) -> None:
    _, (lesson,) = await published_course(courses, [block])
    quiz = await quiz_of(courses, lesson["id"])

    assert quiz["solution"] is None
    assert quiz["record"] is None
    # The order comes from the ids, which come from the texts: neither knows what is right.
    assert quiz["options"] == sorted(quiz["options"], key=lambda option: option["id"]) or block is ORDERING
    assert [option["text"] for option in quiz["options"]] != ["猫", "で", "す"]
    assert quiz["matches"] == sorted(quiz["matches"], key=lambda match: match["id"])


@pytest.mark.parametrize(
    ("block", "chosen", "is_correct"),
    [
        (choice(), ["猫"], True),
        (choice(), ["犬"], False),
        (SEVERAL, ["トラ", "猫"], True),
        (SEVERAL, ["猫"], False),
        (SEVERAL, ["トラ", "猫", "犬"], False),
        (ORDERING, ["猫", "で", "す"], True),
        (ORDERING, ["で", "猫", "す"], False),
    ],
)
async def test_chosen_options_are_judged(
    courses: SubgraphUnderTest, block: dict[str, Any], chosen: list[str], is_correct: bool
) -> None:
    course_id, (lesson,) = await published_course(courses, [block])
    await enroll(courses, course_id)
    quiz = await quiz_of(courses, lesson["id"])
    fields = {"lessonId": lesson["id"], "blockId": quiz["id"], "optionIds": ids_of(quiz["options"], *chosen)}

    payload = await done(courses, "answerQuiz", VERDICT, AIKO, **fields)

    assert payload["verdict"]["isCorrect"] is is_correct
    assert (await quiz_of(courses, lesson["id"]))["solution"]["options"] == payload["verdict"]["solution"]["options"]


@pytest.mark.parametrize(
    ("text", "is_correct"), [("ねこ", True), (" NEKO. ", True), ("ｎｅｋｏ", True), ("いぬ", False), ("ネコ", False)]
)
async def test_typed_answers_are_judged_without_regard_to_case_and_width(
    courses: SubgraphUnderTest, text: str, is_correct: bool
) -> None:
    course_id, (lesson,) = await published_course(courses, [TYPED])
    await enroll(courses, course_id)
    fields = {"lessonId": lesson["id"], "blockId": lesson["blocks"][0]["id"], "text": text}

    payload = await done(courses, "answerQuiz", VERDICT, AIKO, **fields)

    assert payload["verdict"]["isCorrect"] is is_correct
    assert payload["verdict"]["solution"]["accepted"] == ["ねこ", "neko"]


@pytest.mark.parametrize(("matches", "is_correct"), [(["cat", "dog"], True), (["dog", "cat"], False)])
async def test_matches_are_judged(courses: SubgraphUnderTest, matches: list[str], is_correct: bool) -> None:
    course_id, (lesson,) = await published_course(courses, [MATCHING])
    await enroll(courses, course_id)
    quiz = await quiz_of(courses, lesson["id"])
    pairs = [
        {"optionId": option, "matchId": match}
        for option, match in zip(ids_of(quiz["options"], "猫", "犬"), ids_of(quiz["matches"], *matches), strict=True)
    ]

    fields = {"lessonId": lesson["id"], "blockId": quiz["id"], "pairs": pairs}
    payload = await done(courses, "answerQuiz", VERDICT, AIKO, **fields)

    assert payload["verdict"]["isCorrect"] is is_correct
    solved = (await quiz_of(courses, lesson["id"]))["solution"]["pairs"]
    assert solved == [
        {"option": {"text": "猫"}, "match": {"text": "cat"}},
        {"option": {"text": "犬"}, "match": {"text": "dog"}},
    ]


@pytest.mark.parametrize("answer", [{}, {"text": "猫"}, {"optionIds": ["nothing"]}, {"pairs": []}])
async def test_what_is_no_answer_to_the_quiz_is_refused_and_not_counted(
    courses: SubgraphUnderTest, answer: dict[str, Any]
) -> None:
    course_id, (lesson,) = await published_course(courses, [choice()])
    await enroll(courses, course_id)
    here = {"lessonId": lesson["id"], "blockId": lesson["blocks"][0]["id"]}

    assert await refusals(courses, "answerQuiz", AIKO, **here, **answer) == [("ANSWER_DOES_NOT_FIT", "input")]
    assert (await quiz_of(courses, lesson["id"]))["record"] is None


async def test_the_first_answer_scores_and_one_sent_twice_counts_once(courses: SubgraphUnderTest) -> None:
    course_id, (lesson,) = await published_course(courses, [TYPED])
    await enroll(courses, course_id)
    here = {"lessonId": lesson["id"], "blockId": lesson["blocks"][0]["id"]}
    for text, tap in (("いぬ", "tap 1"), ("いぬ", "tap 1"), ("ねこ", "tap 2")):
        await done(courses, "answerQuiz", VERDICT, AIKO, **here, text=text, clientMutationId=tap)

    quiz = await quiz_of(courses, lesson["id"])

    assert quiz["record"] == {"attempts": 2, "isRightAtFirst": False, "isRight": True}
    answered = [event for event in await courses.announced() if event.event_type == "QuizAnswered"]
    assert [(event.data["attempt"], event.data["isCorrect"]) for event in answered] == [(1, False), (2, True)]


async def test_a_lesson_is_completed_when_every_quiz_has_been_answered(courses: SubgraphUnderTest) -> None:
    course_id, (lesson,) = await published_course(courses, [TYPED, choice()])
    await enroll(courses, course_id)
    typed, chosen = lesson["blocks"]
    here = {"lessonId": lesson["id"]}
    await done(courses, "answerQuiz", VERDICT, AIKO, **here, blockId=typed["id"], text="ねこ")

    assert await refusals(courses, "completeLesson", AIKO, **here) == [("QUIZZES_ARE_OPEN", "input.lessonId")]
    options = (await courses.data(QUIZ, {"id": lesson["id"]}, caller=AIKO))["lesson"]["blocks"][1]["options"]
    await done(courses, "answerQuiz", VERDICT, AIKO, **here, blockId=chosen["id"], optionIds=ids_of(options, "犬"))
    selection = "lesson { progress { startedAt completedAt } } enrollment { completedAt completedLessonCount }"
    completed = await done(courses, "completeLesson", selection, AIKO, **here)
    await done(courses, "completeLesson", selection, AIKO, **here)

    at = "2026-03-02T09:00:00Z"
    assert completed["lesson"]["progress"] == {"startedAt": at, "completedAt": at}
    assert completed["enrollment"] == {"completedAt": at, "completedLessonCount": 1}
    events = [event for event in await courses.announced() if event.key == str(AIKO.user_id)]
    assert [event.event_type for event in events] == [
        *("CourseEnrolled", "LessonStarted", "QuizAnswered", "QuizAnswered", "LessonCompleted", "CourseCompleted")
    ]
    assert (events[4].data["quizCount"], events[4].data["rightAtFirst"]) == (2, 1)


async def test_who_began_a_deleted_course_reads_it_on(courses: SubgraphUnderTest) -> None:
    course_id, (lesson,) = await published_course(courses)
    await enroll(courses, course_id)
    await done(courses, "deleteCourse", "course { id }", HANA, courseId=course_id)
    seen = "query ($id: ID!) { lesson(id: $id) { title } }"

    assert await courses.data(seen, {"id": lesson["id"]}, caller=AIKO) == {"lesson": {"title": "One"}}
    assert await courses.data(seen, {"id": lesson["id"]}, caller=BEN) == {"lesson": None}
    assert await error_code(courses, "enrollInCourse", BEN, courseId=course_id) == "NOT_FOUND"


async def test_what_somebody_takes_is_shown_to_themselves(courses: SubgraphUnderTest) -> None:
    course_id, _ = await published_course(courses)
    await enroll(courses, course_id)
    person = [{"__typename": "User", "id": str(AIKO.user_id)}]
    selection = "... on User { enrollments { edges { node { version course { title } } } } }"

    mine = await courses.entities(person, selection, caller=AIKO)
    others = await courses.entities(person, selection, caller=BEN)

    edges = [{"node": {"version": 1, "course": {"title": "Cats"}}}]
    assert mine["data"]["_entities"] == [{"enrollments": {"edges": edges}}]
    assert others["errors"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_courses_are_listed_by_what_a_learner_looks_for(courses: SubgraphUnderTest) -> None:
    await published_course(courses, title="Cats", level="BEGINNER")
    await published_course(courses, title="Dogs", language="ko")
    await begin_course(courses, title="Drafted")

    async def titles(condition: str) -> list[str]:
        data = await courses.data(f"{{ courses(filter: {{{condition}}}) {{ edges {{ node {{ title }} }} }} }}")
        return [edge["node"]["title"] for edge in data["courses"]["edges"]]

    assert await titles("") == ["Dogs", "Cats"]
    assert await titles("level: BEGINNER") == ["Cats"]
    assert await titles('language: "ko"') == ["Dogs"]
    assert await titles(f'ownerId: "{HANA.user_id}", language: "ja"') == ["Cats"]
    assert await titles(f'ownerId: "{KEN.user_id}"') == []


async def test_pages_of_courses_put_together_are_the_list(courses: SubgraphUnderTest) -> None:
    for title in ("One", "Two", "Three"):
        await published_course(courses, title=title)
    query = """query ($after: String) { courses(first: 2, after: $after) {
        totalCount edges { node { title } } pageInfo { hasNextPage endCursor } } }"""

    first = (await courses.data(query))["courses"]
    second = (await courses.data(query, {"after": first["pageInfo"]["endCursor"]}))["courses"]

    assert [edge["node"]["title"] for edge in first["edges"] + second["edges"]] == ["Three", "Two", "One"]
    assert second["pageInfo"]["hasNextPage"] is False
    assert first["totalCount"] == 3


async def test_a_page_of_courses_costs_as_many_statements_as_one_course(courses: SubgraphUnderTest) -> None:
    for title in ("One", "Two", "Three"):
        course_id, _ = await published_course(courses, [text_block(), choice()], [TYPED], title=title)
        await enroll(courses, course_id)
    query = """query ($first: Int) { courses(first: $first) { edges { node {
        title prerequisites { title } enrollment { completedLessonCount nextLesson { title } }
        versions { edges { node { number } } }
        lessons { isLocked progress { startedAt } blocks {
            ... on QuizBlock { record { attempts } solution { accepted } }
        } }
    } } } }"""

    with count_statements() as one:
        await courses.data(query, {"first": 1}, caller=AIKO)
    with count_statements() as three:
        await courses.data(query, {"first": 3}, caller=AIKO)

    # courses, their views, versions, lessons, their blocks, answers
    assert len(one) == len(three) == 6


async def test_lessons_and_courses_are_resolved_in_batches(courses: SubgraphUnderTest) -> None:
    found = [await published_course(courses, title=title) for title in ("One", "Two", "Three")]
    representations = [{"__typename": "Course", "id": course_id} for course_id, _ in found]
    representations += [{"__typename": "Lesson", "id": lesson["id"]} for _, (lesson,) in found]
    representations += [{"__typename": "Lesson", "id": "unknown"}]

    with count_statements() as log:
        answer = await courses.entities(representations, "... on Course { title } ... on Lesson { position }")

    assert answer["data"]["_entities"][2:5] == [{"title": "Three"}, {"position": 1}, {"position": 1}]
    assert answer["data"]["_entities"][6] is None
    assert len(log) == 2
