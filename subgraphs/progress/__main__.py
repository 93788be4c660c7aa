from subgraphs.progress.app import PROGRESS
from subgraphs.shared.command_line import create_command_line

create_command_line(PROGRESS)()
