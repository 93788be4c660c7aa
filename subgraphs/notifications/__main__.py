from subgraphs.notifications.app import NOTIFICATIONS
from subgraphs.shared.command_line import create_command_line

create_command_line(NOTIFICATIONS)()
