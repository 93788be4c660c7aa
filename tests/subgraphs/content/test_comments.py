from datetime import timedelta
from typing import Any

import pytest

from subgraphs.content.repository.people import PeopleRepository
from subgraphs.shared.caller import Caller
from tests.subgraphs.content.authoring import (
    AIKO,
    BEN,
    HANA,
    done,
    error_code,
    learner,
    moderator,
    published_course,
    refusals,
)
from tests.support.subgraphs import MovableClock, SubgraphUnderTest

MODERATOR = moderator("mori")
COMMENT = "comment { id revision text state depth replyCount isDeleted author { id } parentless: subjectId }"
THREADS = """query ($id: ID!) { lesson(id: $id) { comments { totalCount edges { node {
    id text state isDeleted author { id } replyCount replies { edges { node { text depth } } }
} } } } }"""


@pytest.fixture
async def lesson_id(courses: SubgraphUnderTest) -> str:
    _, (lesson,) = await published_course(courses)
    found: str = lesson["id"]
    return found


async def say(
    courses: SubgraphUnderTest, lesson_id: str, text: str = "Nice.", who: Caller = AIKO, **fields: Any
) -> dict[str, Any]:
    payload = await done(courses, "createComment", COMMENT, who, lessonId=lesson_id, text=text, **fields)
    comment: dict[str, Any] = payload["comment"]
    return comment


async def threads(courses: SubgraphUnderTest, lesson_id: str, who: Caller | None = BEN) -> dict[str, Any]:
    found: dict[str, Any] = (await courses.data(THREADS, {"id": lesson_id}, caller=who))["lesson"]["comments"]
    return found


async def texts(courses: SubgraphUnderTest, lesson_id: str, who: Caller | None = BEN) -> list[str | None]:
    return [edge["node"]["text"] for edge in (await threads(courses, lesson_id, who))["edges"]]


async def test_comments_stand_newest_first_and_answers_in_order(courses: SubgraphUnderTest, lesson_id: str) -> None:
    first = await say(courses, lesson_id, "First.")
    await say(courses, lesson_id, "Second.", BEN)
    for text in ("Yes.", "No."):
        await say(courses, lesson_id, text, BEN, parentId=first["id"])

    found = await threads(courses, lesson_id, None)

    assert found["totalCount"] == 4
    assert [edge["node"]["text"] for edge in found["edges"]] == ["Second.", "First."]
    assert found["edges"][1]["node"]["replyCount"] == 2
    assert [edge["node"] for edge in found["edges"][1]["node"]["replies"]["edges"]] == [
        {"text": "Yes.", "depth": 1},
        {"text": "No.", "depth": 1},
    ]


async def test_threads_go_so_deep_and_no_deeper(courses: SubgraphUnderTest, lesson_id: str) -> None:
    parent = None
    depths = []
    for _ in range(8):
        comment = await say(courses, lesson_id, **({"parentId": parent} if parent else {}))
        parent = comment["id"]
        depths.append(comment["depth"])

    assert depths == [0, 1, 2, 3, 4, 5, 5, 5]


async def test_a_comment_tells_whom_it_answers(courses: SubgraphUnderTest, lesson_id: str) -> None:
    first = await say(courses, lesson_id, "First.")
    await say(courses, lesson_id, "Yes.", BEN, parentId=first["id"], clientMutationId="tap")
    again = await say(courses, lesson_id, "Yes.", BEN, parentId=first["id"], clientMutationId="tap")

    created = [event for event in await courses.announced() if event.event_type == "CommentCreated"]
    assert [event.data["parentAuthorId"] for event in created] == [None, str(AIKO.user_id)]
    assert created[1].data["commentId"] == again["id"]
    assert created[1].key == lesson_id


async def test_what_one_cannot_read_one_cannot_talk_about(courses: SubgraphUnderTest, lesson_id: str) -> None:
    unknown = str(HANA.user_id)

    assert await error_code(courses, "createComment", AIKO, lessonId=unknown, text="x") == "NOT_FOUND"
    assert await error_code(courses, "createComment", AIKO, episodeId=lesson_id, text="x") == "NOT_FOUND"
    assert await error_code(courses, "createComment", None, lessonId=lesson_id, text="x") == "UNAUTHENTICATED"
    assert await refusals(courses, "createComment", AIKO, text="x") == [("SUBJECT_IS_UNCLEAR", "input")]
    assert await refusals(courses, "createComment", AIKO, lessonId=lesson_id, text=" ") == [
        ("TEXT_IS_EMPTY", "input.text")
    ]
    assert await refusals(courses, "createComment", AIKO, lessonId=lesson_id, text="x", parentId=unknown) == [
        ("PARENT_IS_UNKNOWN", "input.parentId")
    ]


async def test_only_its_author_changes_a_comment(courses: SubgraphUnderTest, lesson_id: str) -> None:
    comment = await say(courses, lesson_id)
    here = {"commentId": comment["id"], "text": "Better."}

    assert await error_code(courses, "editComment", BEN, **here, revision=1) == "NOT_FOUND"
    assert await error_code(courses, "deleteComment", BEN, commentId=comment["id"]) == "NOT_FOUND"
    edited = await done(courses, "editComment", "comment { text revision editedAt }", AIKO, **here, revision=1)
    assert edited["comment"] == {"text": "Better.", "revision": 2, "editedAt": "2026-03-02T09:00:00Z"}
    assert await refusals(courses, "editComment", AIKO, **here, revision=1) == [("REVISION_IS_STALE", "input.revision")]


async def test_a_deleted_comment_stands_for_its_answers_and_comes_back(
    courses: SubgraphUnderTest, lesson_id: str
) -> None:
    comment = await say(courses, lesson_id, "First.")
    await say(courses, lesson_id, "Yes.", BEN, parentId=comment["id"])
    await done(courses, "deleteComment", "comment { isDeleted }", AIKO, commentId=comment["id"])

    (edge,) = (await threads(courses, lesson_id))["edges"]
    assert (edge["node"]["text"], edge["node"]["author"], edge["node"]["isDeleted"]) == (None, None, True)
    assert edge["node"]["replies"]["edges"] == [{"node": {"text": "Yes.", "depth": 1}}]
    fields = {"lessonId": lesson_id, "text": "x", "parentId": comment["id"]}
    assert await refusals(courses, "createComment", BEN, **fields) == [("COMMENT_IS_CLOSED", "input.parentId")]

    await done(courses, "restoreComment", "comment { id }", AIKO, commentId=comment["id"])
    assert await texts(courses, lesson_id) == ["First."]


async def test_a_deleted_comment_comes_back_in_time_only(
    courses: SubgraphUnderTest, lesson_id: str, clock: MovableClock
) -> None:
    comment = await say(courses, lesson_id)
    await done(courses, "deleteComment", "comment { id }", AIKO, commentId=comment["id"])
    clock.now += timedelta(days=8)

    assert await refusals(courses, "restoreComment", AIKO, commentId=comment["id"]) == [
        ("TIME_IS_OVER", "input.commentId")
    ]
    assert await texts(courses, lesson_id) == []


async def test_who_writes_too_much_waits(courses: SubgraphUnderTest, lesson_id: str, clock: MovableClock) -> None:
    for number in range(10):
        await say(courses, lesson_id, f"{number}")

    assert await error_code(courses, "createComment", AIKO, lessonId=lesson_id, text="x") == "RATE_LIMITED"
    await say(courses, lesson_id, "I may.", BEN)
    clock.now += timedelta(minutes=11)
    await say(courses, lesson_id, "Again.")


async def test_enough_reports_hide_a_comment_until_somebody_looks(courses: SubgraphUnderTest, lesson_id: str) -> None:
    comment = await say(courses, lesson_id, "Bad.")
    report = {"commentId": comment["id"], "reason": "ABUSE", "details": "Look."}
    queue = """{ commentsToModerate { edges { node { text state reports { reason details } } } } }"""

    for who in (BEN, BEN, learner("chie")):
        await done(courses, "reportComment", "isReported", who, **report)
    assert await texts(courses, lesson_id, None) == ["Bad."]
    await done(courses, "reportComment", "isReported", learner("dai"), **report)
    waiting = (await courses.data(queue, caller=MODERATOR))["commentsToModerate"]["edges"]

    assert await texts(courses, lesson_id, None) == []
    assert await texts(courses, lesson_id, AIKO) == ["Bad."]
    assert waiting == [
        {"node": {"text": "Bad.", "state": "PENDING", "reports": [{"reason": "ABUSE", "details": "Look."}] * 3}}
    ]
    fields = {"commentId": comment["id"], "state": "VISIBLE"}
    await done(courses, "moderateComment", "comment { state }", MODERATOR, **fields)
    assert await texts(courses, lesson_id, None) == ["Bad."]
    assert (await courses.data(queue, caller=MODERATOR))["commentsToModerate"]["edges"] == []
    moderated = [event.data for event in await courses.announced() if event.event_type == "CommentModerated"]
    assert [(data["state"], data["moderatorId"]) for data in moderated] == [
        ("PENDING", None),
        ("VISIBLE", str(MODERATOR.user_id)),
    ]


async def test_nobody_reports_themselves_or_what_they_do_not_see(courses: SubgraphUnderTest, lesson_id: str) -> None:
    comment = await say(courses, lesson_id)
    report = {"commentId": comment["id"], "reason": "SPAM"}

    assert await refusals(courses, "reportComment", AIKO, **report) == [("WORK_IS_YOUR_OWN", "input.commentId")]
    fields = {"commentId": comment["id"], "state": "HIDDEN", "reason": "Advertisement."}
    await done(courses, "moderateComment", "comment { id }", MODERATOR, **fields)
    assert await error_code(courses, "reportComment", BEN, **report) == "NOT_FOUND"


@pytest.mark.parametrize(("state", "may_edit"), [("HIDDEN", True), ("REMOVED", False)])
async def test_a_decision_has_a_reason_that_its_author_reads(
    courses: SubgraphUnderTest, lesson_id: str, state: str, may_edit: bool
) -> None:
    comment = await say(courses, lesson_id)
    here = {"commentId": comment["id"], "state": state}
    decisions = """query ($id: ID!) { lesson(id: $id) { comments { edges { node { moderations { edges { node {
        stateBefore stateAfter reason moderator { id } } } } } } } } }"""

    assert await refusals(courses, "moderateComment", MODERATOR, **here) == [("TEXT_IS_EMPTY", "input.reason")]
    assert await error_code(courses, "moderateComment", BEN, **here) == "FORBIDDEN"
    await done(courses, "moderateComment", "comment { id }", MODERATOR, **here, reason="Be kind.")

    assert await texts(courses, lesson_id) == []
    (mine,) = (await courses.data(decisions, {"id": lesson_id}, caller=AIKO))["lesson"]["comments"]["edges"]
    assert mine["node"]["moderations"]["edges"] == [
        {"node": {"stateBefore": "VISIBLE", "stateAfter": state, "reason": "Be kind.", "moderator": None}}
    ]
    edit = {"commentId": comment["id"], "revision": 1, "text": "Sorry."}
    refused = await refusals(courses, "editComment", AIKO, **edit)
    assert refused == ([] if may_edit else [("COMMENT_IS_CLOSED", "input.commentId")])


async def test_those_who_block_each_other_do_not_meet(courses: SubgraphUnderTest, lesson_id: str) -> None:
    comment = await say(courses, lesson_id)
    async with courses.subgraph.transactions.begin() as work:
        await PeopleRepository(work.session).block(BEN.user_id, AIKO.user_id)
    await say(courses, lesson_id, "Mine.", BEN)

    assert await texts(courses, lesson_id, BEN) == ["Mine."]
    assert await texts(courses, lesson_id, AIKO) == ["Nice."]
    assert await texts(courses, lesson_id, HANA) == ["Mine.", "Nice."]
    fields = {"lessonId": lesson_id, "text": "x", "parentId": comment["id"]}
    assert await refusals(courses, "createComment", BEN, **fields) == [("PARENT_IS_UNKNOWN", "input.parentId")]
    assert await error_code(courses, "reportComment", BEN, commentId=comment["id"], reason="SPAM") == "NOT_FOUND"


async def test_who_is_suspended_does_not_write(courses: SubgraphUnderTest, lesson_id: str, clock: MovableClock) -> None:
    comment = await say(courses, lesson_id)
    async with courses.subgraph.transactions.begin() as work:
        await PeopleRepository(work.session).suspend(AIKO.user_id, clock.now + timedelta(days=1))

    assert await error_code(courses, "createComment", AIKO, lessonId=lesson_id, text="x") == "FORBIDDEN"
    edit = {"commentId": comment["id"], "revision": 1, "text": "x"}
    assert await error_code(courses, "editComment", AIKO, **edit) == "FORBIDDEN"
    clock.now += timedelta(days=2)
    await say(courses, lesson_id, "Back.")
