"""The port between outboxes and consumers, and its implementation within one process."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from typing import Protocol

from subgraphs.shared.event import EventEnvelope
from subgraphs.shared.event_consumer import BoundConsumer
from subgraphs.shared.stop_tasks import stop_tasks


class EventBus(Protocol):
    """Takes events from relays and brings them to consumers, at least once, in order per key."""

    def register(self, consumer: BoundConsumer) -> None:
        """Deliver the consumer's topic to it. Called before anything starts."""
        ...

    def lane_of(self, envelope: EventEnvelope) -> str:
        """Events of one lane are published in order, lanes independently of each other."""
        ...

    async def publish(self, envelopes: Sequence[EventEnvelope]) -> None:
        """Return when these events, of one lane, are safe without their outbox rows. Raise otherwise."""
        ...

    async def start(self) -> None: ...

    async def close(self) -> None: ...


class BusIsClosed(Exception):
    """The platform is stopping: events stay in their outboxes."""


class InProcessEventBus:
    """Brings events straight from the outbox to every consumer of this process.

    There is no store between: `publish` returns when every consumer has handled the events, and only then does the
    relay mark its rows. A lane is a key, so that a consumer's retries hold up the events of that key alone.
    """

    def __init__(self) -> None:
        self._consumers: defaultdict[str, list[BoundConsumer]] = defaultdict(list)
        self._deliveries: set[asyncio.Task[None]] = set()
        self._is_closed = False

    def register(self, consumer: BoundConsumer) -> None:
        self._consumers[consumer.consumer.topic].append(consumer)

    def lane_of(self, envelope: EventEnvelope) -> str:
        return envelope.key

    async def publish(self, envelopes: Sequence[EventEnvelope]) -> None:
        if self._is_closed:
            raise BusIsClosed
        topics = {envelope.topic for envelope in envelopes}
        consumers = [consumer for topic in sorted(topics) for consumer in self._consumers[topic]]
        async with asyncio.TaskGroup() as group:
            for consumer in consumers:
                delivery = group.create_task(_deliver(consumer, envelopes))
                self._deliveries.add(delivery)
                delivery.add_done_callback(self._deliveries.discard)
        if self._is_closed:
            # Some of them may have been given up.
            raise BusIsClosed

    async def start(self) -> None:
        pass

    async def close(self) -> None:
        """Give up what is under way: who delivers to a subgraph holds a connection of it, which closes next."""
        self._is_closed = True
        await stop_tasks(self._deliveries)


async def _deliver(consumer: BoundConsumer, envelopes: Sequence[EventEnvelope]) -> None:
    for envelope in envelopes:
        if envelope.topic == consumer.consumer.topic:
            await consumer.handle(envelope)
