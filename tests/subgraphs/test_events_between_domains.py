"""What one domain announces is what another one hears: whole domains side by side, without a router."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from uuid import UUID

from subgraphs.accounts.app import ACCOUNTS
from subgraphs.accounts.events import (
    OrganizationCreated,
    OrganizationDeleted,
    OrganizationMemberAdded,
    OrganizationMemberRemoved,
    OrganizationMemberRoleChanged,
    UserBlocked,
    UserRestored,
    UserSuspended,
    UserUnblocked,
)
from subgraphs.content.app import CONTENT
from subgraphs.content.repository.organizations import OrganizationRepository
from subgraphs.content.repository.people import PeopleRepository
from subgraphs.learning.app import LEARNING
from subgraphs.notifications.app import NOTIFICATIONS
from subgraphs.progress.app import PROGRESS
from subgraphs.progress.repository.learners import LearnersRepository
from subgraphs.shared.clock import utc_now
from subgraphs.shared.event import Event
from subgraphs.shared.ids import seed_id
from subgraphs.shared.privacy_events import PRIVACY_EVENTS
from tests.subgraphs.learning.cards import AIKO, CAT, create_one, review
from tests.support.subgraphs import AnyDefinition, SubgraphUnderTest, eventually, running_subgraphs

REGISTER = """
mutation ($input: RegisterUserInput!) { registerUser(input: $input) { user { id } userErrors { code } } }
"""
UPDATE = "mutation ($input: UpdateProfileInput!) { updateProfile(input: $input) { userErrors { code } } }"


def test_every_event_that_is_heard_is_announced_by_somebody() -> None:
    domains: tuple[AnyDefinition, ...] = (ACCOUNTS, CONTENT, LEARNING, PROGRESS, NOTIFICATIONS)
    events: list[type[Event]] = [*PRIVACY_EVENTS, *(event for domain in domains for event in domain.events)]
    announced = {(event.topic, event.__name__) for event in events}
    heard = {
        (consumer.topic, event_type)
        for domain in domains
        for consumer in domain.consumers
        for event_type in consumer.handlers
    }
    assert heard
    assert heard <= announced


async def test_progress_follows_where_a_user_lives(tmp_path: Path) -> None:
    registered = {"handle": "mika", "email": "mika@example.com", "password": "correct horse battery"}
    async with running_subgraphs([ACCOUNTS, PROGRESS], tmp_path) as by_name:
        accounts, progress = by_name["accounts"], by_name["progress"]
        answer = await accounts.data(REGISTER, {"input": {**registered, "timeZone": "Asia/Tokyo"}})
        user_id = UUID(answer["registerUser"]["user"]["id"])
        await eventually(lambda: lives_in(progress, user_id, "Asia/Tokyo"))
        await accounts.data(UPDATE, {"input": {"timeZone": "Europe/Lisbon"}}, caller=user_id)
        await eventually(lambda: lives_in(progress, user_id, "Europe/Lisbon"))


async def test_an_answer_becomes_points_and_a_notification(tmp_path: Path) -> None:
    async with running_subgraphs([LEARNING, PROGRESS, NOTIFICATIONS], tmp_path) as by_name:
        await review(by_name["learning"], await create_one(by_name["learning"], CAT))
        await eventually(lambda: is_told(by_name["notifications"], "You earned 30 XP"))


async def test_content_follows_who_belongs_to_an_organization(tmp_path: Path) -> None:
    school, owner, member = seed_id("organization", 1), seed_id("user", 1), seed_id("user", 2)
    async with running_subgraphs([ACCOUNTS, CONTENT], tmp_path) as by_name:

        async def roles() -> list[str | None]:
            async with by_name["content"].subgraph.database.read() as session:
                repository = OrganizationRepository(session)
                return [await repository.role_of(school, user_id) for user_id in (owner, member)]

        steps: list[tuple[Event, list[str | None]]] = [
            (OrganizationCreated(organization_id=school, name="School", owner_id=owner), ["OWNER", None]),
            (OrganizationMemberAdded(organization_id=school, user_id=member, role="MEMBER"), ["OWNER", "MEMBER"]),
            (OrganizationMemberRoleChanged(organization_id=school, user_id=member, role="TUTOR"), ["OWNER", "TUTOR"]),
            (OrganizationMemberRemoved(organization_id=school, user_id=member), ["OWNER", None]),
            (OrganizationDeleted(organization_id=school), [None, None]),
        ]
        for event, expected in steps:
            await announce(by_name["accounts"], event)
            await eventually(lambda expected=expected: gives(roles, expected))  # type: ignore[misc]


async def test_content_follows_who_is_blocked_and_suspended(tmp_path: Path) -> None:
    one, other = seed_id("user", 1), seed_id("user", 2)
    async with running_subgraphs([ACCOUNTS, CONTENT], tmp_path) as by_name:

        async def standing() -> tuple[set[UUID], bool]:
            async with by_name["content"].subgraph.database.read() as session:
                repository = PeopleRepository(session)
                return await repository.kept_apart_from(other), await repository.is_suspended(one, utc_now())

        steps: list[tuple[Event, tuple[set[UUID], bool]]] = [
            (UserBlocked(user_id=one, blocked_id=other), ({one}, False)),
            (UserSuspended(user_id=one, until=None), ({one}, True)),
            (UserUnblocked(user_id=one, blocked_id=other), (set(), True)),
            (UserRestored(user_id=one), (set(), False)),
        ]
        for event, expected in steps:
            await announce(by_name["accounts"], event)
            await eventually(lambda expected=expected: gives(standing, expected))  # type: ignore[misc]


async def announce(subgraph: SubgraphUnderTest, event: Event) -> None:
    async with subgraph.subgraph.transactions.begin() as work:
        work.announce(event)


async def gives(read: Callable[[], Awaitable[object]], expected: object) -> bool:
    return await read() == expected


async def lives_in(progress: SubgraphUnderTest, user_id: UUID, time_zone: str) -> bool:
    async with progress.subgraph.database.read() as session:
        learners = await LearnersRepository(session).learners([user_id])
    return user_id in learners and learners[user_id].time_zone == time_zone


async def is_told(notifications: SubgraphUnderTest, title: str) -> bool:
    user = [{"__typename": "User", "id": str(AIKO)}]
    answer = await notifications.entities(
        user, "... on User { notifications { edges { node { title } } } }", caller=AIKO
    )
    edges = answer["data"]["_entities"][0]["notifications"]["edges"]
    return [edge["node"]["title"] for edge in edges] == [title]
