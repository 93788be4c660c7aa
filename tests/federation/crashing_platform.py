"""Learning, progress and notifications in one process, as the embedded platform runs them, dying at a chosen joint.

Begun by `start(HOME, ACTION, [JOINT])` in a process of its own. Between a learner's answer and the notification it
leads to lie several transactions in three databases. Each joint between two steps is a place in the code that takes a
parameter: the bus, the consumers' handlers, what is called after a commit. Here these are wrapped in versions that
kill the process, with a signal that it cannot catch, when the chosen joint is reached.

`review` answers the learner's only card; `study` answers it many times, each time under a client's id of its own, for
whoever wants to kill it from outside. Both run until every outbox is empty and end with exit code 0 unless they die.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from subgraphs.learning.app import LEARNING
from subgraphs.learning.models.items import ItemKind, ItemRef
from subgraphs.learning.scheduling.memory import Rating
from subgraphs.learning.service.flashcards import NewFlashcards, create_flashcards
from subgraphs.learning.service.reviews import ReviewRequest, review_flashcard
from subgraphs.learning.settings import LearningSettings
from subgraphs.notifications.app import NOTIFICATIONS
from subgraphs.progress.app import PROGRESS
from subgraphs.shared.event import EventEnvelope
from subgraphs.shared.event_bus import EventBus, InProcessEventBus
from subgraphs.shared.event_consumer import BoundConsumer, Consumer, EventHandler
from subgraphs.shared.event_tables import EventStore
from subgraphs.shared.ids import seed_id
from subgraphs.shared.messaging import Messaging
from subgraphs.shared.subgraph import run_subgraphs
from subgraphs.shared.unit_of_work import UnitOfWork
from tests.support.subgraphs import AnyDefinition, AnySubgraph, eventually, open_subgraph

LEARNER = seed_id("user", "crash")
REVIEWS_OF_A_STUDY = 40
DEFINITIONS: Sequence[AnyDefinition] = (LEARNING, PROGRESS, NOTIFICATIONS)


class Joint(StrEnum):
    """Where the process dies, in the order of events."""

    REVIEW_WRITTEN = "review-written"
    REVIEW_COMMITTED = "review-committed"
    REVIEW_LEAVES_OUTBOX = "review-leaves-outbox"
    AWARD_WRITTEN = "award-written"
    AWARD_COMMITTED = "award-committed"
    REVIEW_DELIVERED = "review-delivered"
    AWARD_LEAVES_OUTBOX = "award-leaves-outbox"
    NOTIFICATION_WRITTEN = "notification-written"
    AWARD_DELIVERED = "award-delivered"


Reach = Callable[[Joint], None]


def dying_at(chosen: Joint | None) -> Reach:
    def reach(joint: Joint) -> None:
        if joint is chosen:
            os.kill(os.getpid(), signal.SIGKILL)

    return reach


class WatchedBus:
    """A bus that reports what leaves an outbox and what has been delivered before its row is marked."""

    def __init__(self, bus: EventBus, reach: Reach) -> None:
        self._bus = bus
        self._reach = reach

    def register(self, consumer: BoundConsumer) -> None:
        self._bus.register(consumer)

    def lane_of(self, envelope: EventEnvelope) -> str:
        return self._bus.lane_of(envelope)

    async def publish(self, envelopes: Sequence[EventEnvelope]) -> None:
        types = {envelope.event_type for envelope in envelopes}
        if "FlashcardReviewed" in types:
            self._reach(Joint.REVIEW_LEAVES_OUTBOX)
        if "XpAwarded" in types:
            self._reach(Joint.AWARD_LEAVES_OUTBOX)
        await self._bus.publish(envelopes)
        if "FlashcardReviewed" in types:
            self._reach(Joint.REVIEW_DELIVERED)
        if "XpAwarded" in types:
            self._reach(Joint.AWARD_DELIVERED)

    async def start(self) -> None:
        await self._bus.start()

    async def close(self) -> None:
        await self._bus.close()


def watched(definition: AnyDefinition, reach: Reach, event_type: str, joint: Joint) -> AnyDefinition:
    """The definition with a handler that reports when its effect is written and not yet committed."""
    consumers = [_watched_consumer(consumer, reach, event_type, joint) for consumer in definition.consumers]
    return replace(definition, consumers=consumers)


def _watched_consumer(consumer: Consumer, reach: Reach, event_type: str, joint: Joint) -> Consumer:
    handler = consumer.handlers.get(event_type)
    if handler is None:
        return consumer
    return replace(consumer, handlers={**consumer.handlers, event_type: _watched_handler(handler, reach, joint)})


def _watched_handler(handler: EventHandler, reach: Reach, joint: Joint) -> EventHandler:
    async def handle(work: UnitOfWork, envelope: EventEnvelope) -> None:
        await handler(work, envelope)
        await work.session.flush()
        reach(joint)

    return handle


def report_after_commit(subgraph: AnySubgraph, reach: Reach, joint: Joint) -> None:
    wake_relay = subgraph.transactions.on_announced

    def on_announced() -> None:
        reach(joint)
        wake_relay()

    subgraph.transactions.on_announced = on_announced


async def study(learning: AnySubgraph, reach: Reach) -> None:
    sys.stdout.write("studying\n")
    sys.stdout.flush()
    for number in range(REVIEWS_OF_A_STUDY):
        await review(learning, reach, f"review {number}")


async def review(learning: AnySubgraph, reach: Reach, client_mutation_id: str = "the one review") -> None:
    """What the mutation does, with the joint inside its transaction."""
    async with learning.transactions.begin() as work:
        request = ReviewRequest(await _the_card(work), Rating.GOOD)
        await review_flashcard(work, LEARNER, request, client_mutation_id)
        await work.session.flush()
        reach(Joint.REVIEW_WRITTEN)


async def _the_card(work: UnitOfWork) -> UUID:
    item = ItemRef(ItemKind.KANJI, seed_id("kanji", "猫"))
    outcome = await create_flashcards(work, LEARNER, NewFlashcards([item]), LearningSettings(), "the one card")
    return outcome.created[0].id


async def is_settled(subgraphs: Sequence[AnySubgraph]) -> bool:
    """Is every outbox empty? What one delivers may fill the next, so they are asked in the order of events."""
    for subgraph in subgraphs:
        async with subgraph.database.read() as session:
            if await EventStore(session, subgraph.definition.event_tables).unpublished(1):
                return False
    return True


async def run(home: Path, action: str, chosen: Joint | None) -> None:
    reach = dying_at(chosen)
    in_process = Messaging.in_process()
    messaging = replace(in_process, bus=WatchedBus(InProcessEventBus(), reach))
    definitions = (
        LEARNING,
        watched(PROGRESS, reach, "FlashcardReviewed", Joint.AWARD_WRITTEN),
        watched(NOTIFICATIONS, reach, "XpAwarded", Joint.NOTIFICATION_WRITTEN),
    )
    subgraphs = [open_subgraph(definition, home, messaging) for definition in definitions]
    for subgraph in subgraphs:
        await subgraph.migrate()
    learning, progress, _ = subgraphs
    report_after_commit(learning, reach, Joint.REVIEW_COMMITTED)
    report_after_commit(progress, reach, Joint.AWARD_COMMITTED)
    async with run_subgraphs(subgraphs, messaging):
        if action == "review":
            await review(learning, reach)
        else:
            await study(learning, reach)
        await eventually(lambda: is_settled(subgraphs), 30)


def start(home: str, action: str, joint: str = "") -> None:
    asyncio.run(run(Path(home), action, Joint(joint) if joint else None))
