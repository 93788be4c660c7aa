"""Making courses, changing them, deleting them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from subgraphs.content.errors import (
    CourseStateIsWrong,
    OrganizationIsUnknown,
    PrerequisiteIsUnknown,
    PrerequisitesHaveACycle,
    TooMany,
)
from subgraphs.content.events.courses import CourseDeleted, CourseRestored
from subgraphs.content.models.courses import CourseRow, CourseState
from subgraphs.content.models.organizations import AUTHORING_ROLES
from subgraphs.content.models.proficiency import ProficiencyLevel
from subgraphs.content.repository.courses import CourseRepository
from subgraphs.content.repository.organizations import OrganizationRepository
from subgraphs.content.service.drafts import change, hold_draft, hold_own_course
from subgraphs.content.service.prerequisites import ReadEdges, find_cycle
from subgraphs.content.service.text_rules import (
    LONGEST_SUMMARY,
    LONGEST_TITLE,
    check_client_mutation_id,
    check_language,
    check_length,
    check_line,
    check_markdown,
)
from subgraphs.content.settings import ContentSettings
from subgraphs.shared.caller import Caller
from subgraphs.shared.errors import Refusal, raise_refusals
from subgraphs.shared.ids import new_id
from subgraphs.shared.unit_of_work import UnitOfWork

MOST_PREREQUISITES = 20


@dataclass(frozen=True, slots=True)
class NewCourse:
    title: str
    language: str
    summary: str = ""
    description: str = ""
    level: ProficiencyLevel | None = None
    organization_id: UUID | None = None


async def create_course(
    work: UnitOfWork, caller: Caller, wanted: NewCourse, settings: ContentSettings, client_mutation_id: str | None
) -> CourseRow:
    """Sent again with the same clientMutationId, it gives the course that the first one made."""
    repository = CourseRepository(work.session)
    raise_refusals(list(check_client_mutation_id(client_mutation_id)))
    if client_mutation_id is not None:
        made = await repository.course_made_by(caller.user_id, client_mutation_id)
        if made is not None:
            return made
    texts = {name: getattr(wanted, name) for name in ("title", "summary", "description", "language")}
    raise_refusals(list(_faults_of(texts, settings)))
    await check_organization(work, caller, wanted.organization_id)
    row = _new_row(work, caller, wanted, client_mutation_id)
    if client_mutation_id is None or await repository.claim(row):
        await repository.add(row)
        return row
    made = await repository.course_made_by(caller.user_id, client_mutation_id)
    return made if made is not None else row


def _new_row(work: UnitOfWork, caller: Caller, wanted: NewCourse, client_mutation_id: str | None) -> CourseRow:
    return CourseRow(
        id=new_id(),
        owner_id=caller.user_id,
        organization_id=wanted.organization_id,
        state=CourseState.DRAFT,
        revision=1,
        title=wanted.title,
        summary=wanted.summary,
        description=wanted.description,
        language=wanted.language,
        level=wanted.level,
        prerequisite_ids=[],
        published_version=None,
        published_at=None,
        created_at=work.now,
        updated_at=work.now,
        deleted_at=None,
        client_mutation_id=client_mutation_id,
    )


async def update_course(
    work: UnitOfWork,
    caller: Caller,
    course_id: UUID,
    revision: int,
    changes: Mapping[str, Any],
    settings: ContentSettings,
) -> CourseRow:
    """Change what is named in `changes`: title, summary, description, language, level."""
    course = await hold_draft(work, caller, course_id, revision)
    raise_refusals(list(_faults_of(changes, settings)))
    for name, value in changes.items():
        setattr(course, name, value)
    await change(work, course, caller)
    return course


async def set_course_prerequisites(
    work: UnitOfWork, caller: Caller, course_id: UUID, revision: int, prerequisite_ids: Sequence[UUID]
) -> CourseRow:
    repository = CourseRepository(work.session)
    await repository.lock_course_graph()
    course = await hold_draft(work, caller, course_id, revision)
    wanted = list(dict.fromkeys(prerequisite_ids))
    if len(wanted) > MOST_PREREQUISITES:
        raise TooMany(f"At most {MOST_PREREQUISITES} courses.", ("input", "courseIds"))
    raise_refusals(await _unknown_prerequisites(repository, caller, course, wanted))
    await refuse_cycle(repository, course.id, wanted, repository.draft_prerequisites)
    course.prerequisite_ids = [str(one) for one in wanted]
    await change(work, course, caller)
    return course


async def refuse_cycle(
    repository: CourseRepository, course_id: UUID, prerequisite_ids: Sequence[UUID], read_edges: ReadEdges
) -> None:
    cycle = await find_cycle(course_id, prerequisite_ids, read_edges)
    if cycle is not None:
        titles = await repository.titles(set(cycle))
        named = " → ".join(titles.get(one, str(one)) for one in cycle)
        raise PrerequisitesHaveACycle(f"Each would have to be taken before itself: {named}.", ("input", "courseIds"))


async def delete_course(work: UnitOfWork, caller: Caller, course_id: UUID) -> CourseRow:
    """Hide it. It can be restored until the retention is over; those who began it read on as long."""
    course = await hold_own_course(work, caller, course_id)
    if course.deleted_at is None:
        course.deleted_at = work.now
        work.announce(
            CourseDeleted(course_id=course.id, owner_id=course.owner_id, organization_id=course.organization_id)
        )
    return course


async def restore_course(work: UnitOfWork, caller: Caller, course_id: UUID) -> CourseRow:
    course = await hold_own_course(work, caller, course_id)
    if course.deleted_at is None:
        raise CourseStateIsWrong("This course is not deleted.", ("input", "courseId"))
    course.deleted_at = None
    work.announce(
        CourseRestored(
            course_id=course.id,
            owner_id=course.owner_id,
            organization_id=course.organization_id,
            course_version=course.published_version,
        )
    )
    return course


def _faults_of(texts: Mapping[str, Any], settings: ContentSettings) -> Iterator[Refusal]:
    if "title" in texts:
        yield from check_line(texts["title"], LONGEST_TITLE, ("input", "title"))
    if "summary" in texts:
        yield from check_length(texts["summary"], LONGEST_SUMMARY, ("input", "summary"))
    if "description" in texts:
        yield from check_markdown(texts["description"], settings.longest_text, ("input", "description"))
    if "language" in texts:
        yield from check_language(texts["language"], ("input", "language"))


async def check_organization(work: UnitOfWork, caller: Caller, organization_id: UUID | None) -> None:
    if organization_id is None:
        return
    role = await OrganizationRepository(work.session).role_of(organization_id, caller.user_id)
    if role not in AUTHORING_ROLES:
        raise OrganizationIsUnknown("You write for no such organization.", ("input", "organizationId"))


async def _unknown_prerequisites(
    repository: CourseRepository, caller: Caller, course: CourseRow, wanted: Sequence[UUID]
) -> list[Refusal]:
    """Nobody outside may learn of an organization's course through one that requires it."""
    views = await repository.views(caller.user_id, wanted)
    found: list[Refusal] = []
    for index, one in enumerate(wanted):
        view = views.get(one)
        is_seen = view is not None and view.may_see(caller) and view.course.deleted_at is None
        is_inside = view is not None and view.course.organization_id in (None, course.organization_id)
        if not (is_seen and is_inside):
            path = ("input", "courseIds", str(index))
            found.append(PrerequisiteIsUnknown("There is no such course that this one could require.", path))
    return found
