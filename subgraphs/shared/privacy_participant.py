"""A domain's part in exports and erasures that another domain leads.

It hears of them by events, does its part as a job, and answers by an event, in the transaction of what it did. So it
may be killed between any two steps, and be told anything twice.
"""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar
from uuid import UUID

from subgraphs.shared.event import EventEnvelope
from subgraphs.shared.event_consumer import Consumer
from subgraphs.shared.event_tables import EventStore
from subgraphs.shared.job_request import JobRequest
from subgraphs.shared.jobs import Job, JobContext
from subgraphs.shared.objects import ObjectStore, open_object_store
from subgraphs.shared.privacy import Erasure, PrivacyPolicy, Retained, erase, foretell, object_keys
from subgraphs.shared.privacy_archive import pieces_of, write_part
from subgraphs.shared.privacy_events import ErasureForetold, RetainedData, UserDataCollected, UserDataErased
from subgraphs.shared.settings import SubgraphSettings
from subgraphs.shared.unit_of_work import UnitOfWork

LEADER_TOPIC = "user-events"
HANDOVER = "handover"
"""The object store that all domains share, for what they hand to each other."""

Context = JobContext[SubgraphSettings, Any]


class CollectUserData(JobRequest):
    kind: ClassVar[str] = "collect-user-data"
    user_id: UUID
    export_id: UUID


class EraseUserData(JobRequest):
    kind: ClassVar[str] = "erase-user-data"
    user_id: UUID
    erasure_id: UUID


def part_key(export_id: UUID, domain: str) -> str:
    """Where in the handover store a domain's part of an export is."""
    return f"exports/{export_id}/{domain}.zip"


async def erase_files(policy: PrivacyPolicy, objects: ObjectStore, job: Context, user_id: UUID) -> None:
    """Before the rows that know of them: a file that nobody knows of would stay for ever."""
    async with job.database.read() as session:
        keys = await object_keys(session, policy, user_id)
    await objects.delete(*keys)


def told(retained: list[Retained]) -> list[RetainedData]:
    return [RetainedData(what=each.what, count=each.count, because=each.because) for each in retained]


def erasure_told(user_id: UUID, erasure_id: UUID, domain: str, erasure: Erasure) -> UserDataErased:
    return UserDataErased(
        user_id=user_id,
        erasure_id=erasure_id,
        domain=domain,
        erased=dict(erasure.erased),
        anonymised=dict(erasure.anonymised),
        retained=told(list(erasure.retained)),
    )


@dataclass(frozen=True, slots=True)
class PrivacyParticipant:
    """Made by `SubgraphDefinition` from the domain's policy."""

    domain: str
    policy: PrivacyPolicy

    def consumer(self) -> Consumer:
        handlers = {"UserDataRequested": self._collect_later, "UserErasureScheduled": self._foretell}
        if self.policy.erases_itself:
            handlers["UserErasureBegun"] = self._erase_later
        return Consumer("privacy", LEADER_TOPIC, handlers, hears_of_erased=True)

    def jobs(self) -> tuple[Job[Any], ...]:
        collecting = Job(request=CollectUserData, handler=self._collect, at_once=1)
        return (collecting, Job(request=EraseUserData, handler=self._erase, at_once=1))

    async def _collect_later(self, work: UnitOfWork, event: EventEnvelope) -> None:
        user_id, export_id = UUID(event.data["userId"]), UUID(event.data["exportId"])
        work.enqueue(CollectUserData(user_id=user_id, export_id=export_id), unique_key=str(export_id))

    async def _erase_later(self, work: UnitOfWork, event: EventEnvelope) -> None:
        user_id, erasure_id = UUID(event.data["userId"]), UUID(event.data["erasureId"])
        work.enqueue(EraseUserData(user_id=user_id, erasure_id=erasure_id), unique_key=str(erasure_id))

    async def _foretell(self, work: UnitOfWork, event: EventEnvelope) -> None:
        user_id, erasure_id = UUID(event.data["userId"]), UUID(event.data["erasureId"])
        retained = await foretell(work.session, self.policy, user_id)
        work.announce(
            ErasureForetold(user_id=user_id, erasure_id=erasure_id, domain=self.domain, retained=told(retained))
        )

    async def _collect(self, job: Context, request: CollectUserData) -> None:
        handover = await self._open(job, HANDOVER)
        own_files = await self._open(job, self.domain) if self._has_files else None
        with TemporaryDirectory() as directory:
            path = Path(directory) / "part.zip"
            await write_part(path, self.policy, job.database, own_files, request.user_id)
            await handover.put(part_key(request.export_id, self.domain), pieces_of(path))
        async with job.finish() as work:
            work.announce(UserDataCollected(user_id=request.user_id, export_id=request.export_id, domain=self.domain))

    async def _erase(self, job: Context, request: EraseUserData) -> None:
        if self._has_files:
            await erase_files(self.policy, await self._open(job, self.domain), job, request.user_id)
        async with job.finish() as work:
            erasure = await erase(work.session, self.policy, request.user_id)
            await EventStore(work.session, job.transactions.tables).remember_erased(request.user_id, work.now)
            work.announce(erasure_told(request.user_id, request.erasure_id, self.domain, erasure))

    @property
    def _has_files(self) -> bool:
        return any(personal.objects is not None for personal in self.policy.tables)

    async def _open(self, job: Context, store: str) -> ObjectStore:
        return await asyncio.to_thread(open_object_store, job.settings, store, job.transactions.clock)
