"""Send random requests to a router process for some time: bytes, JSON, documents, and operations made from its schema.

    python -m tests.fuzz.requests [--seconds 60] [--seed N]

Whatever comes, the answer is JSON with codes and never a 500, and what was made from the schema is valid. At the first
answer that is not so, hypothesis makes the request smaller and prints it.
"""

import argparse
import asyncio
import itertools
import json
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import schemathesis
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as some
from schemathesis.core.result import Ok

from router.server.app import create_app
from router.server.logs import configure_logs
from router.settings import RouterSettings
from tests.router.server.conftest import serving
from tests.router.server.example import Shelf, example_supergraph
from tests.router.server.raw_http import post
from tests.router.server.router_process import router_process
from tests.router.server.test_no_request_breaks_the_router import assert_graphql, documents, requests, values

Target = Callable[[int], None]
"""Sends some requests, drawn by a seed."""

REFUSED_AS_INVALID = {"GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED", "BAD_REQUEST"}
UNANSWERED = {"Query.hang", "Mutation.slowRename", "Subscription.renamed"}
"""Fields of the example that answer when they are told to."""

EXAMPLES = 60


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.requests", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=float, default=60, help="how long to go on")
    parser.add_argument("--seed", type=int, default=1, help="another seed draws other requests")
    arguments = parser.parse_args()
    configure_logs("error")
    with served_router() as port:
        targets = [*body_targets(port), *schema_targets(port)]
        end = time.monotonic() + arguments.seconds
        rounds = 0
        for number in itertools.count(arguments.seed * 1_000_000):
            targets[rounds % len(targets)](number)
            rounds += 1
            if rounds >= len(targets) and time.monotonic() > end:
                break
    sys.stdout.write(f"{rounds} rounds of {EXAMPLES} requests on {len(targets)} targets without a wrong answer.\n")
    return 0


def body_targets(port: int) -> Iterator[Target]:
    document = documents.map(lambda text: json.dumps({"query": text}).encode())
    text = (requests | values).map(lambda value: json.dumps(value).encode())
    for bodies in (some.binary(max_size=500), text, document):
        yield _target(bodies, lambda body: assert_graphql(asyncio.run(post(port, body))))


def schema_targets(port: int) -> Iterator[Target]:
    texts = some.text(max_size=20).map(lambda text: schemathesis.graphql.nodes.String(text))
    schemathesis.graphql.scalar("Anything", texts)
    schema = schemathesis.graphql.from_url(f"http://127.0.0.1:{port}/graphql")
    for operation in schema.get_all_operations():
        if isinstance(operation, Ok) and operation.ok().label not in UNANSWERED:
            yield _target(operation.ok().as_strategy(), _ask_validly)


def _ask_validly(case: Any) -> None:
    response = case.call(timeout=30)
    assert response.status_code == 200, response.text
    ours = (error for error in response.json().get("errors", ()) if "service" not in error["extensions"])
    assert not REFUSED_AS_INVALID & {error["extensions"]["code"] for error in ours}, response.text


def _target(strategy: some.SearchStrategy[Any], check: Callable[[Any], None]) -> Target:
    few = settings(
        max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck), print_blob=True
    )

    def run(number: int) -> None:
        seed(number)(few(given(strategy)(check)))()

    return run


@contextmanager
def served_router() -> Iterator[int]:
    """A router process before the example's subgraphs, which a thread of this process answers for."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    ready: asyncio.Queue[int] = asyncio.Queue()
    stop = asyncio.Event()
    with tempfile.TemporaryDirectory() as folder:
        running = asyncio.run_coroutine_threadsafe(_serve(Path(folder), ready, stop), loop)
        port = asyncio.run_coroutine_threadsafe(ready.get(), loop).result(120)
        try:
            yield port
        finally:
            loop.call_soon_threadsafe(stop.set)
            running.result(30)
            loop.call_soon_threadsafe(loop.stop)
            thread.join()


async def _serve(folder: Path, ready: "asyncio.Queue[int]", stop: asyncio.Event) -> None:
    chosen = RouterSettings()
    backend = create_app(example_supergraph(), chosen, Shelf().clients())
    quiet = {"server": {"log_level": "error"}}
    async with serving(backend, chosen) as port, router_process(folder, quiet, port) as router:
        await ready.put(router.port)
        await stop.wait()


if __name__ == "__main__":
    sys.exit(main())
