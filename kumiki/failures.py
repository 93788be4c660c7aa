"""What an operator must mend: told in a line or two, without a traceback."""

from pathlib import Path
from typing import ClassVar


class OperatorError(Exception):
    """The message says what is wrong and what would mend it."""

    exit_code: ClassVar[int] = 1


class SettingsAreWrong(OperatorError):
    """A variable holds what it cannot hold."""

    exit_code = 2


class PortIsTaken(OperatorError):
    def __init__(self, host: str, port: int) -> None:
        super().__init__(f"{host}:{port} is in use by another program. End that, or set KUMIKI_PORT to another port.")


class HomeIsTaken(OperatorError):
    def __init__(self, home: Path) -> None:
        super().__init__(f"another Kumiki runs on {home}. End that, or set KUMIKI_HOME to another folder.")


class DoesNotCompose(OperatorError):
    """The subgraphs contradict each other. The message is the composer's report."""


class SchemaHasDrifted(OperatorError):
    """What is checked in is not what the code makes."""


class ApiBreaksOperations(OperatorError):
    """Operations that clients send would stop working."""


class ApiCannotBeCompared(OperatorError):
    """An API schema, or an operation to check it by, cannot be read."""


class SupergraphIsMissing(OperatorError):
    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} cannot be read. Run this from the root of the repository, and `make schema` before.")


class ProcessFailed(OperatorError):
    """A process ended, or was not ready in time. The message holds the end of its log."""
