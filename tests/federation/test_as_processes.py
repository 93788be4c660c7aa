"""The same over HTTP: a process per subgraph, a router with two workers, events and live values over a real Redis."""

import io
import os
import shutil
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zipfile import ZipFile

import pytest
import pytest_asyncio
from redis.asyncio import Redis

from kumiki.explorer import read_operation
from kumiki.ports import free_port
from kumiki.services.processes import Supervisor
from kumiki.services.redis_server import LocalRedis
from kumiki.services.topology import (
    RouterAddress,
    ServiceSettings,
    SubgraphAddress,
    router_process,
    subgraph_addresses,
    subgraph_process,
)
from subgraphs.accounts.credentials import make_credentials
from subgraphs.accounts.settings import AccountsSettings
from subgraphs.shared.caller import Caller, sign_caller
from subgraphs.shared.clock import utc_now
from subgraphs.shared.ids import seed_id
from tests.federation.client import Client
from tests.federation.mutating import mutate
from tests.federation.trials_of_api_keys import KEY
from tests.federation.trials_of_media import upload
from tests.federation.tutors import tutor_token
from tests.router.server.raw_http import ask
from tests.subgraphs.content.recordings import mp3
from tests.support.subgraphs import eventually

pytestmark = [pytest.mark.services, pytest.mark.asyncio(loop_scope="module")]

HOME = read_operation("home")


@dataclass(frozen=True, slots=True)
class RunningServices:
    supervisor: Supervisor
    client: Client
    redis: Redis

    def port_of(self, subgraph: str) -> int:
        command = next(each.spec.command for each in self.supervisor.running if each.spec.name == subgraph)
        return int(command[command.index("--port") + 1])

    async def listener_count(self) -> int:
        """How many channels of live values somebody listens to."""
        return len(await self.redis.pubsub_channels("kumiki:live:*"))


@pytest.fixture(scope="module")
def own_home(seeded_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("processes") / "home"
    shutil.copytree(seeded_home, copy)
    return copy


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def services(own_home: Path) -> AsyncIterator[RunningServices]:
    logs = own_home / "log"
    redis_server = LocalRedis(own_home / "redis", free_port(), "a-password", logs / "redis.log")
    settings = ServiceSettings(
        home=own_home,
        database_url=f"sqlite+aiosqlite:///{own_home}/{{name}}.db",
        redis_url=redis_server.url,
        caller_key="a key that router and subgraphs share",
        log_directory=logs,
    )
    subgraphs = tuple(SubgraphAddress(each.name, free_port()) for each in subgraph_addresses())
    router = RouterAddress("127.0.0.1", free_port(), workers=2)
    supervisor = Supervisor()
    try:
        await supervisor.start(redis_server.process())
        await supervisor.start(*(subgraph_process(address, settings) for address in subgraphs))
        await supervisor.start(router_process(router, subgraphs, settings))
        async with Redis.from_url(redis_server.url) as redis:
            yield RunningServices(supervisor, Client(router.port, router.port), redis)
    finally:
        await supervisor.stop()


async def test_the_home_query_is_answered_over_http(services: RunningServices) -> None:
    data = await (await services.client.signed_in()).data(HOME)
    assert data["viewer"]["profile"]["displayName"] == "Demo Learner"
    assert data["viewer"]["progress"]["xp"] > 0
    assert all(edge["node"]["front"] for edge in data["viewer"]["dueCards"]["edges"])
    assert data["viewer"]["notifications"]["edges"]
    assert len(data["leaderboard"]["edges"]) == 10


async def test_every_worker_asks_accounts_what_a_key_means(services: RunningServices) -> None:
    learner = await services.client.signed_in()
    made = await mutate(learner, "createApiKey", {"name": "importer", "scopes": []}, KEY)
    program = replace(learner, token=made["key"])
    for _ in range(6):  # whichever worker takes the connection
        assert (await program.data("{ viewer { handle } }"))["viewer"]["handle"] == "demo"
    answer = await replace(learner, token="kumiki_" + "0" * 36).answer("{ viewer { handle } }")
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["UNAUTHENTICATED"]


async def test_events_and_live_values_travel_between_processes(services: RunningServices) -> None:
    client = await services.client.signed_in()
    xp = (await client.data(HOME))["viewer"]["progress"]["xp"]
    async with client.subscribe(read_operation("notification_received")) as subscription:

        async def is_listening() -> bool:
            return await services.listener_count() == 1

        await eventually(is_listening)
        await client.review(await client.a_due_card())
        assert (await subscription.next())["notificationReceived"]["title"]
    assert (await client.data(HOME))["viewer"]["progress"]["xp"] > xp

    async def has_left() -> bool:
        return await services.listener_count() == 0

    await eventually(has_left)


async def test_a_file_passes_through_the_router_and_is_served_by_its_subgraph(
    services: RunningServices, own_home: Path
) -> None:
    token = tutor_token(make_credentials(AccountsSettings(home=own_home)))
    media = (await upload(replace(services.client, token=token), mp3(), "cat.mp3"))["media"]
    url = urlsplit(media["url"])
    assert url.port == services.port_of("content")
    part = await ask(url.port, "GET", f"{url.path}?{url.query}", {"range": "bytes=0-99"})
    assert (part.status, part.body) == (206, mp3()[:100])


async def test_an_export_is_put_together_by_processes_and_served_by_one(services: RunningServices) -> None:
    learner = await services.client.signed_in()
    await learner.data("mutation { requestDataExport(input: {}) { userErrors { code } } }")
    found: dict[str, Any] = {}

    async def is_ready() -> bool:
        found.update((await learner.data("{ viewer { dataExport { state downloadUrl } } }"))["viewer"]["dataExport"])
        return bool(found["state"] == "READY")

    await eventually(is_ready, seconds=30)
    url = urlsplit(found["downloadUrl"])
    assert url.port == services.port_of("accounts")
    answer = await ask(url.port, "GET", f"{url.path}?{url.query}")
    with ZipFile(io.BytesIO(answer.body)) as archive:
        folders = {name.partition("/")[0] for name in archive.namelist()}
    assert {"accounts", "learning", "progress", "notifications"} <= folders


async def test_a_dead_subgraph_costs_its_own_fields_only_and_comes_back(services: RunningServices) -> None:
    client = await services.client.signed_in()
    os.kill(services.supervisor.process_id("progress"), signal.SIGKILL)

    async def is_missed() -> bool:
        return "errors" in await client.answer(HOME)

    await eventually(is_missed)
    answer = await client.answer(HOME)
    assert {error["extensions"]["service"] for error in answer["errors"]} == {"progress"}
    assert answer["data"]["viewer"]["progress"] is None
    assert answer["data"]["leaderboard"] is None
    assert len(answer["data"]["viewer"]["dueCards"]["edges"]) == 20

    async def is_back() -> bool:
        # For every worker of the router: each leaves a subgraph out for a while that has failed it.
        answers = [await client.answer(HOME) for _ in range(12)]
        return not any("errors" in answer for answer in answers)

    await eventually(is_back, seconds=30)


async def test_a_subgraph_believes_nobody_but_the_router(services: RunningServices) -> None:
    port = services.port_of("accounts")
    forged = sign_caller(Caller(seed_id("user", 0)), "a key that somebody made up for themselves", utc_now())
    headers = {"content-type": "application/json", "kumiki-caller": forged}
    answer = await ask(port, headers=headers, body=b'{"query": "{ viewer { email } }"}')
    assert answer.json["data"] is None
    assert answer.codes == ["UNAUTHENTICATED"]
