from subgraphs.learning.app import LEARNING
from subgraphs.shared.command_line import create_command_line

create_command_line(LEARNING)()
