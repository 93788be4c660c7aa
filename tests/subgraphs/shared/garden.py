"""A small domain that uses everything in shared: gardens, the plants in them, and what happens to those."""

from collections.abc import AsyncGenerator, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, ClassVar
from uuid import UUID

import strawberry
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from subgraphs.shared.connections import After, Before, Connection, First, Last
from subgraphs.shared.context import SubgraphContext, require_caller
from subgraphs.shared.database import UtcDateTime, rows_by_key, table_registry
from subgraphs.shared.errors import Forbidden, NotFound, Refusal
from subgraphs.shared.event import Event, EventEnvelope
from subgraphs.shared.event_consumer import Consumer
from subgraphs.shared.event_tables import define_event_tables
from subgraphs.shared.federated_schema import FederatedSchema
from subgraphs.shared.ids import new_id, parse_id
from subgraphs.shared.job_tables import define_job_tables
from subgraphs.shared.loaders import LoaderSource
from subgraphs.shared.pagination import (
    Page,
    PageRequest,
    SeekOrder,
    ascending,
    fetch_page,
    fetch_pages_by_parent,
    page_request,
)
from subgraphs.shared.settings import SubgraphSettings
from subgraphs.shared.subgraph import SubgraphDefinition, no_services
from subgraphs.shared.unit_of_work import UnitOfWork
from subgraphs.shared.uploads import UploadedFile
from subgraphs.shared.user_errors import UserError, answer_refusals, user_errors_field


class Table(SQLModel, registry=table_registry()):
    pass


class PlantRow(Table, table=True):
    __tablename__ = "plant"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    garden: str = Field(index=True)
    name: str
    height: int
    planted_at: datetime = Field(sa_type=UtcDateTime)


EVENT_TABLES = define_event_tables(Table.metadata)
JOB_TABLES = define_job_tables(Table.metadata)

BY_HEIGHT = SeekOrder.by("plants-by-height", ascending(col(PlantRow.height)), ascending(col(PlantRow.id)))


class PlantGrew(Event):
    """A plant is taller than before."""

    topic: ClassVar[str] = "garden-events"
    key_field: ClassVar[str] = "plant_id"

    plant_id: UUID = Field(description="Which plant.")
    by: int = Field(description="By how many centimetres.")


class HeightIsTooGreat(Refusal):
    code = "HEIGHT_IS_TOO_GREAT"


class Plants:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def by_ids(self, ids: Sequence[UUID]) -> dict[UUID, PlantRow]:
        rows = await self._session.scalars(select(PlantRow).where(col(PlantRow.id).in_(ids)))
        return rows_by_key(rows.all(), "id")

    async def page(self, request: PageRequest) -> Page[PlantRow]:
        return await fetch_page(self._session, select(PlantRow), BY_HEIGHT, request)

    async def pages_by_garden(self, gardens: Sequence[str], request: PageRequest) -> dict[str, Page[PlantRow]]:
        return await fetch_pages_by_parent(
            self._session, select(PlantRow), PlantRow.garden, gardens, BY_HEIGHT, request
        )


class Loaders:
    def __init__(self, source: LoaderSource) -> None:
        self.plant_by_id = source.by_key(lambda session, ids: Plants(session).by_ids(ids))
        self.plants_by_garden = source.pages_by_key(
            lambda session, gardens, request: Plants(session).pages_by_garden(gardens, request)
        )


Info = strawberry.Info[SubgraphContext[Loaders, None], None]


@strawberry.federation.type(keys=["id"])
class Plant:
    id: strawberry.ID
    name: str
    height: int
    planted_at: datetime

    @classmethod
    def from_row(cls, row: PlantRow) -> "Plant":
        return cls(id=strawberry.ID(str(row.id)), name=row.name, height=row.height, planted_at=row.planted_at)

    @classmethod
    async def resolve_reference(cls, info: Info, id: str) -> "Plant | None":
        key = parse_id(id)
        row = await info.context.loaders.plant_by_id.load(key) if key else None
        return cls.from_row(row) if row else None


@strawberry.federation.type(keys=["name"])
class Garden:
    name: str
    visitor_count: int = 0

    @classmethod
    async def resolve_references(
        cls, info: Info, representations: Sequence[dict[str, Any]]
    ) -> "list[Garden | Exception | None]":
        return [cls._resolve(**representation) for representation in representations]

    @classmethod
    def _resolve(cls, name: str, visitor_count: int = 0) -> "Garden | Exception | None":
        if name == "locked":
            return Forbidden("This garden is locked.")
        return None if name == "nowhere" else cls(name=name, visitor_count=visitor_count)

    @strawberry.field
    async def plants(self, info: Info, first: First = None, after: After = None) -> Connection[Plant]:
        page = await info.context.loaders.plants_by_garden.load((self.name, page_request(first, after)))
        return Connection[Plant].from_page(page, Plant.from_row)


@strawberry.input
class GrowPlantInput:
    id: strawberry.ID
    by: int


@strawberry.type
class GrowPlantPayload:
    plant: Plant | None = None
    user_errors: list[UserError] = user_errors_field()


@strawberry.input
class LabelPlantInput:
    file: UploadedFile
    more: list[UploadedFile] = strawberry.field(default_factory=list)


@strawberry.type
class Label:
    filename: str
    content_type: str
    size: int
    digest: str


@strawberry.type
class LabelPlantPayload:
    labels: list[Label] = strawberry.field(default_factory=list)


async def read_label(file: UploadedFile) -> Label:
    digest = sha256()
    async for chunk in file.chunks():
        digest.update(chunk)
    return Label(filename=file.filename, content_type=file.content_type, size=file.size, digest=digest.hexdigest())


async def grow_plant(work: UnitOfWork, plant_id: UUID | None, by: int) -> PlantRow:
    plant = await work.session.get(PlantRow, plant_id) if plant_id else None
    if plant is None:
        raise NotFound("There is no such plant.")
    plant.height += by
    work.announce(PlantGrew(plant_id=plant.id, by=by))
    work.publish_live(f"plant:{plant.id}", {"height": plant.height})
    await work.session.flush()
    if plant.height > 1_000:
        raise HeightIsTooGreat("No plant grows beyond 1000.", ["input", "by"])
    return plant


@strawberry.type
class Query:
    @strawberry.field
    async def plants(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[Plant]:
        async with info.context.database.read() as session:
            page = await Plants(session).page(page_request(first, after, last, before))
        return Connection[Plant].from_page(page, Plant.from_row)

    @strawberry.field
    async def gardens(self, names: list[str]) -> list[Garden]:
        return [Garden(name=name) for name in names]

    @strawberry.field
    async def plant(self, info: Info, id: strawberry.ID) -> Plant | None:
        return await Plant.resolve_reference(info, id)

    @strawberry.field
    async def me(self, info: Info) -> strawberry.ID:
        return strawberry.ID(str(require_caller(info).user_id))

    @strawberry.field
    async def earthquake(self) -> str | None:
        raise RuntimeError("the secret of the ground")


@strawberry.type
class Mutation:
    @strawberry.mutation
    @answer_refusals
    async def grow_plant(self, info: Info, input: GrowPlantInput) -> GrowPlantPayload:
        async with info.context.unit_of_work() as work:
            row = await grow_plant(work, parse_id(input.id), input.by)
        return GrowPlantPayload(plant=Plant.from_row(row))

    @strawberry.mutation
    async def label_plant(self, input: LabelPlantInput) -> LabelPlantPayload:
        return LabelPlantPayload(labels=[await read_label(file) for file in (input.file, *input.more)])


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def plant_grew(self, info: Info, id: strawberry.ID) -> AsyncGenerator[Plant, None]:
        async with info.context.live.subscribe(f"plant:{id}") as values:
            async for _ in values:
                plant = await Plant.resolve_reference(info, id)
                if plant is not None:
                    yield plant


async def add_neighbour(work: UnitOfWork, event: EventEnvelope) -> None:
    """Plants next to one that grows: an effect that shows when it happens twice."""
    if event.data["by"] == 13:
        raise RuntimeError("unlucky")
    work.session.add(PlantRow(garden="neighbours", name=event.key, height=event.data["by"], planted_at=work.now))


GARDEN = SubgraphDefinition(
    name="garden",
    schema=FederatedSchema(query=Query, mutation=Mutation, subscription=Subscription, types=[Plant, Garden]),
    metadata=Table.metadata,
    event_tables=EVENT_TABLES,
    job_tables=JOB_TABLES,
    settings_type=SubgraphSettings,
    make_loaders=Loaders,
    make_services=no_services,
    events=(PlantGrew,),
    consumers=(Consumer("add-neighbours", "garden-events", {"PlantGrew": add_neighbour}),),
)
