"""What a subscription costs: memory of a connection, and the time until all have an event, over each protocol.

    python -m bench.subscriptions [--subscribers N] [--events N] [--protocols P ...] [--with-peer]

One worker of the router runs on one core; the subgraph, which publishes, and the subscribers, each with a connection
of its own, run on the other. Memory is the growth of the router's resident set by the subscribers, an event through to
each of them included. The time to each subscriber counts from the request to publish until it has the event; the time
to all is that of the last one. CPU is the router's, from /proc. `--with-peer` measures the reference server of
graphql-transport-ws on Node.js beside it, whose events come from its own process.
"""

import argparse
import contextlib
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.__main__ import free_port
from bench.gateways import GATEWAY_CORE, LOAD_CORE, PEERS, cpu_seconds, pinned, wait_until_it_answers
from bench.publishing_subgraph import SDL
from router.composer.compose import compose
from router.composer.result import SubgraphSource
from router.language.names import SubgraphName

PROTOCOLS = ("websocket", "sse", "multipart")
PAUSE = 0.1
"""Seconds between two events."""


@dataclass(frozen=True)
class Server:
    """What is measured, and how it is made to send an event."""

    name: str
    url: str
    publish_url: str
    process: int


@dataclass(frozen=True)
class Measured:
    server: str
    protocol: str
    kilobytes: float
    """Of one connection."""

    to_each: list[float]
    """Seconds, of every subscriber and event."""

    to_all: list[float]
    """Seconds, of every event."""

    cpu_microseconds: float
    """Of one delivered event."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.subscriptions", description="What a subscription costs.")
    parser.add_argument("--subscribers", type=int, default=5_000)
    parser.add_argument("--events", type=int, default=20)
    parser.add_argument("--protocols", nargs="+", default=PROTOCOLS, choices=PROTOCOLS)
    parser.add_argument("--with-peer", action="store_true", help="measure graphql-ws on Node.js, too")
    options = parser.parse_args()
    raise_open_files()
    rows = [measure_router(protocol, options.subscribers, options.events) for protocol in options.protocols]
    if options.with_peer:
        rows.append(measure_peer(options.subscribers, options.events))
    print(table(rows))


def raise_open_files() -> None:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def measure_router(protocol: str, subscribers: int, events: int) -> Measured:
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        return measure(start_router(Path(folder), stack, subscribers), protocol, subscribers, events)


def measure_peer(subscribers: int, events: int) -> Measured:
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        port, log = free_port(), Path(folder) / "peer.log"
        command = ["node", str(PEERS / "subscriptions.mjs"), str(port)]
        process = stack.enter_context(pinned(command, GATEWAY_CORE, log))
        wait_until_it_answers(f"http://127.0.0.1:{port}/publish", process, log)
        base_url = f"http://127.0.0.1:{port}"
        peer = Server("graphql-ws on Node.js", f"{base_url}/graphql", f"{base_url}/publish", process.pid)
        return measure(peer, "websocket", subscribers, events)


def start_router(folder: Path, stack: contextlib.ExitStack, subscribers: int) -> Server:
    subgraph_port, port = free_port(), free_port()
    subgraph_url = f"http://127.0.0.1:{subgraph_port}"
    command = [sys.executable, "-m", "bench.publishing_subgraph", str(subgraph_port)]
    process = stack.enter_context(pinned(command, LOAD_CORE, folder / "subgraph.log"))
    wait_until_it_answers(f"{subgraph_url}/graphql", process, folder / "subgraph.log")
    result = compose([SubgraphSource(SubgraphName("ticks"), f"{subgraph_url}/graphql", SDL)])
    if result.supergraph_sdl is None:
        raise RuntimeError(result.errors)
    supergraph, config = folder / "supergraph.graphql", folder / "router.yaml"
    supergraph.write_text(result.supergraph_sdl)
    config.write_text(
        f"{{server: {{max_connections: {2 * subscribers}}}, websocket: {{max_connections: {2 * subscribers}}}}}"
    )
    command = [sys.executable, "-m", "router", "serve", "--supergraph", str(supergraph), "--config", str(config)]
    process = stack.enter_context(pinned([*command, "--port", str(port)], GATEWAY_CORE, folder / "router.log"))
    url = f"http://127.0.0.1:{port}/graphql"
    wait_until_it_answers(url, process, folder / "router.log")
    return Server("Kumiki", url, f"{subgraph_url}/publish", process.pid)


def measure(server: Server, protocol: str, subscribers: int, events: int) -> Measured:
    # The first subscription pays for what all later ones share.
    with subscribed(server, protocol, 1, 0):
        pass
    before = resident_bytes(server.process)
    with subscribed(server, protocol, subscribers, events) as process:
        taken = resident_bytes(server.process) - before
        began = cpu_seconds(server.process)
        arrivals = [publish_one(process) for _ in range(events)]
        spent = cpu_seconds(server.process) - began
    return Measured(
        server=server.name,
        protocol=protocol,
        kilobytes=taken / subscribers / 1000,
        to_each=[seconds for event in arrivals for seconds in event],
        to_all=[event[-1] for event in arrivals],
        cpu_microseconds=1e6 * spent / (subscribers * events),
    )


@contextlib.contextmanager
def subscribed(server: Server, protocol: str, count: int, events: int) -> Iterator["subprocess.Popen[str]"]:
    """The subscribers, all of whom had an event."""
    arguments = [protocol, server.url, server.publish_url, str(count), str(events)]
    command = ["taskset", "-c", str(LOAD_CORE), sys.executable, "-m", "bench.subscribers", *arguments]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            read_line(process)
            yield process
        finally:
            process.kill()


def publish_one(process: "subprocess.Popen[str]") -> list[float]:
    time.sleep(PAUSE)
    if process.stdin is None:
        raise RuntimeError("The subscribers have no standard input.")
    process.stdin.write("\n")
    process.stdin.flush()
    seconds: list[float] = read_line(process)["seconds"]
    return seconds


def read_line(process: "subprocess.Popen[str]") -> dict[str, list[float]]:
    line = process.stdout.readline() if process.stdout is not None else ""
    if not line:
        raise RuntimeError("The subscribers gave up; their last words are above.")
    read: dict[str, list[float]] = json.loads(line)
    return read


def resident_bytes(process_id: int) -> int:
    """https://man7.org/linux/man-pages/man5/proc_pid_status.5.html"""
    for line in Path(f"/proc/{process_id}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise RuntimeError(f"/proc/{process_id}/status has no VmRSS")


def table(rows: list[Measured]) -> str:
    lines = ["server | protocol | kB a connection | ms to each: p50, p99 | ms to all: p50, worst | CPU µs a delivery"]
    lines.append("---|---|---|---|---|---")
    lines += [row_of(one) for one in rows]
    return "\n".join(lines)


def row_of(measured: Measured) -> str:
    hundredths = statistics.quantiles(measured.to_each, n=100)
    to_each = f"{1000 * hundredths[49]:.0f}, {1000 * hundredths[98]:.0f}"
    to_all = f"{1000 * statistics.median(measured.to_all):.0f}, {1000 * max(measured.to_all):.0f}"
    cost = f"{measured.cpu_microseconds:.1f}"
    return f"{measured.server} | {measured.protocol} | {measured.kilobytes:.1f} | {to_each} | {to_all} | {cost}"


if __name__ == "__main__":
    main()
