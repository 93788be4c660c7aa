"""What one domain announces is what another one hears: whole domains side by side, without a router."""

from pathlib import Path
from uuid import UUID

from subgraphs.accounts.app import ACCOUNTS
from subgraphs.learning.app import LEARNING
from subgraphs.notifications.app import NOTIFICATIONS
from subgraphs.progress.app import PROGRESS
from subgraphs.progress.repository import ProgressRepository
from tests.subgraphs.learning.cards import AIKO, CAT, create_one, review
from tests.support.subgraphs import SubgraphUnderTest, eventually, running_subgraphs

REGISTER = """
mutation ($input: RegisterUserInput!) { registerUser(input: $input) { user { id } userErrors { code } } }
"""
UPDATE = "mutation ($input: UpdateProfileInput!) { updateProfile(input: $input) { userErrors { code } } }"


def test_every_event_that_is_heard_is_announced_by_somebody() -> None:
    domains = (ACCOUNTS, LEARNING, PROGRESS, NOTIFICATIONS)
    announced = {(event.topic, event.__name__) for domain in domains for event in domain.events}
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


async def lives_in(progress: SubgraphUnderTest, user_id: UUID, time_zone: str) -> bool:
    async with progress.subgraph.database.read() as session:
        learners = await ProgressRepository(session).learners([user_id])
    return user_id in learners and learners[user_id].time_zone == time_zone


async def is_told(notifications: SubgraphUnderTest, title: str) -> bool:
    user = [{"__typename": "User", "id": str(AIKO)}]
    answer = await notifications.entities(
        user, "... on User { notifications { edges { node { title } } } }", caller=AIKO
    )
    edges = answer["data"]["_entities"][0]["notifications"]["edges"]
    return [edge["node"]["title"] for edge in edges] == [title]
