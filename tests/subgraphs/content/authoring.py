"""Courses for tests: tutors who write and review, learners who take, and the operations that they send."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Integer, insert

from subgraphs.content.app import CONTENT
from subgraphs.content.models.kana import KanaRow
from subgraphs.content.models.kanji import KanjiRow
from subgraphs.content.models.organizations import OrganizationRole
from subgraphs.content.models.table import Table
from subgraphs.content.models.words import WordRow
from subgraphs.content.repository.organizations import OrganizationRepository
from subgraphs.shared.caller import Caller
from subgraphs.shared.ids import seed_id
from subgraphs.shared.scopes import Scope
from tests.support.subgraphs import MovableClock, SubgraphUnderTest, subgraph_under_test

NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

_LEARNING = frozenset({Scope.LEARNING_WRITE.value, Scope.COMMENTS_WRITE.value})
_TEACHING = _LEARNING | {Scope.CONTENT_WRITE.value, Scope.CONTENT_REVIEW.value}


def learner(name: str) -> Caller:
    return Caller(seed_id("user", name), scopes=_LEARNING)


def tutor(name: str) -> Caller:
    return Caller(seed_id("user", name), scopes=_TEACHING)


def moderator(name: str) -> Caller:
    return Caller(seed_id("user", name), scopes=_LEARNING | {Scope.CONTENT_MODERATE.value})


_NOTHING: dict[type[Any], Any] = {JSON: [], Integer: 0}

HANA = tutor("hana")
KEN = tutor("ken")
AIKO = learner("aiko")
BEN = learner("ben")
SCHOOL = seed_id("organization", "school")
CAT = seed_id("word", "猫|ねこ")
CAT_KANJI = seed_id("kanji", "猫")
A = seed_id("kana", "あ")

DRAFT = """
  state revision title
  lessons { id revision title prerequisiteIds blocks { __typename id } }
"""
COURSE = f"id title version newestVersion draft {{ {DRAFT} }}"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a subgraph under test keeps its files and its database."""

    directory: Path
    database_url: str


@asynccontextmanager
async def content_at(
    place: Place, clock: MovableClock | None = None, **settings: Any
) -> AsyncIterator[SubgraphUnderTest]:
    """Content with one word, one kanji and one kana."""
    async with subgraph_under_test(
        CONTENT, place.directory, clock=clock or MovableClock(NINE), database_url=place.database_url, **settings
    ) as subgraph:
        async with subgraph.subgraph.transactions.begin() as work:
            for table, values in (
                (WordRow, {"id": CAT, "text": "猫", "reading": "ねこ", "level": "N5"}),
                (KanjiRow, {"id": CAT_KANJI, "character": "猫", "level": "N3"}),
                (KanaRow, {"id": A, "character": "あ", "script": "HIRAGANA", "kind": "BASIC"}),
            ):
                await work.session.execute(insert(table).values(bare_row(table, **values)))
        yield subgraph


def bare_row(table: type[Table], **values: Any) -> dict[str, Any]:
    """A row with these values, and with nothing in the other columns."""
    row: dict[str, Any] = {}
    for column in table.__table__.columns:  # type: ignore[attr-defined]
        if column.name in values:
            row[column.name] = values[column.name]
        elif not column.nullable and column.server_default is None:
            row[column.name] = next((value for kind, value in _NOTHING.items() if isinstance(column.type, kind)), "")
    return row


async def join(
    subgraph: SubgraphUnderTest, who: Caller, role: OrganizationRole, organization_id: UUID = SCHOOL
) -> None:
    async with subgraph.subgraph.transactions.begin() as work:
        await OrganizationRepository(work.session).set_role(organization_id, who.user_id, role)


async def send(
    subgraph: SubgraphUnderTest, mutation: str, selection: str, caller: Caller | None, **fields: Any
) -> dict[str, Any]:
    """The payload of a mutation: `send(content, "deleteCourse", "course { id }", HANA, courseId=...)`."""
    name = f"{mutation[0].upper()}{mutation[1:]}Input"
    asked = f"{selection} userErrors {{ code path message }}"
    document = f"mutation ($input: {name}!) {{ {mutation}(input: $input) {{ {asked} }} }}"
    data = await subgraph.data(document, {"input": fields}, caller=caller)
    payload: dict[str, Any] = data[mutation]
    return payload


async def refusals(subgraph: SubgraphUnderTest, mutation: str, caller: Caller | None, **fields: Any) -> list[Any]:
    """The code and path of each refusal."""
    payload = await send(subgraph, mutation, "__typename", caller, **fields)
    return [(error["code"], ".".join(error["path"])) for error in payload["userErrors"]]


async def error_code(subgraph: SubgraphUnderTest, mutation: str, caller: Caller | None, **fields: Any) -> str:
    """Of a mutation that answers with an error."""
    name = f"{mutation[0].upper()}{mutation[1:]}Input"
    document = f"mutation ($input: {name}!) {{ {mutation}(input: $input) {{ __typename }} }}"
    answer = await subgraph.execute(document, {"input": fields}, caller=caller)
    assert answer["data"] is None or answer["data"][mutation] is None
    code: str = answer["errors"][0]["extensions"]["code"]
    return code


async def done(
    subgraph: SubgraphUnderTest, mutation: str, selection: str, caller: Caller, **fields: Any
) -> dict[str, Any]:
    """The payload of a mutation that must not be refused."""
    payload = await send(subgraph, mutation, selection, caller, **fields)
    assert payload["userErrors"] == []
    return payload


def text_block(markdown: str = "Read this.") -> dict[str, Any]:
    return {"text": {"markdown": markdown}}


def choice(prompt: str = "Which is a cat?", right: str = "猫", wrong: str = "犬") -> dict[str, Any]:
    options = [{"text": right, "isRight": True}, {"text": wrong}]
    return {"quiz": {"kind": "SINGLE_CHOICE", "prompt": prompt, "options": options, "explanation": "Because."}}


async def begin_course(subgraph: SubgraphUnderTest, caller: Caller = HANA, **fields: Any) -> dict[str, Any]:
    wanted = {"title": "Cats", "language": "ja", **fields}
    payload = await done(subgraph, "createCourse", f"course {{ {COURSE} }}", caller, **wanted)
    course: dict[str, Any] = payload["course"]
    return course


async def add_lesson(
    subgraph: SubgraphUnderTest, course_id: str, *blocks: dict[str, Any], title: str = "One", caller: Caller = HANA
) -> dict[str, Any]:
    """The lesson's draft. Whatever revision the course is at."""
    payload = await done(
        subgraph,
        "addLesson",
        "lesson { id revision blocks { __typename id } } course { id }",
        caller,
        courseId=course_id,
        revision=await revision_of(subgraph, course_id, caller),
        title=title,
        minutes=10,
        blocks=list(blocks) or [text_block()],
    )
    lesson: dict[str, Any] = payload["lesson"]
    return lesson


async def revision_of(subgraph: SubgraphUnderTest, course_id: str, caller: Caller = HANA) -> int:
    revision: int = (await draft_of(subgraph, course_id, caller))["revision"]
    return revision


async def draft_of(subgraph: SubgraphUnderTest, course_id: str, caller: Caller = HANA) -> dict[str, Any]:
    document = f"query ($id: ID!) {{ course(id: $id) {{ draft {{ {DRAFT} }} }} }}"
    draft: dict[str, Any] = (await subgraph.data(document, {"id": course_id}, caller=caller))["course"]["draft"]
    return draft


async def submit(subgraph: SubgraphUnderTest, course_id: str, caller: Caller = HANA) -> str:
    payload = await done(
        subgraph,
        "submitCourse",
        "review { id }",
        caller,
        courseId=course_id,
        revision=await revision_of(subgraph, course_id, caller),
    )
    review_id: str = payload["review"]["id"]
    return review_id


async def bring_out(subgraph: SubgraphUnderTest, course_id: str, author: Caller = HANA, reviewer: Caller = KEN) -> None:
    review_id = await submit(subgraph, course_id, author)
    await done(subgraph, "approveCourse", "review { id }", reviewer, reviewId=review_id)
    await done(subgraph, "publishCourse", "course { id }", author, courseId=course_id)


async def published_course(
    subgraph: SubgraphUnderTest, *lessons: list[dict[str, Any]], reviewer: Caller = KEN, **fields: Any
) -> tuple[str, list[dict[str, Any]]]:
    """A course that is out, and the drafts of its lessons, which are named One, Two, Three."""
    course = await begin_course(subgraph, **fields)
    titles = ("One", "Two", "Three", "Four")
    contents = lessons or ([text_block()],)
    drafts = [
        await add_lesson(subgraph, course["id"], *blocks, title=title)
        for title, blocks in zip(titles, contents, strict=False)
    ]
    await bring_out(subgraph, course["id"], reviewer=reviewer)
    return course["id"], drafts
