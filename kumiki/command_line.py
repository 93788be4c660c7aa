"""`python -m kumiki ...`: the platform's command line.

What a command needs is imported when it runs: the domains take a second to import, and `--help` should not.
"""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Annotated, Any

import typer

from kumiki.failures import OperatorError
from kumiki.private_files import keep_files_private
from kumiki.settings import PlatformSettings, read_settings
from subgraphs.shared.structured_logs import configure_logs

commands = typer.Typer(
    help="Kumiki: a federated GraphQL platform for learning languages.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Check = Annotated[bool, typer.Option("--check", help="Write nothing; fail where files differ.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]

INTERRUPTED = 130


@commands.command()
def up() -> None:
    """Migrate, seed at the first start, and serve everything in this process."""
    settings = _settings()
    from kumiki.commands.up import up as run
    from kumiki.serving import run_on_server_loop

    _run_now(lambda: run_on_server_loop(run(settings)))


@commands.command(name="up-services")
def up_services() -> None:
    """Serve the same platform as processes, with PostgreSQL and Redis."""
    settings = _settings()
    from kumiki.commands.up_services import up_services as run

    _run(run(settings))


@commands.command(name="prepare-services")
def prepare_services() -> None:
    """Make, migrate and seed the databases at KUMIKI_DATABASE_URL, then end."""
    settings = _settings()
    from kumiki.commands.up_services import prepare_named_servers

    _run(prepare_named_servers(settings))


@commands.command()
def migrate() -> None:
    """Bring the databases of the embedded mode to their newest form."""
    settings = _settings()
    from kumiki.commands.data import migrate as run

    _run(run(settings))


@commands.command()
def seed() -> None:
    """Migrate, and fill the databases of the embedded mode; what is there already stays."""
    settings = _settings()
    from kumiki.commands.data import seed as run

    _run(run(settings))


@commands.command()
def reset(yes: Yes = False) -> None:
    """Delete the databases of the embedded mode. Keys stay, and so does the data of the services mode."""
    settings = _settings()
    from kumiki.commands.data import reset as run

    _run_now(lambda: run(settings, yes))


@commands.command()
def schema(
    check: Annotated[bool, typer.Option("--check", help="Write nothing; fail where files differ.")] = False,
) -> None:
    """Write schema/ again: each subgraph's SDL, the supergraph they compose to, the API schema."""
    from kumiki.commands.schema import schema as run

    _run_now(lambda: run(check))


@commands.command(name="check-api")
def check_api() -> None:
    """Say what the API schema changes for clients since this work began; fail where it breaks kumiki/operations."""
    from kumiki.commands.check_api import check_api as run

    _run_now(run)


def _settings() -> PlatformSettings:
    keep_files_private()
    try:
        settings = read_settings()
    except OperatorError as error:
        raise _ended_by(error) from error
    configure_logs(settings.log_level)
    return settings


def _run(work: Coroutine[Any, Any, None]) -> None:
    _run_now(lambda: asyncio.run(work))


def _run_now(work: Callable[[], None]) -> None:
    try:
        work()
    except OperatorError as error:
        raise _ended_by(error) from error
    except KeyboardInterrupt:
        raise typer.Exit(INTERRUPTED) from None


def _ended_by(error: OperatorError) -> typer.Exit:
    typer.echo(f"kumiki: {error}", err=True)
    return typer.Exit(error.exit_code)
