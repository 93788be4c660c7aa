"""What an operator does with progress, beside what every subgraph has: `python -m subgraphs.progress ...`."""

from typing import Annotated
from uuid import UUID

import typer

from subgraphs.progress.app import PROGRESS
from subgraphs.progress.service.rebuild import rebuild, rebuild_all
from subgraphs.shared.command_line import AnySubgraph, run_with_subgraph

UserId = Annotated[UUID | None, typer.Option("--user", help="One learner; all of them when absent.")]


def add_commands(commands: typer.Typer) -> None:
    @commands.command(name="rebuild")
    def rebuild_command(user_id: UserId = None) -> None:
        """Reckon points, streaks, mastery and leaderboards anew from the facts that were heard. The platform may go on
        meanwhile."""
        count = run_with_subgraph(PROGRESS, lambda subgraph: rebuild_figures(subgraph, user_id))
        typer.echo(f"{count} reckoned anew")


async def rebuild_figures(subgraph: AnySubgraph, user_id: UUID | None) -> int:
    """How many learners were reckoned anew."""
    if user_id is None:
        return len([rebuilt async for rebuilt in rebuild_all(subgraph.transactions)])
    async with subgraph.transactions.begin() as work:
        await rebuild(work, user_id)
    return 1
