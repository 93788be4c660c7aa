import asyncio
from contextlib import aclosing
from datetime import timedelta

import pytest

from subgraphs.notifications.app import NOTIFICATIONS
from subgraphs.shared.database import count_statements
from subgraphs.shared.event import EventEnvelope
from subgraphs.shared.ids import new_id, seed_id
from subgraphs.shared.migrations import find_drift
from tests.subgraphs.notifications.inbox import (
    AIKO,
    BEN,
    INBOX,
    MARK,
    NINE,
    Place,
    fact,
    hear,
    inbox,
    mark,
    notifications,
    xp_awarded,
)
from tests.support.subgraphs import MovableClock, eventually, headers_of

RECEIVED = "subscription { notificationReceived { id kind title body createdAt readAt recipient { id } } }"


async def test_the_history_makes_what_the_models_say(place: Place) -> None:
    assert not await find_drift(place.database_url, "notifications", NOTIFICATIONS.metadata)


@pytest.mark.parametrize(
    ("event", "kind", "title", "body"),
    [
        (xp_awarded(10), "XP_AWARDED", "You earned 10 XP", "You have 240 XP now."),
        (
            xp_awarded(30, FIRST_REVIEW_OF_DAY=20),
            "XP_AWARDED",
            "You earned 30 XP",
            "20 of them for the first review of your day. You have 240 XP now.",
        ),
        (
            fact("FlashcardDue", dueCards=12, newCards=1, day="2026-03-02"),
            "FLASHCARD_DUE",
            "12 cards to review",
            "And 1 new one to learn.",
        ),
        (
            fact("FlashcardDue", dueCards=0, newCards=3, day="2026-03-02"),
            "FLASHCARD_DUE",
            "3 new cards to learn",
            "A few minutes are enough to begin.",
        ),
        (
            fact("StreakWarning", days=9, day="2026-03-02"),
            "STREAK_WARNING",
            "Your streak of 9 days ends tonight",
            "Answer one card before midnight and it goes on.",
        ),
        (
            fact("StreakFreezeUsed", day="2026-03-01", left=1),
            "STREAK_FREEZE_USED",
            "A freeze saved your streak",
            "You did not study on 2026-03-01. 1 freeze left.",
        ),
        (
            fact("ChallengePrizeWon", rank=2, xp=150, freezes=1),
            "CHALLENGE_PRIZE_WON",
            "Place 2 in a challenge",
            "You won 150 XP and 1 streak freeze.",
        ),
        (
            fact("AchievementUnlocked", achievementId="streak-7", name="A whole week", tier="BRONZE"),
            "ACHIEVEMENT_UNLOCKED",
            "New badge: A whole week",
            "It is a bronze one.",
        ),
        (fact("LevelReached", level=4), "LEVEL_REACHED", "You reached level 4", "Level 5 is the next one."),
        (
            fact("StreakExtended", days=6, day="2026-03-02"),
            "STREAK_EXTENDED",
            "6 days in a row",
            "Study again tomorrow and your streak goes on.",
        ),
    ],
)
async def test_a_fact_becomes_a_notification(
    place: Place, event: EventEnvelope, kind: str, title: str, body: str
) -> None:
    async with notifications(place) as subgraph:
        await hear(subgraph, event)
        found = await inbox(subgraph)
    (edge,) = found["edges"]
    assert (edge["node"]["kind"], edge["node"]["title"], edge["node"]["body"]) == (kind, title, body)
    assert edge["node"]["createdAt"] == "2026-03-02T09:00:00Z" and edge["node"]["readAt"] is None


async def test_a_single_day_is_no_row_of_days(place: Place) -> None:
    async with notifications(place) as subgraph:
        await hear(subgraph, fact("StreakExtended", days=1, day="2026-03-02"), fact("ShareCardMade"))
        assert (await inbox(subgraph))["totalCount"] == 0


async def test_an_event_that_is_delivered_again_is_told_once(place: Place) -> None:
    event = xp_awarded()
    async with notifications(place) as subgraph:
        await hear(subgraph, event, event)
        assert (await inbox(subgraph))["totalCount"] == 1


async def test_the_latest_comes_first_and_pages_follow(place: Place) -> None:
    clock = MovableClock(NINE)
    async with notifications(place, clock) as subgraph:
        for amount in (1, 2, 3):
            await hear(subgraph, xp_awarded(amount))
            clock.now += timedelta(minutes=1)
        page = await inbox(subgraph, first=2)
    assert [edge["node"]["title"] for edge in page["edges"]] == ["You earned 3 XP", "You earned 2 XP"]
    assert page["pageInfo"]["hasNextPage"] and page["totalCount"] == 3


async def test_marking_some_leaves_the_others_unread(place: Place) -> None:
    async with notifications(place) as subgraph:
        await hear(subgraph, xp_awarded(1), xp_awarded(2))
        latest = (await inbox(subgraph))["edges"][0]["node"]["id"]
        payload = await mark(subgraph, ids=[latest])
        unread = await inbox(subgraph, unread_only=True)
    assert payload["markedCount"] == 1 and payload["userErrors"] == []
    assert payload["notifications"] == [{"id": latest, "readAt": "2026-03-02T09:00:00Z"}]
    assert payload["recipient"] == {"id": str(AIKO), "notifications": {"unreadCount": 1}}
    assert [edge["node"]["title"] for edge in unread["edges"]] == ["You earned 1 XP"]
    assert unread["totalCount"] == unread["unreadCount"] == 1


async def test_marking_again_keeps_the_time_of_the_first(place: Place) -> None:
    clock = MovableClock(NINE)
    async with notifications(place, clock) as subgraph:
        await hear(subgraph, xp_awarded())
        await mark(subgraph, all=True)
        clock.now += timedelta(hours=1)
        again = await mark(subgraph, all=True)
        found = await inbox(subgraph)
    assert again["markedCount"] == 0
    assert found["edges"][0]["node"]["readAt"] == "2026-03-02T09:00:00Z"


async def test_marking_all_reaches_every_page_and_nobody_else(place: Place) -> None:
    async with notifications(place) as subgraph:
        await hear(subgraph, *(xp_awarded(amount) for amount in range(1, 31)), xp_awarded(1, BEN))
        payload = await mark(subgraph, all=True)
        assert (await inbox(subgraph))["unreadCount"] == 0
        assert (await inbox(subgraph, BEN))["unreadCount"] == 1
    assert payload["markedCount"] == 30 and payload["notifications"] == []


async def test_foreign_and_unknown_ids_are_refused_alike_and_cost_the_others_nothing(place: Place) -> None:
    async with notifications(place) as subgraph:
        await hear(subgraph, xp_awarded(1), xp_awarded(1, BEN))
        own = (await inbox(subgraph))["edges"][0]["node"]["id"]
        foreign = (await inbox(subgraph, BEN))["edges"][0]["node"]["id"]
        payload = await mark(subgraph, ids=[foreign, own, str(new_id()), "x"])
        assert (await inbox(subgraph, BEN))["unreadCount"] == 1
    assert payload["markedCount"] == 1
    assert payload["userErrors"] == [{"code": "NOT_FOUND", "path": ["ids", index]} for index in ("0", "2", "3")]


@pytest.mark.parametrize("choice", [{}, {"ids": [], "all": True}, {"ids": ["x"] * 101}])
async def test_what_to_mark_must_be_said_in_one_way(place: Place, choice: dict[str, object]) -> None:
    async with notifications(place) as subgraph:
        answer = await subgraph.execute(MARK, {"input": choice}, caller=AIKO)
    assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


async def test_inboxes_are_shown_to_their_recipients_only(place: Place) -> None:
    user = [{"__typename": "User", "id": str(AIKO)}]
    async with notifications(place) as subgraph:
        await hear(subgraph, xp_awarded())
        key = (await inbox(subgraph))["edges"][0]["node"]["id"]
        other = await subgraph.entities(user, INBOX % (5, "false"), caller=BEN)
        nobody = await subgraph.entities(user, INBOX % (5, "false"))
        entity = await subgraph.entities([{"__typename": "Notification", "id": key}], "__typename", caller=BEN)
        unsigned = await subgraph.execute(MARK, {"input": {"all": True}})
    assert other["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert nobody["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert entity["data"] == {"_entities": [None]}
    assert unsigned["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_a_page_with_both_counts_costs_three_statements(place: Place) -> None:
    async with notifications(place) as subgraph:
        await hear(subgraph, *(xp_awarded(amount) for amount in range(1, 10)))
        with count_statements() as log:
            await inbox(subgraph)
    assert len(log) == 3


async def test_many_notifications_are_resolved_by_one_statement(place: Place) -> None:
    async with notifications(place) as subgraph:
        await hear(subgraph, *(xp_awarded(amount) for amount in range(1, 21)))
        keys = [edge["node"]["id"] for edge in (await inbox(subgraph))["edges"]]
        with count_statements() as log:
            answer = await subgraph.entities(
                [{"__typename": "Notification", "id": key} for key in [*keys, "x", str(new_id())]],
                "... on Notification { title recipient { id } }",
                caller=AIKO,
            )
    assert [entity is None for entity in answer["data"]["_entities"]] == [False] * 20 + [True, True]
    assert len(log) == 1


async def test_a_notification_arrives_over_its_recipients_subscription(place: Place) -> None:
    async with (
        notifications(place) as subgraph,
        aclosing(subgraph.subgraph.subscribe(RECEIVED, headers=headers_of(AIKO))) as answers,
    ):
        next_answer = asyncio.create_task(anext(answers))

        async def is_listened_to() -> bool:
            return bool(await subgraph.messaging.redis.pubsub_channels())

        await eventually(is_listened_to)
        await hear(subgraph, xp_awarded(7, BEN), xp_awarded(8))
        received = (await next_answer)["data"]["notificationReceived"]
        kept = (await inbox(subgraph))["edges"][0]["node"]
    assert received == {**kept, "recipient": {"id": str(AIKO)}}
    assert received["title"] == "You earned 8 XP"
    assert subgraph.messaging.live.listener_count == 0


async def test_nobody_listens_without_signing_in(place: Place) -> None:
    async with notifications(place) as subgraph, aclosing(subgraph.subgraph.subscribe(RECEIVED)) as answers:
        answer = await anext(answers)
    assert answer["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_the_seed_leaves_the_demo_learner_something_unread_and_runs_once(place: Place) -> None:
    async with notifications(place) as subgraph:
        await subgraph.subgraph.seed()
        await subgraph.subgraph.seed()
        found = await inbox(subgraph, seed_id("user", 0))
    assert found["totalCount"] == 3 and found["unreadCount"] == 2


async def test_an_invitation_reaches_who_was_invited(place: Place) -> None:
    event = fact("ChallengeInvited", BEN)
    invited = event.model_copy(update={"data": {"userId": str(AIKO), "inviterId": str(BEN)}})
    async with notifications(place) as subgraph:
        await hear(subgraph, invited)
        assert [edge["node"]["kind"] for edge in (await inbox(subgraph))["edges"]] == ["CHALLENGE_INVITED"]
        assert (await inbox(subgraph, BEN))["edges"] == []
