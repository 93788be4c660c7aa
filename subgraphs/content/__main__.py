"""`python -m subgraphs.content serve --port 4002`, and the other commands of a subgraph."""

from subgraphs.content.app import CONTENT
from subgraphs.content.commands import add_commands
from subgraphs.shared.command_line import create_command_line

commands = create_command_line(CONTENT)
add_commands(commands)
commands()
