"""The operation that is planned, and why one cannot be."""

from dataclasses import dataclass

from router.errors import OperationError
from router.language.names import TypeName
from router.language.operation_kind import OperationKind
from router.language.selection_set import SelectionSet


class OperationNotPlannable(OperationError):
    """No sequence of fetches answers the operation: the supergraph is not satisfiable for it."""

    code = "OPERATION_NOT_PLANNABLE"


class OperationNotFound(OperationError):
    """The document holds no operation of that name, or several and no name was given."""

    code = "OPERATION_RESOLUTION_FAILURE"


@dataclass(frozen=True, slots=True)
class VariableDefinition:
    """One variable of the client's operation; type and default value are printed GraphQL."""

    name: str
    type: str
    default: str | None = None

    def __str__(self) -> str:
        return f"${self.name}:{self.type}" + (f"={self.default}" if self.default is not None else "")


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of a validated document, with its fragments spread and its skipped fields dropped."""

    kind: OperationKind
    name: str | None
    root_type: TypeName
    selection_set: SelectionSet
    variables: tuple[VariableDefinition, ...] = ()
