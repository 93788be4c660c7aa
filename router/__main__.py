"""The router's commands: serve, compose, plan."""

import gc
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from router.composer.change_report import render_check_json, render_check_text
from router.composer.check_changes import check_changes
from router.composer.contract import apply_contract, read_contract
from router.composer.hint_levels import HintLevel, keep_hints
from router.composer.read_published import read_api_schema, read_client_operations
from router.composer.report import report_composition
from router.composer.result import CompositionResult
from router.composer.satisfiability import MAX_VALIDATION_SUBGRAPH_PATHS
from router.composer.supergraph_config import compose_config
from router.errors import OperationError, RouterError, SettingsError
from router.planner.explain import STEPS, explain
from router.planner.plan_document import Planner
from router.query_plan import print_query_plan
from router.query_plan_json import query_plan_to_json
from router.server.fetch_sdl import fetch_sdl
from router.server.graphql_request import BadRequest, read_json
from router.server.read_operation import choose_operation, coerce_variables, format_errors, read_document
from router.server.serve import Sources, read_text, serve_app, serve_workers
from router.settings import LimitsSettings, RouterSettings, check_listening_address
from router.settings.describe import settings_json_schema, settings_table
from router.supergraph.defer_directive import with_defer
from router.supergraph.load import load_supergraph
from router.supergraph.model import Supergraph
from router.supergraph.node_fields import add_node_fields

app = typer.Typer(
    name="router",
    help="A Federation 2 router: compose subgraphs, plan operations, serve the supergraph.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

SupergraphFile = Annotated[Path, typer.Option("--supergraph", help="The supergraph SDL, by any composer.")]


class OutputFormat(StrEnum):
    TEXT = "text"
    JSON = "json"


@app.command()
def serve(
    supergraph: SupergraphFile,
    config: Annotated[Path | None, typer.Option(help="Settings; docs/router.md lists them.")] = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on, in place of the settings'.")] = None,
    port: Annotated[int | None, typer.Option(help="Port, in place of the settings'; 0 takes a free one.")] = None,
    workers: Annotated[int | None, typer.Option(help="Processes, in place of the settings'.")] = None,
) -> None:
    """Serve a supergraph over HTTP and WebSocket."""
    with command_errors():
        sources = Sources(supergraph, config)
        settings = override_server(sources.settings(), {"host": host, "port": port, "workers": workers})
        check_listening_address(settings)
        if settings.server.workers > 1:
            serve_workers(sources, settings, announce)
        else:
            serve_app(sources.create_app(settings), settings, announce)


@app.command()
def compose(
    config: Annotated[Path, typer.Option(help="supergraph.yaml, in the format that Rover reads.")],
    output: Annotated[Path | None, typer.Option(help="Where to write the SDL, in place of standard output.")] = None,
    report_format: Annotated[OutputFormat, typer.Option("--format", help="How to print findings.")] = OutputFormat.TEXT,
    hints: Annotated[
        HintLevel | None, typer.Option(help="The lowest level of hints to show; warn by default, in json debug.")
    ] = None,
    check_against: Annotated[
        Path | None, typer.Option(help="Report how the API schema differs from this supergraph's or API schema.")
    ] = None,
    operations: Annotated[
        Path | None, typer.Option(help="With --check-against: a folder of operations; only what breaks them fails.")
    ] = None,
    contract: Annotated[
        list[str] | None, typer.Option(help="A variant by @tag: include=TAG and exclude=TAG, as many as needed.")
    ] = None,
    rollout: Annotated[
        bool,
        typer.Option("--rollout", help="Let in enum values and input fields that some subgraphs lack, where safe."),
    ] = False,
    max_validation_paths: Annotated[
        int, typer.Option(min=0, help="How many paths may wait while satisfiability is checked; bounds its memory.")
    ] = MAX_VALIDATION_SUBGRAPH_PATHS,
    terms: Annotated[list[str] | None, typer.Argument(help="More terms of --contract.", show_default=False)] = None,
) -> None:
    """Compose subgraphs to a supergraph. Exits with 1 where they do not compose, or where a check finds breaks."""
    with command_errors():
        if operations is not None and check_against is None:
            raise SettingsError("--operations says what to check --check-against; give both.")
        if terms and not contract:
            raise SettingsError(f'"{terms[0]}" means nothing here; terms such as include=TAG follow --contract.')
        shown = hints or (HintLevel.DEBUG if report_format is OutputFormat.JSON else HintLevel.WARN)
        result = compose_variant(config, [*(contract or ()), *(terms or ())], rollout, max_validation_paths)
        result = keep_hints(result, shown)
        report = report_composition(result, report_format.value)
        sys.stderr.write(report.messages)
        if report.exit_code or (output is None and check_against is None):
            sys.stdout.write(report.output)
        elif output is not None:
            write_text(output, report.output)
        exit_code: int = report.exit_code
        if check_against is not None and result.supergraph is not None:
            exit_code = print_changes(result.supergraph, check_against, operations, report_format)
    raise typer.Exit(exit_code)


def compose_variant(config: Path, terms: Sequence[str], rollout: bool, max_validation_paths: int) -> CompositionResult:
    """The whole supergraph, or the contract variant that the terms describe."""
    wanted = read_contract(terms)
    # Composing makes millions of objects and drops few: looking for garbage would take a third of the time.
    gc.disable()
    try:
        result = compose_config(config, fetch_sdl, rollout, max_validation_paths)
    finally:
        gc.enable()
    if not terms or result.supergraph_sdl is None:
        return result
    return replace(apply_contract(result.supergraph_sdl, wanted), hints=result.hints)


def print_changes(supergraph: Supergraph, published: Path, operations: Path | None, output_format: OutputFormat) -> int:
    """What clients would notice, and 1 where something breaks."""
    known = read_client_operations(operations) if operations is not None else None
    check = check_changes(read_api_schema(published), supergraph.api_schema, known)
    render = render_check_json if output_format is OutputFormat.JSON else render_check_text
    sys.stdout.write(render(check))
    return int(check.has_failed)


@app.command()
def plan(
    operation: Annotated[Path, typer.Argument(metavar="OPERATION.graphql", help="A document with the operation.")],
    supergraph: SupergraphFile,
    variables: Annotated[Path | None, typer.Option(help="A JSON file with the variables.")] = None,
    operation_name: Annotated[str | None, typer.Option(help="Which operation, where there are several.")] = None,
    step: Annotated[str | None, typer.Option(help=f"An intermediate value: {', '.join(STEPS)}.")] = None,
    output_format: Annotated[OutputFormat, typer.Option("--format", help="How to print.")] = OutputFormat.TEXT,
    node: Annotated[bool, typer.Option("--node", help="Add node and nodes, as the setting node.enabled does.")] = False,
) -> None:
    """Print the query plan of an operation, or the value between two steps of planning."""
    with command_errors():
        if step is not None and step not in STEPS:
            raise SettingsError(f'There is no step "{step}". The steps are {", ".join(STEPS)}.')
        if step is not None and output_format is OutputFormat.JSON:
            raise SettingsError("A step is printed as text; leave out either --step or --format json.")
        loaded = load_supergraph(read_text(supergraph))
        loaded = add_node_fields(loaded) if node else loaded
        given = read_variables(variables)
        sys.stdout.write(describe_plan(loaded, read_text(operation), operation_name, given, step, output_format))


class SettingsFormat(StrEnum):
    MARKDOWN = "markdown"
    JSON_SCHEMA = "json-schema"


@app.command(name="settings")
def describe_settings(
    output_format: Annotated[SettingsFormat, typer.Option("--format", help="How to print.")] = SettingsFormat.MARKDOWN,
) -> None:
    """Print every setting of router.yaml, or a JSON Schema by which editors check the file."""
    describe = settings_json_schema if output_format is SettingsFormat.JSON_SCHEMA else settings_table
    sys.stdout.write(describe() + "\n")


def describe_plan(
    supergraph: Supergraph,
    text: str,
    operation_name: str | None,
    given: dict[str, Any],
    step: str | None,
    output_format: OutputFormat,
) -> str:
    limits = LimitsSettings()
    supergraph = with_defer(supergraph)
    document = read_document(text, supergraph.api_schema, limits)
    name, operation = choose_operation(document, operation_name)
    variables = coerce_variables(operation, given, supergraph.api_schema, limits.errors).passed_on
    if step is not None:
        return explain(step, document.document, name, variables, supergraph)
    query_plan = Planner(supergraph).plan(document.document, name, variables, defers=True)
    if output_format is OutputFormat.JSON:
        return json.dumps(query_plan_to_json(query_plan), indent=2, ensure_ascii=False) + "\n"
    return print_query_plan(query_plan)


def override_server(settings: RouterSettings, options: dict[str, Any]) -> RouterSettings:
    """Options of the command line win over the file, and are checked like it."""
    given = {name: value for name, value in options.items() if value is not None}
    try:
        server = type(settings.server).model_validate({**settings.server.model_dump(), **given})
    except ValueError as error:
        raise SettingsError(f"The options {', '.join(f'--{name}' for name in given)} do not make sense.") from error
    return settings.model_copy(update={"server": server})


def read_variables(path: Path | None) -> dict[str, Any]:
    if path is None:
        return {}
    try:
        variables = read_json(read_text(path).encode())
    except BadRequest as error:
        raise SettingsError(f"{path} is not valid JSON.") from error
    if not isinstance(variables, dict):
        raise SettingsError(f"{path} must hold a JSON object.")
    return variables


def write_text(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"Cannot write {path}: {error.strerror}.") from error


def announce(url: str) -> None:
    typer.echo(f"Router at {url}", err=True)


@contextmanager
def command_errors() -> Iterator[None]:
    """What the operator can mend is a line or two on standard error and an exit code, never a traceback."""
    try:
        yield
    except OperationError as error:
        for finding in format_errors(error):
            typer.echo(describe_finding(finding), err=True)
        raise typer.Exit(1) from error
    except RouterError as error:
        typer.echo(f"{error.code}: {error.message}", err=True)
        raise typer.Exit(2 if isinstance(error, SettingsError) else 1) from error


def describe_finding(finding: dict[str, Any]) -> str:
    place = "".join(f" at {where['line']}:{where['column']}" for where in finding.get("locations", ())[:1])
    return f"{finding['extensions']['code']}{place}: {finding['message']}"


if __name__ == "__main__":
    app()
