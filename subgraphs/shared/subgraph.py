"""A domain as something that runs: what it consists of, and one running instance of it.

The instance answers GraphQL in process; `app.py` puts the same calls behind HTTP and WebSocket.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Generic
from uuid import UUID

from graphql import GraphQLError
from sqlalchemy import MetaData
from starlette.routing import BaseRoute
from strawberry.exceptions import MissingQueryError
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from subgraphs.shared.caller import CallerVerifier
from subgraphs.shared.caller_logs import each_with_logs_of, logs_of
from subgraphs.shared.client import client_of
from subgraphs.shared.clock import Clock, utc_now
from subgraphs.shared.context import LoadersT, ServicesT, SubgraphContext
from subgraphs.shared.database import Database
from subgraphs.shared.error_mask import public_error
from subgraphs.shared.errors import DomainError
from subgraphs.shared.event import Event
from subgraphs.shared.event_consumer import BoundConsumer, Consumer
from subgraphs.shared.event_tables import DeadLetter, EventStore, EventTables
from subgraphs.shared.federated_schema import FederatedSchema
from subgraphs.shared.ids import new_id
from subgraphs.shared.job_tables import JobRow, JobState, JobStore, JobTables
from subgraphs.shared.job_worker import JobWorker, WorkerPolicy
from subgraphs.shared.jobs import Job, JobContext, PeriodicJob
from subgraphs.shared.loaders import LoaderSource
from subgraphs.shared.mail import make_mailer
from subgraphs.shared.messaging import Messaging
from subgraphs.shared.migrations import migrate
from subgraphs.shared.outbox_relay import OutboxRelay
from subgraphs.shared.privacy import PrivacyPolicy
from subgraphs.shared.privacy_participant import PrivacyParticipant
from subgraphs.shared.retention import FORGET_WHAT_IS_OVER
from subgraphs.shared.retry_policy import RetryPolicy
from subgraphs.shared.seeding import ReportProgress, Seed, SettingsT, report_nothing
from subgraphs.shared.settings import SubgraphSettings
from subgraphs.shared.unit_of_work import Cause, Transactions

CORRELATION_HEADER = "x-correlation-id"

Answer = dict[str, Any]
"""A GraphQL response: `data`, and `errors` where there are any. Every value is a JSON value."""


def no_services(_settings: SubgraphSettings) -> None:
    """For a domain whose resolvers need nothing but the database."""


@dataclass(frozen=True, kw_only=True)
class SubgraphDefinition(Generic[SettingsT, LoadersT, ServicesT]):
    """What a domain consists of. Its app.py makes the one value of this."""

    name: str
    schema: FederatedSchema
    metadata: MetaData
    event_tables: EventTables
    job_tables: JobTables
    settings_type: type[SettingsT]
    make_loaders: Callable[[LoaderSource], LoadersT]
    make_services: Callable[[SettingsT], ServicesT]
    """Runs once at start-up; the result is `info.context.services`. `no_services` where there is none."""

    events: Sequence[type[Event]] = ()
    """What this domain announces."""

    consumers: Sequence[Consumer] = ()
    """What it does about the events of others."""

    jobs: Sequence[Job[Any]] = ()
    """What it does after the answer."""

    periodic_jobs: Sequence[PeriodicJob] = ()
    """What it does again and again, besides forgetting what is over."""

    privacy: PrivacyPolicy | None = None
    """What it holds of people. With it, the domain takes part in exports and erasures."""

    seed: Seed[SettingsT] | None = None
    make_routes: Callable[[ServicesT, Transactions], Sequence[BaseRoute]] = lambda _services, _transactions: ()
    """HTTP routes beside /graphql, such as a key set."""

    @property
    def all_consumers(self) -> tuple[Consumer, ...]:
        """With those that every domain has."""
        return (*self.consumers, *(each.consumer() for each in self._participants))

    @property
    def all_jobs(self) -> tuple[Job[Any], ...]:
        """With those that every domain has."""
        return (*self.jobs, *(job for each in self._participants for job in each.jobs()))

    @property
    def _participants(self) -> tuple[PrivacyParticipant, ...]:
        return (PrivacyParticipant(self.name, self.privacy),) if self.privacy is not None else ()

    def open(
        self, settings: SettingsT, messaging: Messaging, clock: Clock = utc_now
    ) -> "Subgraph[SettingsT, LoadersT, ServicesT]":
        """An instance, not started yet. Its consumers are registered with the messaging's bus."""
        return Subgraph(self, settings, messaging, clock)


class Subgraph(Generic[SettingsT, LoadersT, ServicesT]):
    """A running subgraph."""

    def __init__(
        self,
        definition: SubgraphDefinition[SettingsT, LoadersT, ServicesT],
        settings: SettingsT,
        messaging: Messaging,
        clock: Clock,
    ) -> None:
        self.definition = definition
        self.settings = settings
        self.database = Database(settings.database_url_for(definition.name))
        self.services = definition.make_services(settings)
        self.transactions = Transactions(
            definition.name,
            self.database,
            definition.event_tables,
            definition.job_tables,
            messaging.live,
            clock,
            self.services,
        )
        self.mailer = make_mailer(settings, clock)
        self.jobs = JobWorker(
            self.transactions,
            definition.all_jobs,
            (FORGET_WHAT_IS_OVER, *definition.periodic_jobs),
            self._job_context,
            WorkerPolicy.from_settings(settings),
        )
        self.transactions.on_enqueued = self.jobs.wake
        self.relay: OutboxRelay | None = None
        if messaging.bus is not None:
            retention = timedelta(days=settings.outbox_retention_days)
            self.relay = OutboxRelay(self.database, definition.event_tables, messaging.bus, retention, clock)
            self.transactions.on_announced = self.relay.wake
        self.consumers = [
            BoundConsumer(consumer, self.transactions, RetryPolicy(settings.event_attempts))
            for consumer in definition.all_consumers
        ]
        for consumer in self.consumers:
            if messaging.bus is not None:
                messaging.bus.register(consumer)
        self._callers = CallerVerifier(settings.shared_key(), clock)

    @property
    def name(self) -> str:
        return self.definition.name

    async def migrate(self) -> bool:
        """Bring the database to the newest form; False when it was there already."""
        return await migrate(self.settings.database_url_for(self.name), self.name)

    async def seed(self, report: ReportProgress = report_nothing) -> None:
        if self.definition.seed is not None:
            await self.definition.seed(self.transactions, self.settings, report)

    def start(self) -> None:
        if self.relay is not None:
            self.relay.start()
        self.jobs.start()

    async def close(self) -> None:
        await self.jobs.close()
        if self.relay is not None:
            await self.relay.close()
        await self.database.close()

    def make_context(
        self, headers: Mapping[str, str], is_long_lived: bool = False
    ) -> SubgraphContext[LoadersT, ServicesT]:
        """Header names are in lower case. Raises `Unauthenticated` for a caller header that is not valid."""
        return SubgraphContext(
            caller=self._callers.verify(headers),
            cause=Cause(headers.get(CORRELATION_HEADER) or str(new_id())),
            transactions=self.transactions,
            make_loaders=self.definition.make_loaders,
            services=self.services,
            is_long_lived=is_long_lived,
            client=client_of(headers),
        )

    async def execute(
        self,
        document: str,
        variables: Mapping[str, Any] | None = None,
        operation_name: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Answer a query or mutation. Header names are in lower case."""
        try:
            context = self.make_context(headers or {})
            with logs_of(context.caller):
                result = await self.definition.schema.execute(
                    document,
                    variable_values=dict(variables or {}),
                    operation_name=operation_name,
                    context_value=context,
                    allowed_operation_types=(OperationType.QUERY, OperationType.MUTATION),
                )
        except (DomainError, MissingQueryError, CannotGetOperationTypeError, InvalidOperationTypeError) as error:
            return _refused(error)
        return _to_answer(result)

    async def subscribe(
        self,
        document: str,
        variables: Mapping[str, Any] | None = None,
        operation_name: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> AsyncGenerator[Answer, None]:
        """An answer per event. Closing the generator, or cancelling whoever waits for it, ends the subscription."""
        try:
            context = self.make_context(headers or {}, is_long_lived=True)
            results = await self.definition.schema.subscribe(
                document,
                variable_values=dict(variables or {}),
                operation_name=operation_name,
                context_value=context,
            )
        except DomainError as error:
            yield _refused(error)
            return
        async with aclosing(results):
            async for result in each_with_logs_of(context.caller, results):
                yield _to_answer(result)

    async def dead_letters(self) -> list[DeadLetter]:
        async with self.database.read() as session:
            return await EventStore(session, self.definition.event_tables).dead_letters()

    async def replay(self, letter: DeadLetter) -> None:
        """Try a dead letter once more, and forget it when that succeeds. Raises what the handler raises."""
        consumer = next((c for c in self.consumers if c.consumer.name == letter.consumer), None)
        if consumer is None:
            raise LookupError(f'"{self.name}" has no consumer "{letter.consumer}" any more.')
        await consumer.handle_once(letter.envelope)
        async with self.transactions.begin() as work:
            await EventStore(work.session, self.definition.event_tables).delete_dead_letter(letter.id)

    async def list_jobs(self, states: Sequence[JobState]) -> list[JobRow]:
        async with self.database.read() as session:
            return await JobStore(session, self.definition.job_tables).listed(states)

    async def retry_jobs(self, job_id: UUID | None = None) -> int:
        """Let dead jobs begin anew, one or all of them; how many that were."""
        async with self.transactions.begin() as work:
            return await JobStore(work.session, self.definition.job_tables).revive(work.now, job_id)

    def _job_context(self, row: JobRow) -> JobContext[SettingsT, ServicesT]:
        return JobContext(self.transactions, self.services, self.settings, self.mailer, row)


@asynccontextmanager
async def run_subgraphs(subgraphs: Sequence[Subgraph[Any, Any, Any]], messaging: Messaging) -> AsyncIterator[None]:
    """Run migrated subgraphs of one process together: delivery starts last and stops first."""
    async with AsyncExitStack() as stack:
        stack.push_async_callback(messaging.close)
        for subgraph in subgraphs:
            stack.push_async_callback(subgraph.close)
        stack.push_async_callback(messaging.stop)
        for subgraph in subgraphs:
            subgraph.start()
        await messaging.start()
        yield


def _to_answer(result: ExecutionResult) -> Answer:
    answer: Answer = {"data": result.data}
    if result.errors:
        answer["errors"] = [public_error(error).formatted for error in result.errors]
    return answer


def _refused(error: Exception) -> Answer:
    match error:
        case DomainError():
            refusal = public_error(GraphQLError(str(error), original_error=error))
        case CannotGetOperationTypeError():
            refusal = _bad_request(error.as_http_error_reason())
        case InvalidOperationTypeError():
            refusal = _bad_request(error.as_http_error_reason("POST"))
        case _:
            refusal = _bad_request("There is no query to answer.")
    return {"data": None, "errors": [refusal.formatted]}


def _bad_request(message: str) -> GraphQLError:
    return GraphQLError(message, extensions={"code": "BAD_REQUEST"})
