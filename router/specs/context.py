"""context v0.1: arguments that a subgraph takes from an object further up in the response."""

import re
from dataclasses import dataclass

from router.language.field_set import parse_field_set
from router.language.selection_set import SelectionSet

CONTEXT_IDENTITY = "https://specs.apollo.dev/context"
CONTEXT_DIRECTIVE = "context"

_NAME = re.compile(r"^[A-Za-z][A-Za-z0-9]*$")
_IGNORED = r"(?:[\s,\ufeff]|#[^\n\r]*)*"
_VALUE = re.compile(rf"^{_IGNORED}\${_IGNORED}([_A-Za-z][_0-9A-Za-z]*)(.*)$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ContextValue:
    """`$user { currency { code } }` taken apart."""

    context: str
    selection: str
    """What is selected from the object that sets the context, as written."""


def is_context_name(name: str) -> bool:
    """Letters and digits: underscores separate it from the subgraph's name in the supergraph."""
    return _NAME.match(name) is not None


def read_context_value(text: str) -> ContextValue | None:
    """The argument of `@fromContext`; None where it names no context or selects nothing."""
    found = _VALUE.match(text)
    selection = found[2].strip() if found else ""
    return ContextValue(found[1], selection) if found and selection else None


def context_in_supergraph(subgraph_name: str, name: str) -> str:
    """A context belongs to one subgraph; others may call theirs the same."""
    return f"{subgraph_name}__{name}"


def parse_context_selection(text: str) -> SelectionSet:
    """Read `{ prop }`, or type conditions without braces around them: `... on A { x } ... on B { y }`.

    Raises `GraphQLSyntaxError` where the text is neither.
    """
    stripped = text.strip()
    is_braced = stripped.startswith("{") and stripped.endswith("}")
    return parse_field_set(stripped[1:-1] if is_braced else stripped)
