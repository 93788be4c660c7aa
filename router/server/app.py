"""The router as an ASGI application, to serve or to embed.

The GraphQL endpoint is answered beneath Starlette, whose request and response objects would cost more than the rest of
a cached request; everything else (health, the query page) is Starlette's.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress

import structlog
from starlette.types import Receive, Scope, Send

from router.executor.subgraph_client import SubgraphClient
from router.language.names import SubgraphName
from router.server.access_control import PolicyJudge
from router.server.authentication import Authenticator
from router.server.choose_labels import LabelChooser
from router.server.explorer import ExplorerSource
from router.server.generation import Generation, Parts, make_faces, make_generation
from router.server.metrics import Metrics
from router.server.operations import Operations
from router.server.pipeline import OperationPlanner
from router.settings import RouterSettings
from router.supergraph.model import Supergraph

log = structlog.get_logger()

GRAPHQL_PATH = "/graphql"


def create_app(
    supergraph: Supergraph,
    settings: RouterSettings | None = None,
    clients: Mapping[SubgraphName, SubgraphClient] | None = None,
    *,
    authenticator: Authenticator | None = None,
    explorer: ExplorerSource | None = None,
    planner: OperationPlanner | None = None,
    policies: PolicyJudge | None = None,
    labels: LabelChooser | None = None,
) -> "RouterApp":
    """Build the application.

    `clients` answer for the subgraphs they are given for, in process for instance; the others are called over HTTP at
    their routing URLs. `authenticator`, `explorer`, `policies` and `labels` take the place of what the settings say.
    Raises `SettingsError` for settings or clients of subgraphs that do not exist.
    """
    parts = Parts(clients or {}, authenticator, explorer, planner, policies, labels)
    return RouterApp(make_generation(supergraph, settings or RouterSettings(), parts))


class RouterApp:
    """Sends each connection to the part that answers it, and goes over to another supergraph or other settings."""

    def __init__(self, generation: Generation) -> None:
        self.generation = generation
        settings = generation.settings
        self._operations = Operations(generation.pipeline, generation.documents, settings)
        self._faces = make_faces(generation, self._operations)
        self._going_over = asyncio.Lock()
        self._beside: list[Callable[[], Awaitable[None]]] = []
        self._tasks: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["path"] != GRAPHQL_PATH:
            await self._faces.rest(scope, receive, send)
        elif scope["type"] == "http":
            await self._faces.over_http(scope, receive, send)
        else:
            await self._faces.over_websocket(scope, receive, send)

    @property
    def metrics(self) -> Metrics | None:
        """What is counted, where that is on."""
        return self.generation.pipeline.metrics

    def run_beside(self, work: Callable[[], Awaitable[None]]) -> None:
        """Run something from the application's start to its end."""
        self._beside.append(work)

    async def go_over(self, supergraph: Supergraph, settings: RouterSettings) -> None:
        """Serve another supergraph, or by other settings, without a gap.

        What clients ask most is planned first. Requests under way end as they began; open subscriptions go on where
        their operations are still valid, and keep their subgraph's stream where it is asked the same. Raises
        `SettingsError`, and then nothing changes.
        """
        async with self._going_over:
            former = self.generation
            following = await asyncio.to_thread(make_generation, supergraph, settings, former.parts)
            await following.pipeline.warm(former.pipeline.recent(settings.cache.warm_plans))
            self.generation, self._faces = following, make_faces(following, self._operations)
            await self._operations.go_over(following.pipeline, following.documents, settings)
            self._start(self._retire(former))

    async def _retire(self, generation: Generation) -> None:
        """Close what nobody needs any more; what still runs there ends first."""
        try:
            await generation.pipeline.idle()
        finally:
            await generation.aclose(self.generation)

    def _start(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _live(self, receive: Receive, send: Send) -> None:
        """https://asgi.readthedocs.io/en/latest/specs/lifespan.html"""
        while True:
            match (await receive())["type"]:
                case "lifespan.startup":
                    for work in self._beside:
                        self._start(work())
                    await send({"type": "lifespan.startup.complete"})
                case "lifespan.shutdown":
                    await self.aclose()
                    await send({"type": "lifespan.shutdown.complete"})
                    return

    async def aclose(self) -> None:
        """End what runs beside, and close the ways to the subgraphs."""
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task
        await self.generation.aclose()
        if self.generation.parts.tracing is not None:
            await asyncio.to_thread(self.generation.parts.tracing.close)
