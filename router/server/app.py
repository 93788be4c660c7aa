"""The router as an ASGI application, to serve or to embed.

The GraphQL endpoint is answered beneath Starlette, whose request and response objects would cost more than the rest of
a cached request; everything else (health, the query page, start and end) is Starlette's.
"""

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from router.errors import SettingsError
from router.executor.subgraph_client import SubgraphClient
from router.language.names import SubgraphName
from router.planner.plan_document import Planner
from router.server.access_control import PoliciesOfSettings, PolicyJudge
from router.server.authentication import Anonymous, Authenticator
from router.server.choose_labels import ChosenByShare, LabelChooser
from router.server.configured_authenticator import configured_authenticator
from router.server.explorer import ExplorerSource, explorer_routes
from router.server.find_document import Documents
from router.server.graphql_http import GraphQLOverHttp
from router.server.operations import Operations
from router.server.persisted_queries import persisted_queries
from router.server.pipeline import OperationPlanner, Pipeline
from router.server.plan_variants import PlanVariants
from router.server.subgraph_access import SubgraphClients, subgraph_access, with_node_lookup
from router.server.trusted_documents import load_manifests
from router.server.websocket import WebSocketFace
from router.settings import AuthenticationSettings, RouterSettings
from router.supergraph.defer_directive import with_defer
from router.supergraph.model import Supergraph
from router.supergraph.node_fields import add_node_fields

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
    settings = settings or RouterSettings()
    supergraph = with_defer(supergraph) if settings.defer.enabled else supergraph
    check_names(supergraph, (*settings.subgraphs.overrides, *(clients or {})))
    subgraph_clients = SubgraphClients(supergraph, settings.subgraphs, clients or {})
    access = subgraph_access(subgraph_clients, settings.subgraphs)
    if settings.node.enabled:
        access = with_node_lookup(access, supergraph, settings.node)
        supergraph = add_node_fields(supergraph)
    pipeline = Pipeline(
        supergraph,
        planner or Planner(supergraph),
        access,
        settings.limits,
        settings.cache,
        settings.planning,
        PlanVariants(
            supergraph,
            policies or PoliciesOfSettings(settings.access.policies),
            labels or ChosenByShare(settings.override.labels),
            refuses_denied=settings.access.when_denied == "refuse",
        ),
    )
    known_by = authenticator or configured_authenticator(settings.authentication) or Anonymous()
    documents = _documents(settings)
    operations = Operations(pipeline, documents, settings.headers, settings.defer)
    return RouterApp(
        over_http=GraphQLOverHttp(operations, known_by, settings),
        over_websocket=WebSocketFace(
            operations, known_by, settings.limits, settings.websocket, _credential_headers(settings.authentication)
        ),
        rest=_starlette(_routes(settings, explorer), subgraph_clients, pipeline, documents),
    )


def _credential_headers(settings: AuthenticationSettings) -> frozenset[str]:
    return frozenset(("authorization", settings.token.header, settings.api_key_header.lower()))


def _documents(settings: RouterSettings) -> Documents:
    trusted = settings.trusted_documents
    return Documents(trusted, load_manifests(trusted.manifests), persisted_queries(settings.apq))


def check_names(supergraph: Supergraph, names: Iterable[str]) -> None:
    """Raise `SettingsError` for a subgraph that does not exist: what was meant for it would be lost without a word."""
    unknown = sorted(set(names) - set(supergraph.endpoints))
    if unknown:
        known = ", ".join(supergraph.endpoints)
        raise SettingsError(f'The supergraph has no subgraph "{unknown[0]}". It has {known}.')


class RouterApp:
    """Sends each connection to the part that answers it."""

    def __init__(self, over_http: ASGIApp, over_websocket: ASGIApp, rest: ASGIApp) -> None:
        self._over_http = over_http
        self._over_websocket = over_websocket
        self._rest = rest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or scope["path"] != GRAPHQL_PATH:
            await self._rest(scope, receive, send)
        elif scope["type"] == "http":
            await self._over_http(scope, receive, send)
        else:
            await self._over_websocket(scope, receive, send)


def _routes(settings: RouterSettings, explorer: ExplorerSource | None) -> list[BaseRoute]:
    routes: list[BaseRoute] = [Route("/health", health, methods=["GET"])]
    if settings.explorer.enabled:
        routes += explorer_routes(explorer or (lambda: settings.explorer))
    return routes


def _starlette(
    routes: list[BaseRoute], clients: SubgraphClients, pipeline: Pipeline, documents: Documents
) -> Starlette:
    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        try:
            yield
        finally:
            pipeline.close()
            await documents.aclose()
            await clients.aclose()

    return Starlette(routes=routes, lifespan=lifespan, exception_handlers={HTTPException: refuse})


async def health(_: Request) -> Response:
    """Healthy as soon as it answers at all: the supergraph was loaded before the socket opened."""
    return JSONResponse({"status": "ok"}, headers={"cache-control": "no-store"})


async def refuse(request: Request, error: Exception) -> Response:
    """What Starlette refuses by itself (an unknown path, a wrong method), in the form of all our errors."""
    if not isinstance(error, HTTPException):
        raise error
    code = error.detail.upper().replace(" ", "_")
    body = {"errors": [{"message": f"{error.detail}.", "extensions": {"code": code}}]}
    return JSONResponse(body, status_code=error.status_code, headers=error.headers)
