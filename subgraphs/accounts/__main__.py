"""`python -m subgraphs.accounts`"""

from subgraphs.accounts.app import ACCOUNTS
from subgraphs.accounts.commands import add_commands
from subgraphs.accounts.key_commands import key_commands
from subgraphs.shared.command_line import create_command_line

if __name__ == "__main__":
    commands = create_command_line(ACCOUNTS)
    commands.add_typer(key_commands(), name="keys")
    add_commands(commands)
    commands()
