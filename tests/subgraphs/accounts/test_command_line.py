"""Accounts as a process of its own."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest

from subgraphs.accounts.app import ACCOUNTS
from subgraphs.shared.event import EventEnvelope
from subgraphs.shared.messaging import Messaging
from tests.subgraphs.accounts.conftest import PASSWORD, REGISTER
from tests.support.subgraphs import SubgraphUnderTest, eventually, open_subgraph

Environment = dict[str, str]


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    cheap = {"KUMIKI_PASSWORD_MEMORY_KIB": "1024", "KUMIKI_PASSWORD_PASSES": "1"}
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("KUMIKI_")}
    return inherited | cheap | {"KUMIKI_HOME": str(tmp_path)}


def run(environment: Environment, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "subgraphs.accounts", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)


@contextmanager
def serving(environment: Environment, port: int) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "subgraphs.accounts", "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def fetch(port: int, path: str, body: object = None) -> Any:
    data = json.dumps(body).encode() if body is not None else None
    with urlopen(Request(f"http://127.0.0.1:{port}{path}", data=data)) as response:
        return json.loads(response.read())


async def until_it_answers(port: int) -> None:
    async def answers() -> bool:
        try:
            return bool(fetch(port, "/health") == {"status": "ok"})
        except URLError:
            return False

    await eventually(answers, seconds=30)


async def test_what_was_committed_outlives_a_kill_and_its_event_too(environment: Environment, tmp_path: Path) -> None:
    port = free_port()
    body = {"handle": "mika", "email": "mika@example.com", "password": PASSWORD}
    with serving(environment, port) as process:
        await until_it_answers(port)
        answer = fetch(port, "/graphql", {"query": REGISTER, "variables": {"input": body}})
        user = answer["data"]["registerUser"]["user"]
        process.send_signal(signal.SIGKILL)
    with serving(environment, port):
        await until_it_answers(port)
        asked = {"query": "query ($id: ID!) { user(id: $id) { handle } }", "variables": {"id": user["id"]}}
        assert fetch(port, "/graphql", asked) == {"data": {"user": {"handle": "mika"}}}
        assert fetch(port, "/jwks.json")["keys"][0]["crv"] == "Ed25519"
    (event,) = await waiting_events(tmp_path)
    assert (event.event_type, event.key) == ("UserRegistered", user["id"])


async def waiting_events(home: Path) -> list[EventEnvelope]:
    messaging = Messaging.alone()
    subgraph = open_subgraph(ACCOUNTS, home, messaging)
    try:
        return await SubgraphUnderTest(subgraph, messaging).announced()
    finally:
        await subgraph.close()
        await messaging.close()


async def test_an_interrupt_ends_the_process_cleanly(environment: Environment) -> None:
    port = free_port()
    with serving(environment, port) as process:
        await until_it_answers(port)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=20)
    assert process.returncode == 0
    assert b"Traceback" not in errors


def test_migrating_again_does_nothing(environment: Environment) -> None:
    assert run(environment, "migrate").stdout == "migrated\n"
    assert run(environment, "migrate").stdout == "nothing to do\n"


def test_seeding_says_what_it_did(environment: Environment) -> None:
    assert run(environment, "seed").stdout == "learners: 14 of 14\n"


def test_the_sdl_is_printed(environment: Environment) -> None:
    assert run(environment, "sdl").stdout == ACCOUNTS.schema.to_sdl()


def test_there_are_no_dead_letters_at_first(environment: Environment) -> None:
    run(environment, "migrate")
    listed = run(environment, "dead-letters", "list")
    replayed = run(environment, "dead-letters", "replay")
    assert (listed.stdout, listed.returncode, replayed.stdout, replayed.returncode) == ("", 0, "", 0)


def test_a_setting_that_cannot_work_ends_it_with_one_line(environment: Environment) -> None:
    failed = run(environment | {"KUMIKI_LOG_LEVEL": "loud"}, "migrate")
    assert failed.returncode == 2
    assert failed.stderr.startswith("KUMIKI_LOG_LEVEL: ") and failed.stderr.count("\n") == 1
