"""What clients learn of errors: refusals in full with their code, everything unexpected as one fixed text."""

from graphql import GraphQLError, GraphQLSyntaxError
from strawberry.extensions import MaskErrors

from subgraphs.shared.errors import DomainError

INTERNAL_ERROR_MESSAGE = "Something went wrong on our side."


class ErrorMask(MaskErrors):
    def __init__(self) -> None:
        super().__init__(should_mask_error=lambda _: True)

    def anonymise_error(self, error: GraphQLError) -> GraphQLError:
        return public_error(error)


def cause_of(error: GraphQLError) -> Exception | None:
    """The exception at the bottom; None where GraphQL itself refused the request."""
    cause: Exception | None = error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    return cause


def public_error(error: GraphQLError) -> GraphQLError:
    match cause_of(error):
        case None:
            return _with(error, error.message, {"code": _code_of(error), **(error.extensions or {})})
        case DomainError() as refusal:
            return _with(error, refusal.message, {"code": refusal.code})
        case _:
            return _with(error, INTERNAL_ERROR_MESSAGE, {"code": "INTERNAL_SERVER_ERROR"})


def _code_of(error: GraphQLError) -> str:
    if isinstance(error, GraphQLSyntaxError):
        return "GRAPHQL_PARSE_FAILED"
    # Without a path it was found before execution: by validation, or in the variables.
    if error.path is None and not error.message.startswith("Variable "):
        return "GRAPHQL_VALIDATION_FAILED"
    return "BAD_USER_INPUT"


def _with(error: GraphQLError, message: str, extensions: dict[str, object]) -> GraphQLError:
    return GraphQLError(
        message,
        nodes=error.nodes,
        source=error.source,
        positions=error.positions,
        path=error.path,
        extensions=extensions,
    )
