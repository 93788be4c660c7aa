"""Which elements a contract leaves out because of their tags, as the rules of contracts are published.

An exclusion always wins. What is tagged on an object type or interface counts for each of its fields. Tags to include
choose among unions and the fields of object types and interfaces; other elements stay unless they are excluded.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    Node,
    is_introspection_type,
    is_specified_scalar_type,
)

from router.specs.directive_arguments import string_argument

Hidden = dict[str, str]
"""Coordinate of what is left out to the reason, as the end of a sentence."""


@dataclass(frozen=True, slots=True)
class TagFilter:
    include: frozenset[str]
    exclude: frozenset[str]
    tag: str
    """What `@tag` is called in this supergraph."""

    inaccessible: str

    def tags_of(self, node: Node | None) -> frozenset[str]:
        directives = getattr(node, "directives", None) or ()
        names = (string_argument(found, "name") for found in directives if found.name.value == self.tag)
        return frozenset(name for name in names if name)

    def is_inaccessible(self, node: Node | None) -> bool:
        return any(found.name.value == self.inaccessible for found in getattr(node, "directives", None) or ())

    def reason_to_exclude(self, node: Node | None, inherited: frozenset[str] = frozenset()) -> str | None:
        excluded = sorted((self.tags_of(node) | inherited) & self.exclude)
        if self.is_inaccessible(node):
            return "it is @inaccessible"
        return f'it is tagged "{excluded[0]}"' if excluded else None

    def reason_to_leave_out(self, node: Node | None, inherited: frozenset[str] = frozenset()) -> str | None:
        if self.include and not (self.tags_of(node) | inherited) & self.include:
            return self.reason_to_exclude(node, inherited) or f"it is not tagged {self.include_text}"
        return self.reason_to_exclude(node, inherited)

    @property
    def include_text(self) -> str:
        return " or ".join(f'"{tag}"' for tag in sorted(self.include))


def own_types(schema: GraphQLSchema) -> dict[str, GraphQLNamedType]:
    return {
        name: found
        for name, found in sorted(schema.type_map.items())
        if not is_introspection_type(found) and not is_specified_scalar_type(found)
    }


def hidden_elements(schema: GraphQLSchema, tags: TagFilter) -> Hidden:
    hidden: Hidden = {}
    for definition in own_types(schema).values():
        hidden.update(_hidden_of(definition, tags))
    while emptied := [found.name for found in own_types(schema).values() if _is_emptied(found, hidden)]:
        hidden.update(dict.fromkeys(emptied, "nothing of it is left"))
    return hidden


def _hidden_of(definition: GraphQLNamedType, tags: TagFilter) -> Iterator[tuple[str, str]]:
    is_union = isinstance(definition, GraphQLUnionType)
    decide = tags.reason_to_leave_out if is_union else tags.reason_to_exclude
    reason = decide(definition.ast_node)
    if reason is not None:
        yield definition.name, reason
    for coordinate, found in _members(definition, tags):
        if found is not None:
            yield coordinate, found


def _members(definition: GraphQLNamedType, tags: TagFilter) -> Iterator[tuple[str, str | None]]:
    match definition:
        case GraphQLObjectType() | GraphQLInterfaceType():
            inherited = tags.tags_of(definition.ast_node)
            for name, field in definition.fields.items():
                yield f"{definition.name}.{name}", tags.reason_to_leave_out(field.ast_node, inherited)
                for key, argument in field.args.items():
                    yield f"{definition.name}.{name}({key}:)", tags.reason_to_exclude(argument.ast_node)
        case GraphQLEnumType():
            for name, value in definition.values.items():
                yield f"{definition.name}.{name}", tags.reason_to_exclude(value.ast_node)
        case GraphQLInputObjectType():
            for name, input_field in definition.fields.items():
                yield f"{definition.name}.{name}", tags.reason_to_exclude(input_field.ast_node)


def _is_emptied(definition: GraphQLNamedType, hidden: Hidden) -> bool:
    if definition.name in hidden:
        return False
    match definition:
        case GraphQLUnionType():
            return all(member.name in hidden for member in definition.types)
        case GraphQLObjectType() | GraphQLInterfaceType() | GraphQLInputObjectType():
            return all(f"{definition.name}.{name}" in hidden for name in definition.fields)
        case GraphQLEnumType():
            return all(f"{definition.name}.{name}" in hidden for name in definition.values)
        case _:
            return False
