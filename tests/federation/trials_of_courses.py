"""Courses, series and comments, through the router: for learners, for two tutors, and for a moderator."""

from typing import Any

from subgraphs.shared.ids import new_id, seed_id
from tests.federation.client import Client
from tests.federation.mutating import Trial, mutate
from tests.federation.tutors import as_somebody

KANA_COURSE = str(seed_id("course", "kana-to-100-words"))
FIRST_LESSON = str(seed_id("lesson", "kana-to-100-words|1"))
FIRST_EPISODE = str(seed_id("episode", "platform-three|1|1"))
CAT = str(seed_id("word", "猫|ねこ"))
CHOICE = {"kind": "SINGLE_CHOICE", "prompt": "?", "options": [{"text": "猫", "isRight": True}, {"text": "犬"}]}


async def done(client: Client, field: str, input_: dict[str, Any], selection: str) -> dict[str, Any]:
    """The payload of a mutation that must not be refused."""
    payload = await mutate(client, field, input_, f"{selection} userErrors {{ code path message }}")
    assert payload["userErrors"] == []
    return payload


async def take_a_course(client: Client) -> None:
    enrolled = await done(client, "enrollInCourse", {"courseId": KANA_COURSE}, "enrollment { nextLesson { id title } }")
    assert enrolled["enrollment"]["nextLesson"]["id"] == FIRST_LESSON
    here = {"lessonId": FIRST_LESSON}
    await done(client, "startLesson", here, "lesson { progress { startedAt } }")
    document = """query ($id: ID!) { lesson(id: $id) { blocks { __typename id
      ... on QuizBlock { kind prompt solution { accepted } options { id } matches { id } } } } }"""
    blocks = (await client.data(document, {"id": FIRST_LESSON}))["lesson"]["blocks"]
    quizzes = [block for block in blocks if block["__typename"] == "QuizBlock"]
    assert all(quiz["solution"] is None for quiz in quizzes)
    for quiz in quizzes:
        answer = {**here, "blockId": quiz["id"], **answer_to(quiz)}
        await done(client, "answerQuiz", answer, "verdict { isCorrect solution { accepted } }")
    selection = "lesson { progress { completedAt } } enrollment { completedLessonCount lessonCount }"
    completed = await done(client, "completeLesson", here, selection)
    assert completed["enrollment"] == {"completedLessonCount": 1, "lessonCount": 20}
    moved = await done(
        client, "moveToNewestVersion", {"courseId": KANA_COURSE}, "enrollment { version } addedLessonIds"
    )
    assert moved["addedLessonIds"] == []
    mine = "{ viewer { handle enrollments { edges { node { course { title owner { handle } } } } } } }"
    (edge,) = (await client.data(mine))["viewer"]["enrollments"]["edges"]
    assert edge["node"]["course"]["owner"] == {"handle": "lena"}


def answer_to(quiz: dict[str, Any]) -> dict[str, Any]:
    """Some answer, right or wrong."""
    options = [option["id"] for option in quiz["options"]]
    match quiz["kind"]:
        case "TYPED":
            return {"text": "aoi"}
        case "MATCHING":
            matches = [match["id"] for match in quiz["matches"]]
            pairs = zip(options, matches, strict=True)
            return {"pairs": [{"optionId": option, "matchId": match} for option, match in pairs]}
        case "ORDERING":
            return {"optionIds": options}
        case _:
            return {"optionIds": options[:1]}


async def watch_an_episode(client: Client) -> None:
    progress = {"episodeId": FIRST_EPISODE, "positionSeconds": 720}
    selection = "episode { progress { watchedAt } series { title owner { handle } } }"
    watched = await done(client, "recordEpisodeProgress", progress, selection)
    assert watched["episode"]["series"] == {"title": "The Cat of Platform Three", "owner": {"handle": "lena"}}
    assert watched["episode"]["progress"]["watchedAt"]
    marked = await done(client, "markWords", {"wordIds": [CAT]}, "knownWordCount")
    assert marked["knownWordCount"] == 1


async def talk_about_a_lesson(client: Client) -> None:
    said = {"lessonId": FIRST_LESSON, "text": "Which one is あ?", "clientMutationId": "tap"}
    made = await done(client, "createComment", said, "comment { id author { handle } }")
    assert made["comment"]["author"] == {"handle": "demo"}
    here = {"commentId": made["comment"]["id"]}
    await done(client, "editComment", {**here, "revision": 1, "text": "Which one is お?"}, "comment { text }")
    await done(client, "deleteComment", here, "comment { isDeleted }")
    await done(client, "restoreComment", here, "comment { text }")
    other, moderator = as_somebody(client, 1, "USER"), as_somebody(client, 2, "USER", "ADMIN")
    reported = await done(other, "reportComment", {**here, "reason": "OFF_TOPIC"}, "isReported")
    assert reported["isReported"]
    decision = {**here, "state": "HIDDEN", "reason": "Ask elsewhere."}
    await done(moderator, "moderateComment", decision, "comment { state }")
    seen = "query ($id: ID!) { lesson(id: $id) { comments { edges { node { text } } } } }"
    assert (await other.data(seen, {"id": FIRST_LESSON}))["lesson"]["comments"]["edges"] == []


async def write_a_course(client: Client) -> None:
    """From the first word to a second version, with another tutor to review it."""
    wanted = {"title": "Cats", "language": "ja", "clientMutationId": "tap"}
    course = {"courseId": (await done(client, "createCourse", wanted, "course { id }"))["course"]["id"]}
    await done(client, "updateCourse", {**course, "revision": 1, "summary": "All about them"}, "course { id }")
    await done(client, "setCoursePrerequisites", {**course, "revision": 2, "courseIds": [KANA_COURSE]}, "course { id }")
    lessons = []
    for revision, title in ((3, "One"), (4, "Two")):
        blocks = [{"text": {"markdown": title}}]
        new = {**course, "revision": revision, "title": title, "minutes": 5, "blocks": blocks}
        lessons.append((await done(client, "addLesson", new, "lesson { id blocks { id } }"))["lesson"])
    one, two = ({"lessonId": lesson["id"]} for lesson in lessons)
    await write_a_lesson(client, one, lessons[0]["blocks"][0]["id"])
    await done(
        client, "setLessonPrerequisites", {**two, "revision": 1, "lessonIds": [one["lessonId"]]}, "lesson { id }"
    )
    order = [two["lessonId"], one["lessonId"]]
    await done(client, "reorderLessons", {**course, "revision": 5, "lessonIds": order}, "course { id }")
    await done(client, "deleteLesson", {**two, "revision": 2}, "lesson { isDeleted }")
    await done(client, "restoreLesson", two, "lesson { id }")
    await bring_out(client, course)
    await done(client, "deleteCourse", course, "course { id }")
    await done(client, "restoreCourse", course, "course { id }")
    read = "query ($id: ID!) { course(id: $id) { version lessonCount owner { handle } } }"
    seen = (await client.data(read, {"id": course["courseId"]}))["course"]
    assert seen == {"version": 1, "lessonCount": 2, "owner": {"handle": "demo"}}


async def write_a_lesson(client: Client, lesson: dict[str, Any], first_block: str) -> None:
    await done(client, "updateLesson", {**lesson, "revision": 1, "minutes": 10}, "lesson { minutes }")
    quiz = {**lesson, "revision": 2, "block": {"quiz": CHOICE}}
    added = await done(client, "addBlock", quiz, "lesson { blocks { id } }")
    blocks = [block["id"] for block in added["lesson"]["blocks"]]
    await done(client, "reorderBlocks", {**lesson, "revision": 3, "blockIds": blocks[::-1]}, "lesson { id }")
    word = {**lesson, "revision": 4, "blockId": first_block, "block": {"word": {"wordId": CAT}}}
    selection = "lesson { blocks { ... on WordBlock { word { text flashcard { state } } } } }"
    written = await done(client, "updateBlock", word, selection)
    assert written["lesson"]["blocks"][1]["word"]["text"] == "猫"
    await done(client, "removeBlock", {**lesson, "revision": 5, "blockId": blocks[1]}, "lesson { id }")


async def bring_out(client: Client, course: dict[str, Any]) -> None:
    reviewer = as_somebody(client, 13, "USER", "TUTOR")

    async def submit() -> dict[str, Any]:
        read = "query ($id: ID!) { course(id: $id) { draft { revision } } }"
        revision = (await client.data(read, {"id": course["courseId"]}))["course"]["draft"]["revision"]
        submitted = await done(client, "submitCourse", {**course, "revision": revision}, "review { id }")
        return {"reviewId": submitted["review"]["id"]}

    await submit()
    await done(client, "withdrawCourse", course, "course { id }")
    changes = {**(await submit()), "message": "Say more."}
    asked = await done(reviewer, "requestCourseChanges", changes, "review { reviewer { handle } }")
    assert asked["review"]["reviewer"] == {"handle": "masato"}
    await done(reviewer, "approveCourse", await submit(), "review { state }")
    published = await done(client, "publishCourse", course, "course { draft { revision } }")
    again = {**course, "revision": published["course"]["draft"]["revision"], "version": 1}
    await done(client, "restoreCourseVersion", again, "course { id }")


async def translate_a_course(client: Client) -> None:
    in_french = 'localizedTitle(locale: "fr") { locale isFallback text }'
    said = {"locale": "fr", "isFallback": False, "text": "Les chats"}
    french = {"locale": "fr", "title": said["text"]}
    made = await done(client, "createCourse", {"title": "Cats", "language": "ja"}, "course { id }")
    course = {"courseId": made["course"]["id"], "revision": 1}
    translated = await done(client, "translateCourse", {**course, **french}, f"course {{ {in_french} }}")
    assert translated["course"]["localizedTitle"] == said
    new = {**course, "revision": 2, "title": "One", "minutes": 5}
    lesson = {"lessonId": (await done(client, "addLesson", new, "lesson { id }"))["lesson"]["id"], "revision": 1}
    translated = await done(client, "translateLesson", {**lesson, **french}, f"lesson {{ {in_french} }}")
    assert translated["lesson"]["localizedTitle"] == said


async def translate_a_series(client: Client) -> None:
    in_french = 'localizedTitle(locale: "fr") { locale isFallback text }'
    french = {"locale": "fr", "title": "Les chats"}
    made = await done(client, "createSeries", {"title": "Cats", "language": "ja"}, "series { id }")
    series = {"seriesId": made["series"]["id"]}
    season = {**series, "revision": 1, "number": 1, "title": "Spring"}
    seasons = (await done(client, "addSeason", season, "series { seasons { id } }"))["series"]["seasons"]
    new = {"seasonId": seasons[0]["id"], "revision": 2, "number": 1, "title": "One", "seconds": 60}
    episode = {"episodeId": (await done(client, "addEpisode", new, "episode { id }"))["episode"]["id"]}
    await done(client, "translateEpisode", {**episode, **french, "revision": 3}, f"episode {{ {in_french} }}")
    await done(client, "translateSeries", {**series, **french, "revision": 4}, f"series {{ {in_french} }}")
    seen = f"query ($id: ID!) {{ episode(id: $id) {{ {in_french} series {{ {in_french} }} }} }}"
    found = (await client.data(seen, {"id": episode["episodeId"]}))["episode"]
    assert found["localizedTitle"] == found["series"]["localizedTitle"]
    assert found["localizedTitle"] == {"locale": "fr", "isFallback": False, "text": "Les chats"}


async def write_a_series(client: Client) -> None:
    made = await done(client, "createSeries", {"title": "Cats", "language": "ja"}, "series { id }")
    series = {"seriesId": made["series"]["id"]}
    await done(client, "updateSeries", {**series, "revision": 1, "genres": ["comedy"]}, "series { genres }")
    season = {**series, "revision": 2, "number": 1, "title": "Spring"}
    seasons = (await done(client, "addSeason", season, "series { seasons { id } }"))["series"]["seasons"]
    numbers = {"revision": 3, "number": 1, "seconds": 60}
    episode = {"seasonId": seasons[0]["id"], "title": "One", **numbers, "wordIds": [CAT]}
    added = await done(client, "addEpisode", episode, "episode { id vocabulary { word { text } } }")
    assert added["episode"]["vocabulary"] == [{"word": {"text": "猫"}}]
    one = {"episodeId": added["episode"]["id"]}
    await done(client, "updateEpisode", {**one, "revision": 4, "title": "Uno"}, "episode { title }")
    await done(client, "publishSeries", {**series, "revision": 5}, "series { state owner { handle } }")
    await done(client, "removeEpisode", {**one, "revision": 6}, "series { id }")
    await done(client, "deleteSeries", series, "series { id }")
    await done(client, "restoreSeries", series, "series { id }")


TRIALS: dict[str, Trial] = {
    **dict.fromkeys(
        ("enrollInCourse", "startLesson", "answerQuiz", "completeLesson", "moveToNewestVersion"), take_a_course
    ),
    **dict.fromkeys(("recordEpisodeProgress", "markWords"), watch_an_episode),
    **dict.fromkeys(
        ("createComment", "editComment", "deleteComment", "restoreComment", "reportComment", "moderateComment"),
        talk_about_a_lesson,
    ),
}

TRIALS_OF_TUTORS: dict[str, Trial] = {
    **dict.fromkeys(
        (
            *("createCourse", "updateCourse", "setCoursePrerequisites", "deleteCourse", "restoreCourse"),
            *("addLesson", "updateLesson", "setLessonPrerequisites", "reorderLessons", "deleteLesson", "restoreLesson"),
            *("addBlock", "updateBlock", "removeBlock", "reorderBlocks"),
            *("submitCourse", "withdrawCourse", "approveCourse", "requestCourseChanges", "publishCourse"),
            "restoreCourseVersion",
        ),
        write_a_course,
    ),
    **dict.fromkeys(
        (
            *("createSeries", "updateSeries", "addSeason", "addEpisode", "updateEpisode", "removeEpisode"),
            *("publishSeries", "deleteSeries", "restoreSeries"),
        ),
        write_a_series,
    ),
    **dict.fromkeys(("translateCourse", "translateLesson"), translate_a_course),
    **dict.fromkeys(("translateSeries", "translateEpisode"), translate_a_series),
}

INPUTS_OF_SIGNED_IN = {
    "createCourse": '{title: "x", language: "ja"}',
    "publishCourse": f'{{courseId: "{new_id()}"}}',
    "approveCourse": f'{{reviewId: "{new_id()}"}}',
    "enrollInCourse": f'{{courseId: "{KANA_COURSE}"}}',
    "createComment": f'{{lessonId: "{FIRST_LESSON}", text: "x"}}',
    "moderateComment": f'{{commentId: "{new_id()}", state: REMOVED, reason: "x"}}',
}
"""One of each kind, for those mutations that mean nothing without a caller."""
