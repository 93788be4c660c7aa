"""The commands that every subgraph has: `python -m subgraphs.<name> serve | migrate | seed | sdl | ...`."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Annotated, Any, TypeVar
from uuid import UUID

import typer
import uvicorn
from pydantic import ValidationError

from subgraphs.shared.app import create_subgraph_app
from subgraphs.shared.job_tables import JobRow, JobState
from subgraphs.shared.messaging import Messaging
from subgraphs.shared.migrations import make_migration
from subgraphs.shared.settings import SubgraphSettings
from subgraphs.shared.structured_logs import configure_logs
from subgraphs.shared.subgraph import Subgraph, SubgraphDefinition

AnyDefinition = SubgraphDefinition[Any, Any, Any]
AnySubgraph = Subgraph[Any, Any, Any]
ResultT = TypeVar("ResultT")

Port = Annotated[int, typer.Option(help="Where to listen.")]
Host = Annotated[str, typer.Option(help="The address to listen on: subgraphs face the router, not the internet.")]
LetterId = Annotated[int | None, typer.Option("--id", help="One dead letter; all of them when absent.")]
JobId = Annotated[UUID | None, typer.Option("--id", help="One dead job; all of them when absent.")]
Everything = Annotated[bool, typer.Option("--all", help="Those that wait and run, too.")]
Title = Annotated[str, typer.Argument(help="A verb phrase, such as create_users.")]

SETTINGS_ERROR = 2


def create_command_line(definition: AnyDefinition) -> typer.Typer:
    """What a domain's __main__.py calls."""
    commands = typer.Typer(help=f"The {definition.name} subgraph.", no_args_is_help=True, add_completion=False)
    _add_serving(commands, definition)
    _add_data(commands, definition)
    commands.add_typer(_dead_letter_commands(definition), name="dead-letters")
    commands.add_typer(_job_commands(definition), name="jobs")
    return commands


def load_settings(definition: AnyDefinition) -> SubgraphSettings:
    """The settings of this process; ends it with one line per fault and exit code 2 where they cannot work."""
    try:
        settings: SubgraphSettings = definition.settings_type()
    except ValidationError as error:
        for fault in error.errors():
            name = "_".join(["KUMIKI", *map(str, fault["loc"])]).upper()
            typer.echo(f"{name}: {fault['msg']}", err=True)
        raise typer.Exit(SETTINGS_ERROR) from error
    configure_logs(settings.log_level)
    return settings


def _add_serving(commands: typer.Typer, definition: AnyDefinition) -> None:
    @commands.command()
    def serve(port: Port, host: Host = "127.0.0.1") -> None:
        """Migrate, then serve until interrupted."""
        settings = load_settings(definition)
        # The server has stopped in good order by then, and raises the interrupt again for whoever started it.
        with suppress(KeyboardInterrupt):
            asyncio.run(_serve(definition, settings, host, port))

    @commands.command()
    def sdl() -> None:
        """Print the subgraph's schema."""
        sys.stdout.write(definition.schema.to_sdl())


def _add_data(commands: typer.Typer, definition: AnyDefinition) -> None:
    @commands.command()
    def migrate() -> None:
        """Bring the database to its newest form."""
        changed = run_with_subgraph(definition, lambda subgraph: subgraph.migrate())
        typer.echo("migrated" if changed else "nothing to do")

    @commands.command()
    def seed() -> None:
        """Migrate, and fill the database for a first look; what is there already stays."""
        run_with_subgraph(definition, _migrate_and_seed)

    @commands.command(name="make-migration")
    def write_migration(title: Title) -> None:
        """Write the step from the newest migration to what the models say."""
        url = load_settings(definition).database_url_for(definition.name)
        typer.echo(asyncio.run(make_migration(url, definition.name, definition.metadata, title)))


def _dead_letter_commands(definition: AnyDefinition) -> typer.Typer:
    commands = typer.Typer(help="Events that a consumer here gave up on.", no_args_is_help=True)

    @commands.command(name="list")
    def list_letters() -> None:
        """Print every dead letter with the reason of its last failure."""
        for letter in run_with_subgraph(definition, lambda subgraph: subgraph.dead_letters()):
            event = letter.envelope
            typer.echo(f"{letter.id}\t{letter.consumer}\t{event.event_type}\t{event.event_id}\t{letter.error}")

    @commands.command()
    def replay(letter_id: LetterId = None) -> None:
        """Try dead letters again. Those that succeed are forgotten; exit code 1 when one does not."""
        failures = run_with_subgraph(definition, lambda subgraph: _replay(subgraph, letter_id))
        raise typer.Exit(1 if failures else 0)

    return commands


def _job_commands(definition: AnyDefinition) -> typer.Typer:
    commands = typer.Typer(help="Work that is done after the answer.", no_args_is_help=True)

    @commands.command(name="list")
    def list_jobs(everything: Everything = False) -> None:
        """Print the jobs that were given up, each with the reason of its last failure."""
        states = [JobState.DEAD, *([JobState.WAITING, JobState.RUNNING] if everything else [])]
        for row in run_with_subgraph(definition, lambda subgraph: subgraph.list_jobs(states)):
            typer.echo(_line_of(row))

    @commands.command()
    def retry(job_id: JobId = None) -> None:
        """Let dead jobs begin anew, in whichever process serves this subgraph. Exit code 1 when there is none."""
        count = run_with_subgraph(definition, lambda subgraph: subgraph.retry_jobs(job_id))
        typer.echo(f"{count} to be done again")
        raise typer.Exit(0 if count else 1)

    return commands


def _line_of(row: JobRow) -> str:
    progress = f"{row.progress_done} of {row.progress_total}" if row.progress_total is not None else "-"
    attempts, due_at = str(row.attempt), f"{row.due_at:%Y-%m-%dT%H:%M:%SZ}"
    return "\t".join([str(row.id), row.state, row.kind, attempts, due_at, progress, row.error or "-"])


async def _serve(definition: AnyDefinition, settings: SubgraphSettings, host: str, port: int) -> None:
    messaging = _messaging(settings)
    subgraph = definition.open(settings, messaging)
    await subgraph.migrate()
    app = create_subgraph_app(subgraph, messaging)
    config = uvicorn.Config(app, host=host, port=port, log_config=None, ws="websockets-sansio", access_log=False)
    await uvicorn.Server(config).serve()


def run_with_subgraph(definition: AnyDefinition, work: Callable[[AnySubgraph], Awaitable[ResultT]]) -> ResultT:
    """Do something with a subgraph that serves nobody; its events wait in the outbox."""

    async def run() -> ResultT:
        messaging = Messaging.alone()
        subgraph = definition.open(load_settings(definition), messaging)
        try:
            return await work(subgraph)
        finally:
            await subgraph.close()
            await messaging.close()

    return asyncio.run(run())


async def _migrate_and_seed(subgraph: AnySubgraph) -> None:
    await subgraph.migrate()
    await subgraph.seed(lambda what, done, total: typer.echo(f"{what}: {done} of {total}"))


async def _replay(subgraph: AnySubgraph, letter_id: int | None) -> int:
    failures = 0
    for letter in await subgraph.dead_letters():
        if letter_id is not None and letter.id != letter_id:
            continue
        try:
            await subgraph.replay(letter)
            typer.echo(f"{letter.id}: handled")
        except Exception as error:  # a consumer boundary: a handler may fail in any way, and the rest must go on
            failures += 1
            typer.echo(f"{letter.id}: {type(error).__name__}: {error}", err=True)
    return failures


def _messaging(settings: SubgraphSettings) -> Messaging:
    return Messaging.over_redis(settings.redis_url) if settings.redis_url else Messaging.alone()
