"""CPU per request of the router and its peers, over the same replaying subgraphs.

    python -m bench [--rounds N] [--seconds S] [--without-peers]

The gateway runs on one core; load (wrk, 50 keep-alive connections) and subgraphs run on the other. Rounds of the
gateways are interleaved, the medians are shown, and every gateway's answer is compared with the first one's before
anything is measured. CPU time is read from /proc, so a busy machine shows as fewer requests, not as dearer ones.
"""

import argparse
import contextlib
import json
import re
import socket
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.gateways import (
    APOLLO,
    GATEWAY_CORE,
    HIVE,
    KUMIKI,
    LOAD_CORE,
    Gateway,
    cpu_seconds,
    pinned,
    post,
    wait_until_it_answers,
)
from bench.subgraph_answers import SDL_FOLDER, SUBGRAPHS
from router.composer.compose import compose
from router.composer.result import SubgraphSource
from router.language.names import SubgraphName

OPERATIONS = ("big", "medium", "small")
CONNECTIONS = 50


@dataclass(frozen=True)
class Running:
    gateway: Gateway
    url: str
    process_group: int


@dataclass(frozen=True)
class Round:
    cpu_ms: float
    """Per request."""
    requests_per_second: float


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description="CPU per request beside other gateways.")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of each gateway and operation")
    parser.add_argument("--seconds", type=int, default=5, help="seconds of load in a round")
    parser.add_argument("--without-peers", action="store_true", help="measure the router alone")
    options = parser.parse_args()
    gateways = [KUMIKI] if options.without_peers else [KUMIKI, APOLLO, HIVE]
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        running = [*start(gateways, Path(folder), stack)]
        bodies = {name: body_of(name) for name in OPERATIONS}
        compare_answers(running, bodies)
        print(table(measure(running, bodies, Path(folder), options.rounds, options.seconds)))


def start(gateways: list[Gateway], folder: Path, stack: contextlib.ExitStack) -> Iterator[Running]:
    subgraphs_port = free_port()
    replay = [sys.executable, "-m", "bench.replay_server", str(subgraphs_port)]
    process = stack.enter_context(pinned(replay, LOAD_CORE, folder / "subgraphs.log"))
    wait_until_it_answers(f"http://127.0.0.1:{subgraphs_port}/learners", process, folder / "subgraphs.log")
    supergraph = folder / "supergraph.graphql"
    supergraph.write_text(supergraph_sdl(f"http://127.0.0.1:{subgraphs_port}"))
    for gateway in gateways:
        port = free_port()
        command = [part.format(supergraph=supergraph, port=port) for part in gateway.command]
        log = folder / f"{gateway.name}.log"
        process = stack.enter_context(pinned(command, GATEWAY_CORE, log))
        url = f"http://127.0.0.1:{port}{gateway.path}"
        wait_until_it_answers(url, process, log)
        yield Running(gateway, url, process.pid)


def supergraph_sdl(base_url: str) -> str:
    sources = [
        SubgraphSource(SubgraphName(name), f"{base_url}/{name}", (SDL_FOLDER / f"{name}.graphql").read_text())
        for name in SUBGRAPHS
    ]
    result = compose(sources)
    if result.supergraph_sdl is None:
        raise RuntimeError(result.errors)
    return result.supergraph_sdl


def body_of(name: str) -> bytes:
    query = (Path(__file__).parent / "operations" / f"{name}.graphql").read_text()
    return json.dumps({"query": query}).encode()


def compare_answers(running: list[Running], bodies: dict[str, bytes]) -> None:
    for name, body in bodies.items():
        answers = {one.gateway.name: json.loads(post(one.url, body)) for one in running}
        first, *others = answers.values()
        if "errors" in first or any(other != first for other in others):
            raise RuntimeError(f"The answers to {name} differ, or hold errors: {answers}")
        print(f"{name}: {len(json.dumps(first, separators=(',', ':')))} characters, equal from all", file=sys.stderr)


def measure(
    running: list[Running], bodies: dict[str, bytes], folder: Path, rounds: int, seconds: int
) -> dict[tuple[str, str], list[Round]]:
    scripts = {name: wrk_script(folder / f"{name}.lua", body) for name, body in bodies.items()}
    results: dict[tuple[str, str], list[Round]] = {}
    for number in range(rounds + 1):
        for one in running:
            for name, script in scripts.items():
                measured = one_round(one, script, seconds)
                if number > 0:  # the first round warms up
                    results.setdefault((one.gateway.name, name), []).append(measured)
    return results


def wrk_script(path: Path, body: bytes) -> Path:
    headers = 'wrk.headers["content-type"] = "application/json"\nwrk.headers["accept"] = "application/json"\n'
    path.write_text(f'wrk.method = "POST"\n{headers}wrk.body = [==[{body.decode()}]==]\n')
    return path


def one_round(running: Running, script: Path, seconds: int) -> Round:
    before = cpu_seconds(running.process_group)
    command = ["taskset", "-c", str(LOAD_CORE), "wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s"]
    output = subprocess.run([*command, "-s", str(script), running.url], capture_output=True, text=True, check=True)
    spent = cpu_seconds(running.process_group) - before
    found = re.search(r"(\d+) requests in ([\d.]+)s", output.stdout)
    if found is None or "Non-2xx" in output.stdout:
        raise RuntimeError(f"{running.gateway.name} failed under load:\n{output.stdout}")
    requests = int(found[1])
    return Round(1000 * spent / requests, requests / float(found[2]))


def table(results: dict[tuple[str, str], list[Round]]) -> str:
    names = list(dict.fromkeys(gateway for gateway, _ in results))
    header = "CPU ms per request (requests per second) | " + " | ".join(OPERATIONS)
    lines = [header, "---|" + "|".join("---" for _ in OPERATIONS)]
    lines += [f"{name} | " + " | ".join(cell(results[name, operation]) for operation in OPERATIONS) for name in names]
    return "\n".join(lines)


def cell(rounds: list[Round]) -> str:
    cpu = statistics.median(one.cpu_ms for one in rounds)
    rate = statistics.median(one.requests_per_second for one in rounds)
    return f"{cpu:.2f} ({rate:.0f})"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


if __name__ == "__main__":
    main()
