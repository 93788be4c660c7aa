"""What an operator does with accounts, beside what every subgraph has: `python -m subgraphs.accounts ...`."""

from typing import Annotated

import typer

from subgraphs.accounts.app import ACCOUNTS
from subgraphs.accounts.errors import UserIsUnknown
from subgraphs.accounts.roles import Role
from subgraphs.accounts.service import audit, roles
from subgraphs.shared.command_line import AnySubgraph, run_with_subgraph

Name = Annotated[str, typer.Argument(help="A handle or an email address.")]
RoleName = Annotated[Role, typer.Argument(help="What they are to be, too.", case_sensitive=False)]
Head = Annotated[str | None, typer.Option("--known-head", help="A hash that an earlier run printed.")]


def add_commands(commands: typer.Typer) -> None:
    commands.add_typer(_audit_commands(), name="audit")

    @commands.command(name="grant-role")
    def grant(name: Name, role: RoleName) -> None:
        """Give somebody a role, such as to make the first administrator."""
        try:
            held = run_with_subgraph(ACCOUNTS, lambda subgraph: _grant(subgraph, name, role))
        except UserIsUnknown as error:
            typer.echo(f'There is nobody called "{name}".', err=True)
            raise typer.Exit(1) from error
        typer.echo(f"{name}: {' '.join(held)}")


def _audit_commands() -> typer.Typer:
    commands = typer.Typer(help="The log of security events.", no_args_is_help=True)

    @commands.callback()
    def group() -> None:
        """The log of security events."""

    @commands.command()
    def verify(known_head: Head = None) -> None:
        """Read the whole chain; exit code 1 and the first broken entry where somebody tampered with it."""
        found = run_with_subgraph(ACCOUNTS, lambda subgraph: audit.verify(subgraph.database, known_head))
        if found.broken is not None:
            typer.echo(f"entry {found.broken.position}: {found.broken.reason}", err=True)
            raise typer.Exit(1)
        if not found.knows_expected_head:
            typer.echo(f"no entry has the hash {known_head}: entries were cut off, or all reckoned anew", err=True)
            raise typer.Exit(1)
        typer.echo(f"{found.length} entries, head {found.head}")

    return commands


async def _grant(subgraph: AnySubgraph, name: str, role: Role) -> list[str]:
    async with subgraph.transactions.begin() as work:
        return list((await roles.grant_role(work, name, role)).user.roles)
