"""Spans as a collector receives them: over HTTP, in the protocol's own encoding."""

import gzip
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)

from router.errors import SettingsError
from router.executor.subgraph_client import SubgraphTimedOut
from router.server.app import RouterApp, create_app
from router.settings import RouterSettings, TelemetrySettings, TracingSettings
from tests.router.executor.plans import fails
from tests.router.server.example import REVIEWS, Shelf, example_supergraph
from tests.router.server.raw_http import ask, post

TITLE = {"query": 'query Title { book(id: "1") { title stars } }', "operationName": "Title"}
TRACE = "0af7651916cd43dd8448eb211c80319c"
PARENT = "b7ad6b7169203331"


class Collector:
    """Takes spans, and keeps them."""

    def __init__(self) -> None:
        self.spans: list[Any] = []
        self.services: set[str] = set()
        self.keys: set[str | None] = set()
        collector = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                collector.take(gzip.decompress(body) if self.headers.get("content-encoding") == "gzip" else body)
                collector.keys.add(self.headers.get("x-key"))
                content = ExportTraceServiceResponse().SerializeToString()
                self.send_response(200)
                self.send_header("content-type", "application/x-protobuf")
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *args: object) -> None:
                """The test says what went wrong."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/v1/traces"

    def take(self, body: bytes) -> None:
        for of_resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            self.services |= {
                attribute.value.string_value
                for attribute in of_resource.resource.attributes
                if attribute.key == "service.name"
            }
            self.spans += [span for scope in of_resource.scope_spans for span in scope.spans]

    def named(self, name: str) -> Any:
        (span,) = (span for span in self.spans if span.name == name)
        return span


@pytest.fixture
def collector() -> Iterator[Collector]:
    made = Collector()
    yield made
    made.server.shutdown()
    made.server.server_close()


def traced(collector: Collector, shelf: Shelf, **given: Any) -> RouterApp:
    tracing = TracingSettings(enabled=True, endpoint=collector.url, headers={"x-key": "secret"}, **given)
    clients = given.pop("clients", None) or shelf.clients()
    return create_app(example_supergraph(), RouterSettings(telemetry=TelemetrySettings(tracing=tracing)), clients)


def attributes(span: Any) -> dict[str, Any]:
    return {each.key: each.value.string_value or each.value.int_value for each in span.attributes}


async def test_a_request_has_spans_for_what_is_done_for_it(collector: Collector, shelf: Shelf) -> None:
    app = traced(collector, shelf, service_name="edge")
    await post(app, TITLE)
    await post(app, TITLE)
    await app.aclose()
    names = [span.name for span in collector.spans]
    assert sorted(set(names)) == ["POST /graphql", "parse and validate", "plan", "subgraph books", "subgraph reviews"]
    assert (names.count("POST /graphql"), names.count("plan"), names.count("subgraph books")) == (2, 1, 2)
    assert (collector.services, collector.keys) == ({"edge"}, {"secret"})
    plan = collector.named("plan")
    root = next(span for span in collector.spans if span.span_id == plan.parent_span_id)
    assert attributes(root)["graphql.operation.name"] == "Title"
    assert attributes(root)["http.response.status_code"] == 200


async def test_spans_belong_to_the_clients_trace_and_subgraphs_to_ours(collector: Collector, shelf: Shelf) -> None:
    app = traced(collector, shelf)
    await post(app, TITLE, traceparent=f"00-{TRACE}-{PARENT}-01")
    await app.aclose()
    assert {span.trace_id.hex() for span in collector.spans} == {TRACE}
    assert collector.named("POST /graphql").parent_span_id.hex() == PARENT
    told = {str(request.subgraph): request.headers["traceparent"].split("-")[2] for request in shelf.requests}
    assert told["books"] == collector.named("subgraph books").span_id.hex()
    assert told["reviews"] == collector.named("subgraph reviews").span_id.hex()


async def test_a_failure_is_told_in_its_span(collector: Collector, shelf: Shelf) -> None:
    tracing = TelemetrySettings(tracing=TracingSettings(enabled=True, endpoint=collector.url))
    failing = {**shelf.clients(), REVIEWS: fails(SubgraphTimedOut("no answer within 1 s", REVIEWS))}
    app = create_app(example_supergraph(), RouterSettings(telemetry=tracing), failing)
    await post(app, TITLE)
    await app.aclose()
    assert attributes(collector.named("subgraph reviews"))["error.type"] == "SUBREQUEST_TIMEOUT"
    assert attributes(collector.named("POST /graphql"))["error.type"] == "SUBREQUEST_TIMEOUT"


async def test_health_checks_and_what_is_not_sampled_leave_no_span(collector: Collector, shelf: Shelf) -> None:
    app = traced(collector, shelf, sample_share=0)
    await ask(app, "GET", "/health")
    await post(app, TITLE)
    await app.aclose()
    assert collector.spans == []


async def test_a_collector_that_is_away_costs_no_answer(shelf: Shelf) -> None:
    tracing = TracingSettings(enabled=True, endpoint="http://127.0.0.1:9/v1/traces", timeout_seconds=0.1)
    app = create_app(
        example_supergraph(), RouterSettings(telemetry=TelemetrySettings(tracing=tracing)), shelf.clients()
    )
    assert (await post(app, TITLE)).json["data"] == {"book": {"title": "Kokoro", "stars": 5}}
    await app.aclose()


def test_without_the_extra_a_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch, shelf: Shelf) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace", None)
    settings = RouterSettings(telemetry=TelemetrySettings(tracing=TracingSettings(enabled=True)))
    with pytest.raises(SettingsError, match=r"install kumiki\[tracing\]"):
        create_app(example_supergraph(), settings, shelf.clients())
