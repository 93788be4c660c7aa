"""What is counted and timed, for Prometheus. https://prometheus.io/docs/practices/naming/

With several workers each writes its figures to files in a folder of their own, and whichever is asked answers for all.
"""

import os
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Iterable
from functools import partial
from pathlib import Path
from socketserver import ThreadingMixIn
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, make_wsgi_app
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from router.errors import SettingsError, SubgraphError
from router.executor.circuit_breaker import CircuitState
from router.executor.subgraph_client import SubgraphClient, SubgraphRequest, SubgraphResponse

FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
"""Read by the library when it is imported."""

FAST = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
SECONDS_OF_PLANS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5, 10.0)

MOST_CODES = 200
"""Distinct error codes that are counted by name. Subgraphs make up codes, and each is kept for ever."""


HOW_OPEN = {CircuitState.CLOSED: 0.0, CircuitState.HALF_OPEN: 0.5, CircuitState.OPEN: 1.0}
COSTS = (1, 3, 10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000, 100_000, 1_000_000)


class Metrics:
    """The figures of one process."""

    def __init__(self) -> None:
        registry = self._registry = CollectorRegistry()
        counter = partial(Counter, registry=registry)
        histogram = partial(Histogram, registry=registry, buckets=FAST)
        gauge = partial(Gauge, registry=registry, multiprocess_mode="livesum")
        self._requests = histogram(
            "kumiki_router_request_duration_seconds",
            "HTTP requests by status, until their answer was sent; a stream counts until it ends.",
            ("status",),
        )
        self._errors = counter("kumiki_router_errors_total", "Answers that hold an error of this code.", ("code",))
        self._operations = counter(
            "kumiki_router_operations_total", "Operations by whether their plan was known.", ("plan",)
        )
        self._planning = histogram(
            "kumiki_router_planning_duration_seconds",
            "Planning an operation that was not known, waiting included.",
            buckets=SECONDS_OF_PLANS,
        )
        self._fetches = histogram(
            "kumiki_router_subgraph_request_duration_seconds",
            "Requests to subgraphs by their outcome: ok, or the code of the failure.",
            ("subgraph", "outcome"),
        )
        self._subscriptions = gauge("kumiki_router_open_subscriptions", "Subscriptions that clients listen to.")
        self._websockets = gauge("kumiki_router_open_websockets", "WebSockets that are open.")
        self._reloads = counter("kumiki_router_reloads_total", "Reloads by their outcome.", ("outcome",))
        self._circuits = gauge(
            "kumiki_router_circuit_open",
            "Whether a subgraph is left out: 0 no, 0.5 it is being tried, 1 yes.",
            ("subgraph",),
            multiprocess_mode="livemax",
        )
        costs = histogram(
            "kumiki_router_operation_cost",
            "Cost of operations, as it was estimated and as the answer shows it.",
            ("counted",),
            buckets=COSTS,
        )
        self._estimated, self._actual = costs.labels("estimated"), costs.labels("actual")
        self._known = self._operations.labels("known")
        self._planned = self._operations.labels("made")
        self._codes: set[str] = set()

    def request_ended(self, status: int, seconds: float, codes: Iterable[str]) -> None:
        self._requests.labels(str(status)).observe(seconds)
        for code in codes:
            self._errors.labels(self._bounded(code)).inc()

    def _bounded(self, code: str) -> str:
        if code not in self._codes:
            if len(self._codes) >= MOST_CODES or len(code) > 100:
                return "OTHER"
            self._codes.add(code)
        return code

    def operation_cost(self, estimated: int, actual: int) -> None:
        self._estimated.observe(estimated)
        self._actual.observe(actual)

    def plan_was_known(self) -> None:
        self._known.inc()

    def plan_was_made(self, seconds: float) -> None:
        self._planned.inc()
        self._planning.observe(seconds)

    def fetched(self, subgraph: str, outcome: str, seconds: float) -> None:
        self._fetches.labels(subgraph, self._bounded(outcome)).observe(seconds)

    def circuit_changed(self, subgraph: str, state: CircuitState) -> None:
        self._circuits.labels(subgraph).set(HOW_OPEN[state])

    def subscription_opened(self) -> None:
        self._subscriptions.inc()

    def subscription_ended(self) -> None:
        self._subscriptions.dec()

    def websocket_opened(self) -> None:
        self._websockets.inc()

    def websocket_closed(self) -> None:
        self._websockets.dec()

    def reloaded(self, outcome: str) -> None:
        self._reloads.labels(outcome).inc()

    @property
    def registry(self) -> CollectorRegistry:
        """What is shown: of all workers, where there are several."""
        if FOLDER_VARIABLE not in os.environ:
            return self._registry
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return registry

    def show(self) -> tuple[bytes, str]:
        """The figures as text, and its content type."""
        return generate_latest(self.registry), CONTENT_TYPE_LATEST


class MeasuredClient:
    """A subgraph's client, timed."""

    def __init__(self, client: SubgraphClient, metrics: Metrics) -> None:
        self._client = client
        self._metrics = metrics

    async def execute(self, request: SubgraphRequest) -> SubgraphResponse:
        started = time.perf_counter()
        outcome = "CANCELLED"
        try:
            response = await self._client.execute(request)
            outcome = "ok"
        except SubgraphError as error:
            outcome = error.code
            raise
        finally:
            self._metrics.fetched(request.subgraph, outcome, time.perf_counter() - started)
        return response

    def subscribe(self, request: SubgraphRequest) -> AsyncIterator[SubgraphResponse]:
        return self._client.subscribe(request)

    async def aclose(self) -> None:
        await self._client.aclose()


class _Threads(ThreadingMixIn, WSGIServer):
    """Every worker listens on the port, and the system chooses who answers."""

    allow_reuse_port = True
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """A line for each scrape would be noise."""


def serve_metrics(metrics: Metrics, host: str, port: int) -> WSGIServer:
    """Show the figures on a port of their own, from a thread. Raises `SettingsError` where it cannot be had."""
    registry_of = metrics

    def app(environ: object, start_response: object) -> object:
        return make_wsgi_app(registry_of.registry)(environ, start_response)

    try:
        server = make_server(host, port, app, server_class=_Threads, handler_class=_Quiet)  # type: ignore[arg-type]
    except OSError as error:
        raise SettingsError(f"Cannot show metrics on {host}:{port}: {error.strerror}.") from error
    Thread(target=server.serve_forever, daemon=True).start()
    return server


def share_between_workers() -> Path:
    """Let the processes that start from here on add their figures up. Gives the folder, to delete at the end."""
    folder = Path(tempfile.mkdtemp(prefix="kumiki-router-metrics-"))
    os.environ[FOLDER_VARIABLE] = str(folder)
    return folder


def forget_worker(process_id: int) -> None:
    """What it had open is open no longer."""
    mark_process_dead(process_id)  # type: ignore[no-untyped-call]


def end_sharing(folder: Path) -> None:
    os.environ.pop(FOLDER_VARIABLE, None)
    shutil.rmtree(folder, ignore_errors=True)
