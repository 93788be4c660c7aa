"""Type definitions and their extensions become one definition each."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DefinitionNode,
    EnumTypeDefinitionNode,
    EnumTypeExtensionNode,
    GraphQLError,
    InputObjectTypeDefinitionNode,
    InputObjectTypeExtensionNode,
    InterfaceTypeDefinitionNode,
    InterfaceTypeExtensionNode,
    Node,
    ObjectTypeDefinitionNode,
    ObjectTypeExtensionNode,
    ScalarTypeDefinitionNode,
    ScalarTypeExtensionNode,
    TypeDefinitionNode,
    TypeExtensionNode,
    UnionTypeDefinitionNode,
    UnionTypeExtensionNode,
)

_DEFINITION_OF: Mapping[type[Node], type[TypeDefinitionNode]] = {
    ObjectTypeExtensionNode: ObjectTypeDefinitionNode,
    InterfaceTypeExtensionNode: InterfaceTypeDefinitionNode,
    UnionTypeExtensionNode: UnionTypeDefinitionNode,
    EnumTypeExtensionNode: EnumTypeDefinitionNode,
    InputObjectTypeExtensionNode: InputObjectTypeDefinitionNode,
    ScalarTypeExtensionNode: ScalarTypeDefinitionNode,
}
_MEMBER_LISTS = ("interfaces", "directives", "fields", "values", "types")


@dataclass(frozen=True, slots=True)
class FoldedTypes:
    """Every type once; `duplicates` repeat a name and are kept for validation to report."""

    definitions: Mapping[str, TypeDefinitionNode]
    extended_only: frozenset[str]
    duplicates: tuple[TypeDefinitionNode, ...]
    errors: tuple[GraphQLError, ...]


def fold_extensions(definitions: Iterable[DefinitionNode]) -> FoldedTypes:
    """A subgraph may extend a type that another subgraph defines, which plain GraphQL does not allow."""
    bases: dict[str, TypeDefinitionNode] = {}
    extensions: dict[str, list[TypeExtensionNode]] = {}
    duplicates: list[TypeDefinitionNode] = []
    order: dict[str, None] = {}
    for definition in definitions:
        if isinstance(definition, TypeDefinitionNode):
            name = definition.name.value
            order.setdefault(name)
            if name in bases:
                duplicates.append(definition)
            bases.setdefault(name, definition)
        elif isinstance(definition, TypeExtensionNode):
            order.setdefault(definition.name.value)
            extensions.setdefault(definition.name.value, []).append(definition)
    return FoldedTypes(
        definitions={name: _fold(bases.get(name), extensions.get(name, [])) for name in order},
        extended_only=frozenset(extensions.keys() - bases.keys()),
        duplicates=tuple(duplicates),
        errors=tuple(_kind_errors(bases, extensions)),
    )


def _fold(base: TypeDefinitionNode | None, extensions: list[TypeExtensionNode]) -> TypeDefinitionNode:
    parts: list[TypeDefinitionNode | TypeExtensionNode] = [*([base] if base else []), *extensions]
    first = parts[0]
    if base is not None and not extensions:
        return base
    definition_type = type(base) if base is not None else _DEFINITION_OF[type(first)]
    merged: dict[str, Any] = {"name": first.name, "description": getattr(base, "description", None), "loc": first.loc}
    for attribute in _MEMBER_LISTS:
        if attribute in definition_type.keys:
            merged[attribute] = tuple(member for part in parts for member in getattr(part, attribute, None) or ())
    return definition_type(**merged)


def _kind_errors(
    bases: Mapping[str, TypeDefinitionNode], extensions: Mapping[str, list[TypeExtensionNode]]
) -> Iterator[GraphQLError]:
    for name, parts in extensions.items():
        expected = type(bases[name]) if name in bases else _DEFINITION_OF[type(parts[0])]
        for part in parts:
            if _DEFINITION_OF[type(part)] is not expected:
                yield GraphQLError(
                    f'"{name}" is declared with two kinds; extend it with the keyword that it is defined with.', part
                )
