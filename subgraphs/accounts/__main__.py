"""`python -m subgraphs.accounts`"""

from subgraphs.accounts.app import ACCOUNTS
from subgraphs.shared.command_line import create_command_line

if __name__ == "__main__":
    create_command_line(ACCOUNTS)()
