import asyncio
import json
import re
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from router.__main__ import app
from tests.router.server.example import SUPERGRAPH_SDL
from tests.router.server.raw_http import ask, post
from tests.router.server.test_websocket import connected

SUBGRAPH = """
extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
type Query { book: Book }
type Book @key(fields: "id") { id: ID! title: String }
"""

CONFIG = """
federation_version: =2.9.0
subgraphs:
  books:
    routing_url: http://127.0.0.1:4001/graphql
    schema:
      file: books.graphql
"""


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def supergraph(tmp_path: Path) -> Path:
    path = tmp_path / "supergraph.graphql"
    path.write_text(SUPERGRAPH_SDL)
    return path


@pytest.fixture
def operation(tmp_path: Path) -> Path:
    path = tmp_path / "operation.graphql"
    path.write_text('query Q($s: Boolean = true) { book(id: "1") { title stars @include(if: $s) } }')
    return path


@pytest.fixture
def config(tmp_path: Path) -> Path:
    (tmp_path / "books.graphql").write_text(SUBGRAPH)
    path = tmp_path / "supergraph.yaml"
    path.write_text(CONFIG)
    return path


def test_compose_prints_a_supergraph(config: Path) -> None:
    result = run("compose", "--config", config)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "enum join__Graph" in result.stdout


def test_compose_writes_the_supergraph_to_a_file(config: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.graphql"
    result = run("compose", "--config", config, "--output", output)
    assert (result.exit_code, result.stdout) == (0, "")
    assert "enum join__Graph" in output.read_text()


def test_compose_gives_up_past_the_limit_that_it_is_given(config: Path) -> None:
    result = run("compose", "--config", config, "--max-validation-paths", 0)
    assert result.exit_code == 1
    assert "MAX_VALIDATION_SUBGRAPH_PATHS_EXCEEDED" in result.stderr
    assert result.stdout == ""


def test_what_compose_writes_can_be_planned(config: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.graphql"
    run("compose", "--config", config, "--output", output)
    operation = tmp_path / "op.graphql"
    operation.write_text("{ book { title } }")
    assert 'Fetch(service: "books")' in run("plan", "--supergraph", output, operation).stdout


def test_compose_says_every_error_on_standard_error(config: Path, tmp_path: Path) -> None:
    (tmp_path / "books.graphql").write_text(SUBGRAPH.replace('"id"', '"isbn"'))
    result = run("compose", "--config", config)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "KEY_INVALID_FIELDS" in result.stderr


def test_compose_says_every_error_as_one_json_object(config: Path, tmp_path: Path) -> None:
    (tmp_path / "books.graphql").write_text(SUBGRAPH.replace('"id"', '"isbn"'))
    result = run("compose", "--config", config, "--format", "json", "--output", tmp_path / "out.graphql")
    document = json.loads(result.stdout)
    assert (result.exit_code, result.stderr, sorted(document)) == (1, "", ["errors", "hints"])
    assert [error["code"] for error in document["errors"]] == ["KEY_INVALID_FIELDS"]
    assert sorted(document["errors"][0]) == ["code", "locations", "message", "subgraphs"]
    assert not (tmp_path / "out.graphql").exists()


@pytest.mark.parametrize(
    "text",
    [
        "subgraphs: [",
        "",
        "subgraphs: {}",
        CONFIG.replace("books.graphql", "missing.graphql"),
        CONFIG + CONFIG[CONFIG.index("  books:") :],
        CONFIG.replace("file: books.graphql", "subgraph_url: http://127.0.0.1:1/graphql"),
        CONFIG.replace("file: books.graphql", "subgraph_url: file:///etc/passwd"),
        CONFIG.replace("schema:", "shema:"),
    ],
)
@pytest.mark.parametrize("report_format", ["text", "json"])
def test_a_broken_config_is_an_error_and_no_traceback(config: Path, text: str, report_format: str) -> None:
    config.write_text(text)
    result = run("compose", "--config", config, "--format", report_format)
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert "Traceback" not in result.output
    if report_format == "json":
        assert json.loads(result.stdout)["errors"]


def test_a_missing_config_is_an_error_and_no_traceback(tmp_path: Path) -> None:
    result = run("compose", "--config", tmp_path / "missing.yaml")
    assert result.exit_code == 1
    assert "missing.yaml" in result.stderr


def test_an_output_that_cannot_be_written_is_one_line(config: Path, tmp_path: Path) -> None:
    result = run("compose", "--config", config, "--output", tmp_path / "nowhere" / "out.graphql")
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1


def test_plan_prints_the_text_form(supergraph: Path, operation: Path) -> None:
    result = run("plan", "--supergraph", supergraph, operation)
    assert result.exit_code == 0
    assert result.stdout.startswith("QueryPlan {\n  Sequence {\n")


def test_plan_prints_the_published_json_form(supergraph: Path, operation: Path) -> None:
    result = run("plan", "--supergraph", supergraph, operation, "--format", "json")
    plan = json.loads(result.stdout)
    first, second = plan["node"]["nodes"]
    assert (plan["kind"], first["kind"], first["serviceName"]) == ("QueryPlan", "Fetch", "books")
    assert (second["kind"], second["path"], second["node"]["serviceName"]) == ("Flatten", ["book"], "reviews")


def test_plan_takes_variables_from_a_file(supergraph: Path, operation: Path, tmp_path: Path) -> None:
    variables = tmp_path / "variables.json"
    variables.write_text('{"s": false}')
    result = run("plan", "--supergraph", supergraph, operation, "--variables", variables)
    assert 'Fetch(service: "books")' in result.stdout
    assert "reviews" not in result.stdout


def test_plan_shows_deferred_parts(supergraph: Path, operation: Path) -> None:
    operation.write_text('{ book(id: "1") { title ...@defer { stars } } }')
    result = run("plan", "--supergraph", supergraph, operation)
    assert result.stdout.startswith("QueryPlan {\n  Defer {\n    Primary {\n")


def test_plan_adds_the_fields_for_nodes(config: Path, tmp_path: Path) -> None:
    nodes = SUBGRAPH.replace("type Book", "interface Node { id: ID! } type Book implements Node")
    (tmp_path / "books.graphql").write_text(nodes)
    output, operation = tmp_path / "out.graphql", tmp_path / "op.graphql"
    run("compose", "--config", config, "--output", output)
    operation.write_text('{ node(id: "1") { ... on Book { title } } }')
    assert run("plan", "--supergraph", output, operation).exit_code == 1
    assert 'Fetch(service: "node lookup")' in run("plan", "--supergraph", output, operation, "--node").stdout


def test_plan_prints_a_step(supergraph: Path, operation: Path) -> None:
    result = run("plan", "--supergraph", supergraph, operation, "--step", "paths")
    assert result.exit_code == 0
    assert "book {title}" in result.stdout


def test_plan_refuses_an_unknown_step_and_names_the_known(supergraph: Path, operation: Path) -> None:
    result = run("plan", "--supergraph", supergraph, operation, "--step", "thoughts")
    assert result.exit_code == 2
    assert "fetch-graph" in result.stderr


@pytest.mark.parametrize(
    ("document", "line"),
    [
        ("{ book(", "GRAPHQL_PARSE_FAILED at 1:8: Syntax Error: Expected Name, found <EOF>."),
        ("{ film }", "GRAPHQL_VALIDATION_FAILED at 1:3: Cannot query field 'film' on type 'Query'."),
        ("query A { __typename } query B { __typename }", "OPERATION_RESOLUTION_FAILURE: The document has several"),
    ],
)
def test_plan_refuses_a_document_in_a_line_with_its_place(
    supergraph: Path, operation: Path, document: str, line: str
) -> None:
    operation.write_text(document)
    result = run("plan", "--supergraph", supergraph, operation)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(line)


def test_plan_refuses_variables_that_are_no_json_object(supergraph: Path, operation: Path, tmp_path: Path) -> None:
    variables = tmp_path / "variables.json"
    for text in ("[]", "{", "NaN"):
        variables.write_text(text)
        result = run("plan", "--supergraph", supergraph, operation, "--variables", variables)
        assert (result.exit_code, len(result.stderr.splitlines())) == (2, 1)


@pytest.mark.parametrize("command", ["plan", "serve"])
def test_a_missing_supergraph_is_one_line(command: str, operation: Path, tmp_path: Path) -> None:
    arguments = [operation] if command == "plan" else []
    result = run(command, "--supergraph", tmp_path / "missing.graphql", *arguments)
    assert (result.exit_code, len(result.stderr.splitlines())) == (2, 1)
    assert "missing.graphql" in result.stderr


def test_a_file_that_is_no_supergraph_is_one_line(operation: Path) -> None:
    result = run("serve", "--supergraph", operation)
    assert (result.exit_code, len(result.stderr.splitlines())) == (1, 1)
    assert result.stderr.startswith("INVALID_FEDERATION_SUPERGRAPH")


def test_wrong_settings_are_one_line(supergraph: Path, tmp_path: Path) -> None:
    settings = tmp_path / "router.yaml"
    settings.write_text("limits: {dept: 3}")
    result = run("serve", "--supergraph", supergraph, "--config", settings)
    assert (result.exit_code, len(result.stderr.splitlines())) == (2, 1)
    assert "limits.dept: no such setting" in result.stderr


@pytest.mark.parametrize("options", [["--port", "70000"], ["--workers", "0"]])
def test_options_that_make_no_sense_are_one_line(supergraph: Path, options: list[str]) -> None:
    result = run("serve", "--supergraph", supergraph, *options)
    assert (result.exit_code, len(result.stderr.splitlines())) == (2, 1)


def test_in_development_only_this_machine_is_listened_to(supergraph: Path) -> None:
    result = run("serve", "--supergraph", supergraph, "--host", "0.0.0.0")
    assert (result.exit_code, len(result.stderr.splitlines())) == (2, 1)
    assert "mode: production" in result.stderr


def test_a_port_in_use_is_one_line(supergraph: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        result = run("serve", "--supergraph", supergraph, "--port", taken.getsockname()[1])
    assert (result.exit_code, len(result.stderr.splitlines())) == (2, 1)
    assert "in use" in result.stderr


@asynccontextmanager
async def served(*arguments: object) -> AsyncIterator[tuple[asyncio.subprocess.Process, int]]:
    """A router process that has announced itself, and its port."""
    command = (sys.executable, "-m", "router", "serve", "--port", "0", *map(str, arguments))
    process = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.PIPE)
    try:
        assert process.stderr is not None
        line = (await asyncio.wait_for(process.stderr.readline(), 60)).decode()
        announced = re.fullmatch(r"Router at http://127\.0\.0\.1:(\d+)\n", line)
        assert announced, line
        yield process, int(announced[1])
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def ending(process: asyncio.subprocess.Process) -> tuple[int | None, bytes]:
    _, errors = await asyncio.wait_for(process.communicate(), 30)
    return process.returncode, errors


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_serve_answers_and_ends_cleanly_on_a_signal(supergraph: Path, number: signal.Signals) -> None:
    async with served("--supergraph", supergraph) as (process, port):
        assert (await ask(port, "GET", "/health")).status == 200
        assert (await post(port, {"query": "{ __typename }"})).json == {"data": {"__typename": "Query"}}
        process.send_signal(number)
        assert await ending(process) == (0, b"")


async def test_a_subgraph_that_is_down_costs_its_own_fields_only(supergraph: Path) -> None:
    async with served("--supergraph", supergraph) as (_, port):
        answer = await post(port, {"query": '{ __typename book(id: "1") { title } }'})
    assert answer.json["data"] == {"__typename": "Query", "book": None}
    assert answer.json["errors"][0]["path"] == ["book"]
    assert answer.json["errors"][0]["extensions"]["service"] == "books"


async def test_several_workers_answer_on_one_port_and_end_cleanly(supergraph: Path, tmp_path: Path) -> None:
    settings = tmp_path / "router.yaml"
    settings.write_text("explorer: {enabled: false}")
    options = ("--supergraph", supergraph, "--config", settings, "--workers", 2)
    async with served(*options) as (process, port):
        health = await asyncio.wait_for(ask(port, "GET", "/health"), 60)
        explorer = await ask(port, "GET", "/explorer/config.json")
        process.send_signal(signal.SIGTERM)
        code, _ = await ending(process)
    assert (health.status, explorer.status, code) == (200, 404, 0)


async def test_an_open_socket_does_not_hold_up_the_end(supergraph: Path) -> None:
    async with served("--supergraph", supergraph) as (process, port), connected(port) as client:
        await client.send(type="connection_init")
        assert await client.receive() == {"type": "connection_ack"}
        process.send_signal(signal.SIGTERM)
        assert (await client.closing())[0] == 1012
        assert await ending(process) == (0, b"")


@pytest.mark.parametrize("workers", [1, 2])
async def test_every_worker_follows_the_files_and_a_hangup_ends_nothing(
    supergraph: Path, tmp_path: Path, workers: int
) -> None:
    settings = tmp_path / "router.yaml"
    settings.write_text("server: {reload_seconds: 0}")
    async with served("--supergraph", supergraph, "--config", settings, "--workers", workers) as (process, port):
        await asyncio.wait_for(ask(port, "GET", "/health"), 60)
        settings.write_text("server: {reload_seconds: 0}\nlimits: {depth: 1}")
        nested = {"query": '{ book(id: "1") { id } }'}
        assert (await post(port, nested)).codes != ["MAX_DEPTH_LIMIT"]
        process.send_signal(signal.SIGHUP)
        in_a_row = 0
        async with asyncio.timeout(30):
            # Connections go to whichever worker takes them, so that many in a row are all of the workers.
            while in_a_row < 20:
                in_a_row = in_a_row + 1 if (await post(port, nested)).codes == ["MAX_DEPTH_LIMIT"] else 0
        process.send_signal(signal.SIGTERM)
        assert (await ending(process))[0] == 0


async def test_the_figures_of_several_workers_are_added_up(supergraph: Path, tmp_path: Path) -> None:
    settings = tmp_path / "router.yaml"
    settings.write_text("telemetry: {metrics: {enabled: true}}")
    async with served("--supergraph", supergraph, "--config", settings, "--workers", 2) as (process, port):
        await asyncio.wait_for(ask(port, "GET", "/health"), 60)
        for _ in range(20):
            await post(port, {"query": "{ __typename }"})
        totals = {
            sum(float(count) for count in re.findall(r'operations_total\{plan="\w+"\} (\S+)', answer.body.decode()))
            for answer in [await ask(port, "GET", "/metrics") for _ in range(10)]
        }
        process.send_signal(signal.SIGTERM)
        await ending(process)
    assert totals == {20.0}
