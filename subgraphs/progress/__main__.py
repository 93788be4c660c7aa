from subgraphs.progress.app import PROGRESS
from subgraphs.progress.commands import add_commands
from subgraphs.shared.command_line import create_command_line

if __name__ == "__main__":
    commands = create_command_line(PROGRESS)
    add_commands(commands)
    commands()
