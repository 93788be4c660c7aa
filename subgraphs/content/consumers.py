"""What content does about the events of other domains."""

from datetime import datetime
from uuid import UUID

from subgraphs.content.models.organizations import OrganizationRole
from subgraphs.content.repository.organizations import OrganizationRepository
from subgraphs.content.repository.people import PeopleRepository
from subgraphs.shared.event import EventEnvelope
from subgraphs.shared.event_consumer import Consumer
from subgraphs.shared.unit_of_work import UnitOfWork


async def _on_membership(work: UnitOfWork, event: EventEnvelope) -> None:
    role = OrganizationRole(event.data["role"])
    repository = OrganizationRepository(work.session)
    await repository.set_role(UUID(event.data["organizationId"]), UUID(event.data["userId"]), role)


async def _on_organization_created(work: UnitOfWork, event: EventEnvelope) -> None:
    repository = OrganizationRepository(work.session)
    organization_id, owner_id = UUID(event.data["organizationId"]), UUID(event.data["ownerId"])
    await repository.set_role(organization_id, owner_id, OrganizationRole.OWNER)


async def _on_member_removed(work: UnitOfWork, event: EventEnvelope) -> None:
    repository = OrganizationRepository(work.session)
    await repository.remove_member(UUID(event.data["organizationId"]), UUID(event.data["userId"]))


async def _on_organization_deleted(work: UnitOfWork, event: EventEnvelope) -> None:
    await OrganizationRepository(work.session).remove_organization(UUID(event.data["organizationId"]))


async def _on_user_blocked(work: UnitOfWork, event: EventEnvelope) -> None:
    await PeopleRepository(work.session).block(UUID(event.data["userId"]), UUID(event.data["blockedId"]))


async def _on_user_unblocked(work: UnitOfWork, event: EventEnvelope) -> None:
    await PeopleRepository(work.session).unblock(UUID(event.data["userId"]), UUID(event.data["blockedId"]))


async def _on_user_suspended(work: UnitOfWork, event: EventEnvelope) -> None:
    until = event.data["until"]
    instant = datetime.fromisoformat(until) if until is not None else None
    await PeopleRepository(work.session).suspend(UUID(event.data["userId"]), instant)


async def _on_user_restored(work: UnitOfWork, event: EventEnvelope) -> None:
    await PeopleRepository(work.session).restore(UUID(event.data["userId"]))


CONSUMERS = (
    Consumer(
        "follow-memberships",
        "user-events",
        {
            "OrganizationCreated": _on_organization_created,
            "OrganizationMemberAdded": _on_membership,
            "OrganizationMemberRoleChanged": _on_membership,
            "OrganizationMemberRemoved": _on_member_removed,
            "OrganizationDeleted": _on_organization_deleted,
        },
    ),
    Consumer(
        "follow-people",
        "user-events",
        {
            "UserBlocked": _on_user_blocked,
            "UserUnblocked": _on_user_unblocked,
            "UserSuspended": _on_user_suspended,
            "UserRestored": _on_user_restored,
        },
    ),
)
