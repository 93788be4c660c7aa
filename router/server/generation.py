"""What is made from one supergraph and one set of settings. To reload is to make another and go over to it."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial

import structlog
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from router.errors import SettingsError
from router.executor.circuit_breaker import CircuitState
from router.executor.subgraph_client import SubgraphClient
from router.language.names import SubgraphName
from router.planner.plan_document import Planner
from router.server.access_control import PoliciesOfSettings, PolicyJudge
from router.server.allowed_origins import AllowedOrigins
from router.server.authentication import Anonymous, Authenticator
from router.server.choose_labels import ChosenByShare, LabelChooser
from router.server.client_address import ProxyTrust
from router.server.configured_authenticator import configured_authenticator
from router.server.credentials import FirstOf
from router.server.demand_control import configured_demand_control
from router.server.explorer import ExplorerSource, explorer_routes
from router.server.find_document import Documents
from router.server.graphql_http import GraphQLOverHttp
from router.server.header_rules import HeaderExchanges
from router.server.landing import landing_routes
from router.server.metrics import MeasuredClient, Metrics
from router.server.operations import Operations
from router.server.persisted_queries import persisted_queries
from router.server.pipeline import OperationPlanner, Pipeline
from router.server.plan_variants import PlanVariants
from router.server.protection import count_clients, protect_graphql, protect_page
from router.server.rate_limits import RateLimiter, configured_rate_limiter
from router.server.request_log import RequestLog
from router.server.shown_errors import choose_errors_shown
from router.server.subgraph_access import SubgraphClients, subgraph_access, with_node_lookup
from router.server.tracing import TracedClient, Tracing, start_tracing
from router.server.trusted_documents import load_manifests
from router.server.websocket import WebSocketFace
from router.settings import AuthenticationSettings, RouterSettings, apply_mode
from router.supergraph.defer_directive import with_defer
from router.supergraph.model import Supergraph
from router.supergraph.node_fields import add_node_fields

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Parts:
    """What an embedder gives in place of what settings and supergraph say."""

    clients: Mapping[SubgraphName, SubgraphClient]
    authenticator: Authenticator | None = None
    explorer: ExplorerSource | None = None
    planner: OperationPlanner | None = None
    policies: PolicyJudge | None = None
    labels: LabelChooser | None = None
    metrics: Metrics | None = None
    """Lives on when everything else is made anew: what was counted stays counted."""

    tracing: Tracing | None = None
    known_by: tuple[AuthenticationSettings, FirstOf] | None = None
    """Goes on where its settings are the same: whoever was here is known."""


@dataclass(frozen=True, slots=True)
class Generation:
    """One state of the router."""

    settings: RouterSettings
    pipeline: Pipeline
    documents: Documents
    clients: SubgraphClients
    parts: Parts
    limiter: RateLimiter | None = None

    async def aclose(self, successor: "Generation | None" = None) -> None:
        """Give back what is this generation's own; metrics and traces go on, and what its successor uses."""
        self.pipeline.close()
        known_by = self.parts.known_by
        if known_by is not None and (successor is None or successor.parts.known_by is not known_by):
            await known_by[1].aclose()
        if self.limiter is not None:
            await self.limiter.store.aclose()
        await self.documents.aclose()
        await self.clients.aclose()


@dataclass(frozen=True, slots=True)
class Faces:
    """What answers connections, by their kind."""

    over_http: ASGIApp
    over_websocket: ASGIApp
    rest: ASGIApp


def make_generation(supergraph: Supergraph, settings: RouterSettings, parts: Parts) -> Generation:
    """Raises `SettingsError` for settings or clients of subgraphs that do not exist."""
    settings = apply_mode(settings)
    named = (*settings.subgraphs.overrides, *settings.headers.subgraphs, *settings.demand_control.subgraphs)
    check_names(supergraph, (*named, *settings.subscriptions.unshared_subgraphs, *parts.clients))
    metrics, tracing = _metrics(settings, parts), _tracing(settings, parts)
    clients = SubgraphClients(
        supergraph,
        settings.subgraphs,
        parts.clients,
        partial(observe, metrics, tracing),
        partial(note_circuit, metrics),
        settings.headers,
    )
    access = replace(subgraph_access(clients, settings.subgraphs), show_errors=choose_errors_shown(settings))
    served = with_defer(supergraph) if settings.defer.enabled else supergraph
    if settings.node.enabled:
        access = with_node_lookup(access, served, settings.node)
        served = add_node_fields(served)
    variants = PlanVariants(
        served,
        parts.policies or PoliciesOfSettings(settings.access.policies),
        parts.labels or ChosenByShare(settings.override.labels),
        refuses_denied=settings.access.when_denied == "refuse",
    )
    planner = parts.planner or Planner(served, settings.defer.max_fragments)
    pipeline = Pipeline(
        served,
        planner,
        access,
        settings.limits,
        settings.cache,
        settings.planning,
        variants,
        shows_schema=settings.introspection.enabled is True,
        demand=configured_demand_control(served, settings.demand_control, metrics),
        metrics=metrics,
        tracing=tracing,
    )
    limiter = configured_rate_limiter(settings.rate_limits)
    return Generation(
        settings,
        pipeline,
        _documents(settings),
        clients,
        replace(
            parts,
            planner=None,
            metrics=metrics or parts.metrics,
            tracing=tracing or parts.tracing,
            known_by=_known_by(settings.authentication, parts),
        ),
        limiter,
    )


def _known_by(settings: AuthenticationSettings, parts: Parts) -> tuple[AuthenticationSettings, FirstOf] | None:
    if parts.known_by is not None and parts.known_by[0] == settings:
        return parts.known_by
    configured = configured_authenticator(settings)
    return None if configured is None else (settings, configured)


def make_faces(generation: Generation, operations: Operations) -> Faces:
    settings, parts = generation.settings, generation.parts
    metrics = _metrics(settings, parts)
    ready = partial(tell_readiness, generation)
    known_by = parts.authenticator or (parts.known_by[1] if parts.known_by else Anonymous())
    recorded = partial(
        RequestLog,
        settings=settings.telemetry,
        tells_clients=settings.mode == "production",
        metrics=metrics,
        tracing=generation.pipeline.tracing,
    )
    trust = ProxyTrust.of(settings.rate_limits.trusted_proxies, settings.rate_limits.proxy_header)
    http_face = GraphQLOverHttp(operations, known_by, settings)
    over_http = count_clients(
        HeaderExchanges(http_face, trust) if settings.headers.has_rules else http_face, generation.limiter
    )
    over_websocket = WebSocketFace(
        operations,
        known_by,
        settings.limits,
        settings.websocket,
        _credential_headers(settings.authentication),
        AllowedOrigins.from_settings(settings.cors),
    )
    rest = Starlette(
        routes=_routes(settings, parts.explorer, metrics, ready), exception_handlers={HTTPException: refuse}
    )
    return Faces(
        over_http=recorded(protect_graphql(over_http, settings)),
        over_websocket=recorded(count_clients(HeaderExchanges(over_websocket, trust), generation.limiter)),
        rest=recorded(protect_page(rest, settings)),
    )


def check_names(supergraph: Supergraph, names: Iterable[str]) -> None:
    """Raise `SettingsError` for a subgraph that does not exist: what was meant for it would be lost without a word."""
    unknown = sorted(set(names) - set(supergraph.endpoints))
    if unknown:
        known = ", ".join(supergraph.endpoints)
        raise SettingsError(f'The supergraph has no subgraph "{unknown[0]}". It has {known}.')


def _documents(settings: RouterSettings) -> Documents:
    trusted = settings.trusted_documents
    return Documents(trusted, load_manifests(trusted.manifests), persisted_queries(settings.apq))


def _credential_headers(settings: AuthenticationSettings) -> frozenset[str]:
    return frozenset(("authorization", settings.token.header, settings.api_key_header.lower()))


def observe(metrics: Metrics | None, tracing: Tracing | None, client: SubgraphClient) -> SubgraphClient:
    """What is measured includes the time that the span takes."""
    client = TracedClient(client, tracing) if tracing is not None else client
    return MeasuredClient(client, metrics) if metrics is not None else client


def _tracing(settings: RouterSettings, parts: Parts) -> Tracing | None:
    where = settings.telemetry.tracing
    return (parts.tracing or start_tracing(where)) if where.enabled else None


def _metrics(settings: RouterSettings, parts: Parts) -> Metrics | None:
    return (parts.metrics or Metrics()) if settings.telemetry.metrics.enabled else None


def _routes(
    settings: RouterSettings,
    explorer: ExplorerSource | None,
    metrics: Metrics | None,
    is_ready: Callable[[Request], Awaitable[Response]],
) -> list[BaseRoute]:
    routes: list[BaseRoute] = [Route("/health", health, methods=["GET"]), Route("/ready", is_ready, methods=["GET"])]
    if metrics is not None and settings.telemetry.metrics.port is None:
        routes.append(Route(settings.telemetry.metrics.path, partial(show_metrics, metrics), methods=["GET"]))
    if settings.explorer.enabled:
        routes += explorer_routes(explorer or (lambda: settings.explorer))
    else:
        routes += landing_routes()
    return routes


async def health(_: Request) -> Response:
    """Healthy as soon as it answers at all: the supergraph was loaded before the socket opened."""
    return JSONResponse({"status": "ok"}, headers={"cache-control": "no-store"})


async def tell_readiness(generation: Generation, _: Request) -> Response:
    """Whether requests should come here: from the first, as the supergraph was loaded by then, until the end begins."""
    is_ready = not generation.pipeline.is_closed
    return JSONResponse(
        {
            "status": "ready" if is_ready else "ending",
            "subgraphs": {name: {"circuit": state} for name, state in generation.clients.circuit_states().items()},
        },
        status_code=200 if is_ready else 503,
        headers={"cache-control": "no-store"},
    )


def note_circuit(metrics: Metrics | None, subgraph: SubgraphName, state: CircuitState) -> None:
    log.warning("subgraph.circuit", subgraph=subgraph, state=state.value)
    if metrics is not None:
        metrics.circuit_changed(subgraph, state)


async def show_metrics(metrics: Metrics, _: Request) -> Response:
    content, content_type = metrics.show()
    return Response(content, headers={"content-type": content_type, "cache-control": "no-store"})


async def refuse(request: Request, error: Exception) -> Response:
    """What Starlette refuses by itself (an unknown path, a wrong method), in the form of all our errors."""
    if not isinstance(error, HTTPException):
        raise error
    code = error.detail.upper().replace(" ", "_")
    body = {"errors": [{"message": f"{error.detail}.", "extensions": {"code": code}}]}
    return JSONResponse(body, status_code=error.status_code, headers=error.headers)
