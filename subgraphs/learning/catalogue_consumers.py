"""What learning hears of what there is to study."""

from uuid import UUID

from subgraphs.learning.repository.catalogue import CatalogueRepository
from subgraphs.learning.service.catalogue import (
    CourseNews,
    end_edition,
    follow_deletion,
    keep_course,
    keep_entries,
    keep_lessons,
)
from subgraphs.shared.event import EventEnvelope
from subgraphs.shared.event_consumer import Consumer
from subgraphs.shared.unit_of_work import UnitOfWork


async def _on_entries(work: UnitOfWork, event: EventEnvelope) -> None:
    await keep_entries(work, event.data["edition"], event.data["entries"])


async def _on_dictionary(work: UnitOfWork, event: EventEnvelope) -> None:
    await end_edition(work, event.data["edition"])


async def _on_course_published(work: UnitOfWork, event: EventEnvelope) -> None:
    await keep_course(work, _news(event, event.data["lessonIds"]))


async def _on_course_listed(work: UnitOfWork, event: EventEnvelope) -> None:
    news = _news(event, [lesson["lessonId"] for lesson in event.data["lessons"]])
    await keep_course(work, news)
    await keep_lessons(work, news, event.data["lessons"])


async def _on_lesson_published(work: UnitOfWork, event: EventEnvelope) -> None:
    await keep_lessons(work, _news(event, []), [event.data])


async def _on_course_deleted(work: UnitOfWork, event: EventEnvelope) -> None:
    await follow_deletion(work, UUID(event.data["courseId"]), True, event.occurred_at)


async def _on_course_restored(work: UnitOfWork, event: EventEnvelope) -> None:
    await follow_deletion(work, UUID(event.data["courseId"]), False, event.occurred_at)


def _news(event: EventEnvelope, lesson_ids: list[str]) -> CourseNews:
    organization_id = event.data["organizationId"]
    return CourseNews(
        course_id=UUID(event.data["courseId"]),
        version=event.data["courseVersion"],
        title=event.data["title"],
        language=event.data["language"],
        level=event.data["level"],
        organization_id=UUID(organization_id) if organization_id is not None else None,
        lesson_ids=lesson_ids,
    )


async def _on_organization_created(work: UnitOfWork, event: EventEnvelope) -> None:
    organization_id, owner_id = UUID(event.data["organizationId"]), UUID(event.data["ownerId"])
    await CatalogueRepository(work.session).add_member(organization_id, owner_id)


async def _on_member_added(work: UnitOfWork, event: EventEnvelope) -> None:
    repository = CatalogueRepository(work.session)
    await repository.add_member(UUID(event.data["organizationId"]), UUID(event.data["userId"]))


async def _on_member_removed(work: UnitOfWork, event: EventEnvelope) -> None:
    repository = CatalogueRepository(work.session)
    await repository.remove_member(UUID(event.data["organizationId"]), UUID(event.data["userId"]))


async def _on_organization_deleted(work: UnitOfWork, event: EventEnvelope) -> None:
    await CatalogueRepository(work.session).remove_organization(UUID(event.data["organizationId"]))


CATALOGUE_CONSUMERS = (
    Consumer(
        "follow-dictionary",
        "content-events",
        {
            "DictionaryEntriesPublished": _on_entries,
            "DictionaryPublished": _on_dictionary,
            "CoursePublished": _on_course_published,
            "CourseListed": _on_course_listed,
            "LessonPublished": _on_lesson_published,
            "CourseDeleted": _on_course_deleted,
            "CourseRestored": _on_course_restored,
        },
    ),
    Consumer(
        "follow-memberships",
        "user-events",
        {
            "OrganizationCreated": _on_organization_created,
            "OrganizationMemberAdded": _on_member_added,
            "OrganizationMemberRemoved": _on_member_removed,
            "OrganizationDeleted": _on_organization_deleted,
        },
    ),
)
