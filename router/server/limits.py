"""What an operation may ask for, measured before it is validated, because validation itself costs.

Fragments are measured once each and counted at every spread: a small document of nested fragments can expand to more
fields than there are atoms, and measuring it by expanding it would be the attack. A circular spread counts nothing;
validation refuses it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
)

from router.errors import OperationError
from router.settings import LimitsSettings


class TooManyTokens(OperationError):
    code: ClassVar[str] = "MAX_TOKENS_LIMIT"


class TooDeep(OperationError):
    code: ClassVar[str] = "MAX_DEPTH_LIMIT"


class TooManyAliases(OperationError):
    code: ClassVar[str] = "MAX_ALIASES_LIMIT"


class TooManyFields(OperationError):
    code: ClassVar[str] = "MAX_FIELDS_LIMIT"


@dataclass(frozen=True, slots=True)
class SelectionSize:
    """How much is selected, fragments expanded."""

    depth: int = 0
    aliases: int = 0
    fields: int = 0


NOTHING = SelectionSize()


def check_limits(document: DocumentNode, limits: LimitsSettings) -> None:
    """Raise the `OperationError` of the first limit that an operation of the document exceeds."""
    for size in measure_operations(document):
        if size.depth > limits.depth:
            raise TooDeep(f"The operation nests {size.depth} levels of fields; {_allowed(limits.depth)}.")
        if size.aliases > limits.aliases:
            raise TooManyAliases(f"The operation has {_count(size.aliases)} aliases; {_allowed(limits.aliases)}.")
        if size.fields > limits.fields:
            raise TooManyFields(f"The operation selects {_count(size.fields)} fields; {_allowed(limits.fields)}.")


def measure_operations(document: DocumentNode) -> Iterator[SelectionSize]:
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    measured: dict[str, SelectionSize] = {}
    for node in document.definitions:
        if isinstance(node, OperationDefinitionNode):
            yield _measure(node.selection_set, fragments, measured)


def _measure(
    selection_set: SelectionSetNode,
    fragments: Mapping[str, FragmentDefinitionNode],
    measured: dict[str, SelectionSize],
) -> SelectionSize:
    depth = aliases = fields = 0
    for selection in selection_set.selections:
        size = _measure_selection(selection, fragments, measured)
        depth = max(depth, size.depth)
        aliases += size.aliases
        fields += size.fields
    return SelectionSize(depth, aliases, fields)


def _measure_selection(
    selection: SelectionNode,
    fragments: Mapping[str, FragmentDefinitionNode],
    measured: dict[str, SelectionSize],
) -> SelectionSize:
    match selection:
        case FieldNode(selection_set=inner, alias=alias):
            below = _measure(inner, fragments, measured) if inner else NOTHING
            return SelectionSize(below.depth + 1, below.aliases + (alias is not None), below.fields + 1)
        case InlineFragmentNode(selection_set=inner):
            return _measure(inner, fragments, measured)
        case FragmentSpreadNode(name=name):
            return _measure_fragment(name.value, fragments, measured)
        case _:
            return NOTHING


def _measure_fragment(
    name: str, fragments: Mapping[str, FragmentDefinitionNode], measured: dict[str, SelectionSize]
) -> SelectionSize:
    if name not in measured:
        measured[name] = NOTHING
        if name in fragments:
            measured[name] = _measure(fragments[name].selection_set, fragments, measured)
    return measured[name]


def _count(number: int) -> str:
    return str(number) if number < 1_000_000 else "more than a million"


def _allowed(limit: int) -> str:
    return f"at most {limit} are allowed"
