"""What an operator does with content, beside what every subgraph has: `python -m subgraphs.content ...`."""

import typer

from subgraphs.content.app import CONTENT
from subgraphs.content.service.dictionary import announce_dictionary
from subgraphs.shared.command_line import AnySubgraph, run_with_subgraph


def add_commands(commands: typer.Typer) -> None:
    @commands.command(name="announce-dictionary")
    def announce() -> None:
        """Tell other domains again of all that there is to study, such as after one of them was made anew."""
        typer.echo(f"{run_with_subgraph(CONTENT, _announce)} entries announced")


async def _announce(subgraph: AnySubgraph) -> int:
    async with subgraph.transactions.begin() as work:
        return await announce_dictionary(work)
