"""What an operator does with progress, beside what every subgraph has: `python -m subgraphs.progress ...`."""

from typing import Annotated
from uuid import UUID

import typer

from subgraphs.progress.app import PROGRESS
from subgraphs.progress.service.leaderboards import index_leaderboards
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

    @commands.command(name="index-leaderboards")
    def index_command() -> None:
        """Make the index of ranks anew from what learners have on the boards. The platform may go on meanwhile."""
        count = run_with_subgraph(PROGRESS, index_all)
        typer.echo(f"{count} boards indexed")


async def rebuild_figures(subgraph: AnySubgraph, user_id: UUID | None) -> int:
    """How many learners were reckoned anew."""
    if user_id is None:
        count = len([rebuilt async for rebuilt in rebuild_all(subgraph.transactions)])
        await index_all(subgraph)
        return count
    async with subgraph.transactions.begin() as work:
        await rebuild(work, user_id)
    return 1


async def index_all(subgraph: AnySubgraph) -> int:
    """How many boards there are."""
    return await index_leaderboards(subgraph.transactions, subgraph.services.leaderboard_index)
