"""The families of failure, by whose problem they are. Concrete errors live beside the code that raises them."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from graphql import GraphQLError


class RouterError(Exception):
    """The root of every exception that the router raises on purpose."""

    code: ClassVar[str]

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class OperationError(RouterError):
    """The client sent something that we refuse. It sees the message and the code."""

    def __init__(self, message: str, errors: tuple[GraphQLError, ...] = ()) -> None:
        super().__init__(message)
        self.errors = errors
        """Findings with locations, where a parser or a validation rule reported them."""


class SubgraphError(RouterError):
    """A subgraph failed us. The client sees code, path and subgraph name; partial data stays."""

    def __init__(self, message: str, subgraph: str) -> None:
        super().__init__(message)
        self.subgraph = subgraph


class InternalError(RouterError):
    """One of our own invariants is broken. The client sees a fixed text and a trace id."""

    code = "INTERNAL_SERVER_ERROR"


class SettingsError(RouterError):
    """The operator gave settings that cannot work: one line, exit code 2, no traceback."""

    code = "INVALID_SETTINGS"


class SupergraphError(RouterError):
    """The supergraph document cannot be read, so there is nothing to serve."""

    code = "INVALID_FEDERATION_SUPERGRAPH"


@dataclass(frozen=True, slots=True)
class SourceLocation:
    """Where in a subgraph's SDL a finding points; line and column count from 1."""

    subgraph: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class CompositionError:
    """One reason why subgraphs do not compose. A value: rules yield all they find."""

    code: str
    message: str
    subgraphs: tuple[str, ...] = ()
    locations: tuple[SourceLocation, ...] = ()


@dataclass(frozen=True, slots=True)
class CompositionHint:
    """A remark of composition that is not an error."""

    code: str
    message: str
    level: Literal["WARN", "INFO", "DEBUG"] = "INFO"
    subgraphs: tuple[str, ...] = ()
    locations: tuple[SourceLocation, ...] = ()
