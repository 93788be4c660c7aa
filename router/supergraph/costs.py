"""What a supergraph says that operations cost: `@cost` and `@listSize`.

cost v0.1. A weight stands on a field, an argument, an input field, or on the type of any of them; what is nearest
counts. How many items a list has is assumed, or told by the arguments that slice it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    ConstDirectiveNode,
    DocumentNode,
    EnumTypeDefinitionNode,
    InputObjectTypeDefinitionNode,
    InterfaceTypeDefinitionNode,
    ObjectTypeDefinitionNode,
    ScalarTypeDefinitionNode,
    value_from_ast_untyped,
)

from router.language.names import FieldName, TypeName
from router.specs.link import Link, find_link

COST_IDENTITY = "https://specs.apollo.dev/cost"


@dataclass(frozen=True, slots=True)
class ListSize:
    """How many items a list is taken to have."""

    assumed: int | None = None
    slicing_arguments: tuple[str, ...] = ()
    """Arguments that say how many."""

    sized_fields: tuple[FieldName, ...] = ()
    """The lists that have this size, where they are fields of what is returned and not the field itself."""

    requires_one: bool = True
    """Whether exactly one of the slicing arguments must be given."""


@dataclass(frozen=True, slots=True)
class CostRules:
    """What differs from the defaults."""

    types: Mapping[TypeName, int] = field(default_factory=dict)
    fields: Mapping[tuple[TypeName, FieldName], int] = field(default_factory=dict)
    """Of input objects too."""

    arguments: Mapping[tuple[TypeName, FieldName, str], int] = field(default_factory=dict)
    list_sizes: Mapping[tuple[TypeName, FieldName], ListSize] = field(default_factory=dict)


NO_COSTS = CostRules()

_COMPOSITE = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode
_WEIGHED = _COMPOSITE | InputObjectTypeDefinitionNode | ScalarTypeDefinitionNode | EnumTypeDefinitionNode


def read_cost_rules(document: DocumentNode, links: Sequence[Link]) -> CostRules:
    """Find the directives of a supergraph, under the names by which it links to them."""
    link = find_link(links, COST_IDENTITY)
    if link is None:
        return NO_COSTS
    cost, list_size = link.directive_name("cost"), link.directive_name("listSize")
    types: dict[TypeName, int] = {}
    fields: dict[tuple[TypeName, FieldName], int] = {}
    arguments: dict[tuple[TypeName, FieldName, str], int] = {}
    list_sizes: dict[tuple[TypeName, FieldName], ListSize] = {}
    for definition in document.definitions:
        if not isinstance(definition, _WEIGHED):
            continue
        type_name = TypeName(definition.name.value)
        types.update((type_name, weight) for weight in _weights(definition.directives, cost))
        if isinstance(definition, _COMPOSITE | InputObjectTypeDefinitionNode):
            for member in definition.fields or ():
                place = (type_name, FieldName(member.name.value))
                fields.update((place, weight) for weight in _weights(member.directives, cost))
                list_sizes.update((place, _list_size(given)) for given in _applied(member.directives, list_size))
        if isinstance(definition, _COMPOSITE):
            for member in definition.fields or ():
                for argument in member.arguments or ():
                    position = (type_name, FieldName(member.name.value), argument.name.value)
                    arguments.update((position, weight) for weight in _weights(argument.directives, cost))
    return CostRules(types, fields, arguments, list_sizes)


def _weights(directives: Iterable[ConstDirectiveNode] | None, name: str) -> Iterator[int]:
    for given in _applied(directives, name):
        weight = given.get("weight")
        if isinstance(weight, int | str):  # Older versions of the spec write it as a string.
            yield int(float(weight))


def _applied(directives: Iterable[ConstDirectiveNode] | None, name: str) -> Iterator[dict[str, Any]]:
    for directive in directives or ():
        if directive.name.value == name:
            yield {argument.name.value: value_from_ast_untyped(argument.value) for argument in directive.arguments}


def _list_size(given: Mapping[str, Any]) -> ListSize:
    return ListSize(
        assumed=given.get("assumedSize"),
        slicing_arguments=_names(given.get("slicingArguments")),
        sized_fields=tuple(map(FieldName, _names(given.get("sizedFields")))),
        requires_one=given.get("requireOneSlicingArgument") is not False,
    )


def _names(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    return tuple(value) if isinstance(value, list) else (value,)
