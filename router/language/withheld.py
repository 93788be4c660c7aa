"""How a normalized operation says that a field must not be fetched: it carries a directive that no client can send."""

from dataclasses import replace
from typing import Final

from router.language.selection_set import AppliedDirective, Argument, Field

WITHHELD: Final = "kumiki withheld"
"""A space is in no name that a client can write."""


def withheld(field: Field, code: str) -> Field:
    """The field with the mark. `code` is the public code of the error that stands for its value."""
    return replace(field, directives=(*field.directives, AppliedDirective(WITHHELD, (Argument("code", code),))))


def code_if_withheld(field: Field) -> str | None:
    """The public code of a marked field; None for a field that is to be fetched."""
    for directive in field.directives:
        if directive.name == WITHHELD:
            return directive.arguments[0].value
    return None
