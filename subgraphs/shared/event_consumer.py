"""How a subgraph handles the events of others: once in effect, with patience, and never blocked for ever.

The inbox row and the effect share a transaction, so an event that is delivered again changes nothing. A handler that
fails is tried again with growing, jittered pauses; after the last try the event becomes a dead letter, which a command
lists and replays. While the consumer's own database is out of reach nothing is given up: there would be nowhere to
write the dead letter.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import structlog
from sqlalchemy.exc import SQLAlchemyError

from subgraphs.shared.database import DatabaseIsClosed
from subgraphs.shared.event import EventEnvelope
from subgraphs.shared.event_tables import EventStore
from subgraphs.shared.retry_policy import RetryPolicy
from subgraphs.shared.unit_of_work import Cause, Transactions, UnitOfWork

log = structlog.get_logger(__name__)

EventHandler = Callable[[UnitOfWork, EventEnvelope], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Consumer:
    """What a domain does about the events of one topic. Its name is for ever: the inbox remembers by it."""

    name: str
    topic: str
    handlers: Mapping[str, EventHandler]
    """By event type. Types without a handler are passed over."""

    hears_of_erased: bool = False
    """Whether events about people who were erased here reach it: what they would write must not come back."""


class BoundConsumer:
    """A consumer with the database in which its effects are written."""

    def __init__(self, consumer: Consumer, transactions: Transactions, retries: RetryPolicy) -> None:
        self.consumer = consumer
        self.group = transactions.source
        self._transactions = transactions
        self._retries = retries

    async def handle(self, envelope: EventEnvelope) -> None:
        """Return when the event has had its effect or is a dead letter.

        Raises `DatabaseIsClosed` while the subgraph stops; the event is then not handled.
        """
        if envelope.event_type not in self.consumer.handlers:
            return
        attempt = 0
        while True:
            attempt += 1
            try:
                return await self.handle_once(envelope)
            except DatabaseIsClosed:
                raise
            except Exception as error:  # the consumer loop's boundary: a handler may fail in any way
                if attempt >= self._retries.attempts and await self._bury(envelope, error, attempt):
                    return
                self._tell(envelope, error, attempt)
            await asyncio.sleep(self._retries.pause_after(attempt))

    async def handle_once(self, envelope: EventEnvelope) -> None:
        """One try: the effect and its inbox row together, or neither."""
        cause = Cause(envelope.correlation_id, envelope.event_id)
        async with self._transactions.begin(cause) as work:
            store = EventStore(work.session, self._transactions.tables)
            is_new = await store.record_handled(envelope, self.consumer.name, work.now)
            if is_new and (self.consumer.hears_of_erased or not await store.is_about_erased(envelope)):
                await self.consumer.handlers[envelope.event_type](work, envelope)

    async def _bury(self, envelope: EventEnvelope, error: Exception, attempts: int) -> bool:
        try:
            async with self._transactions.begin() as work:
                store = EventStore(work.session, self._transactions.tables)
                text = f"{type(error).__name__}: {error}"
                await store.add_dead_letter(envelope, self.consumer.name, text, attempts, work.now)
        except (SQLAlchemyError, OSError):
            return False
        log.error("event.dead_letter", consumer=self.consumer.name, **_names(envelope), exc_info=error)
        return True

    def _tell(self, envelope: EventEnvelope, error: Exception, attempt: int) -> None:
        fields = {"consumer": self.consumer.name, "attempt": attempt, "error": type(error).__name__}
        log.warning("event.handling.failed", **fields, **_names(envelope))


def _names(envelope: EventEnvelope) -> dict[str, str]:
    return {"event_type": envelope.event_type, "event_id": str(envelope.event_id), "topic": envelope.topic}
