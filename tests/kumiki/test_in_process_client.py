import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from kumiki.in_process_client import InProcessSubgraphClient
from router.executor.request_files import FilePart, FileTooLarge, UploadFailed
from router.executor.subgraph_client import SubgraphRequest, SubgraphTimedOut
from router.language.names import SubgraphName
from subgraphs.shared.messaging import Messaging
from subgraphs.shared.settings import SubgraphSettings
from subgraphs.shared.subgraph import Answer
from tests.subgraphs.shared.garden import GARDEN, PlantRow, Table
from tests.support.subgraphs import SubgraphUnderTest, eventually, headers_of, open_subgraph

GARDEN_NAME = SubgraphName("garden")
GREW = "subscription ($id: ID!) { plantGrew(id: $id) { height } }"


class HungSubgraph:
    """Never answers, and knows whether it was told to stop trying."""

    settings = SubgraphSettings()

    def __init__(self) -> None:
        self.was_cancelled = False

    async def execute(
        self,
        document: str,
        variables: Mapping[str, Any] | None,
        operation_name: str | None,
        headers: Mapping[str, str] | None,
    ) -> Answer:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.was_cancelled = True
            raise
        return {"data": None}

    async def subscribe(
        self,
        document: str,
        variables: Mapping[str, Any] | None,
        operation_name: str | None,
        headers: Mapping[str, str] | None,
    ) -> AsyncGenerator[Answer, None]:
        await asyncio.Event().wait()
        yield {"data": None}


@pytest.fixture
async def garden(tmp_path: Path) -> AsyncIterator[SubgraphUnderTest]:
    messaging = Messaging.in_process()
    subgraph = open_subgraph(GARDEN, tmp_path, messaging, max_upload_bytes=1_600_000)
    async with subgraph.database.engine.begin() as connection:
        await connection.run_sync(Table.metadata.create_all)
    yield SubgraphUnderTest(subgraph, messaging)
    await subgraph.close()
    await messaging.close()


async def plant(garden: SubgraphUnderTest) -> str:
    row = PlantRow(garden="east", name="rose", height=10, planted_at=datetime(2026, 1, 1, tzinfo=UTC))
    plant_id = str(row.id)
    async with garden.subgraph.database.write() as session:
        session.add(row)
    return plant_id


async def test_variables_headers_and_operation_name_reach_the_subgraph(garden: SubgraphUnderTest) -> None:
    caller = uuid4()
    plant_id = await plant(garden)
    response = await InProcessSubgraphClient(garden.subgraph).execute(
        SubgraphRequest(
            GARDEN_NAME,
            "query A { me } query B($id: ID!) { me plant(id: $id) { height } }",
            operation_name="B",
            variables={"id": plant_id},
            headers=headers_of(caller),
        )
    )
    assert response.data == {"me": str(caller), "plant": {"height": 10}}
    assert response.errors == ()


async def test_errors_come_with_the_partial_data(garden: SubgraphUnderTest) -> None:
    client = InProcessSubgraphClient(garden.subgraph)
    response = await client.execute(SubgraphRequest(GARDEN_NAME, "{ earthquake gardens(names: []) { name } }"))
    assert response.data == {"earthquake": None, "gardens": []}
    assert [error["path"] for error in response.errors] == [["earthquake"]]


LABEL = "mutation ($input: LabelPlantInput!) { labelPlant(input: $input) { labels { filename size digest } } }"


class Files:
    """Files of a request, in pieces that come when the test says so."""

    def __init__(self, places: Mapping[str, tuple[str, ...]], *contents: list[bytes]) -> None:
        self.places = places
        self._contents = contents
        self.goes_on = asyncio.Event()
        self.goes_on.set()

    async def parts(self) -> AsyncIterator[FilePart]:
        for number, content in enumerate(self._contents):
            yield FilePart(str(number), f"{number}.txt", "text/plain", self._pieces(content))

    async def _pieces(self, content: list[bytes]) -> AsyncIterator[bytes]:
        for piece in content:
            yield piece
            await self.goes_on.wait()


def labelling(files: Files, timeout: float = 30.0) -> SubgraphRequest:
    variables = {"input": {"file": None, "more": [None]}}
    return SubgraphRequest(GARDEN_NAME, LABEL, variables=variables, files=files, timeout=timeout)


TWO_PLACES = {"0": ("variables.input.file",), "1": ("variables.input.more.0",)}


async def test_files_arrive_whole_and_where_they_belong(garden: SubgraphUnderTest) -> None:
    large = [b"rose " * 100_000] * 3
    request = labelling(Files(TWO_PLACES, [b"ro", b"se"], large))
    response = await InProcessSubgraphClient(garden.subgraph).execute(request)
    assert response.errors == ()
    assert response.data is not None
    assert response.data["labelPlant"]["labels"] == [
        {"filename": "0.txt", "size": 4, "digest": sha256(b"rose").hexdigest()},
        {"filename": "1.txt", "size": 1_500_000, "digest": sha256(b"".join(large)).hexdigest()},
    ]
    assert request.variables == {"input": {"file": None, "more": [None]}}


async def test_a_file_larger_than_the_subgraph_takes_is_refused(garden: SubgraphUnderTest) -> None:
    pieces = [b"x" * 900_000] * 2
    with pytest.raises(FileTooLarge):
        await InProcessSubgraphClient(garden.subgraph).execute(labelling(Files(TWO_PLACES, pieces)))


async def test_a_file_that_never_comes_is_missed(garden: SubgraphUnderTest) -> None:
    with pytest.raises(UploadFailed, match='"1"'):
        await InProcessSubgraphClient(garden.subgraph).execute(labelling(Files(TWO_PLACES, [b"rose"])))


async def test_a_file_whose_next_piece_does_not_come_in_time_is_given_up(garden: SubgraphUnderTest) -> None:
    files = Files(TWO_PLACES, [b"ro", b"se"])
    files.goes_on.clear()
    with pytest.raises(SubgraphTimedOut):
        await InProcessSubgraphClient(garden.subgraph).execute(labelling(files, timeout=0.02))


async def test_a_subgraph_that_is_too_slow_is_given_up_and_told_so() -> None:
    hung = HungSubgraph()
    request = SubgraphRequest(GARDEN_NAME, "{ me }", timeout=0.02)
    with pytest.raises(SubgraphTimedOut, match=r"within 0\.02 seconds"):
        await InProcessSubgraphClient(hung).execute(request)
    assert hung.was_cancelled


async def test_each_event_is_a_response_and_closing_frees_the_subgraph(garden: SubgraphUnderTest) -> None:
    plant_id = await plant(garden)
    client = InProcessSubgraphClient(garden.subgraph)
    events = client.subscribe(SubgraphRequest(GARDEN_NAME, GREW, variables={"id": plant_id}))
    first = asyncio.create_task(anext(events))

    async def is_listening() -> bool:
        return garden.messaging.live.listener_count == 1

    await eventually(is_listening)
    grow = "mutation ($id: ID!) { growPlant(input: {id: $id, by: 5}) { plant { height } } }"
    await client.execute(SubgraphRequest(GARDEN_NAME, grow, variables={"id": plant_id}))
    assert (await first).data == {"plantGrew": {"height": 15}}
    await events.aclose()
    assert garden.messaging.live.listener_count == 0
