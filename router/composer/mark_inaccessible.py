"""Write `@inaccessible` on elements of a supergraph, and link to its spec where the supergraph does not yet."""

from collections.abc import Container, Mapping
from typing import TypeVar

from graphql import (
    DefinitionNode,
    DirectiveNode,
    DocumentNode,
    NameNode,
    Node,
    SchemaDefinitionNode,
    TypeDefinitionNode,
    parse,
)

from router.specs.composed import COMPOSED_DIRECTIVES
from router.specs.inaccessible import INACCESSIBLE_IDENTITY
from router.specs.link import find_link, linking_directive_name, links_in
from router.supergraph.definitions import replace

N = TypeVar("N", bound=Node)

_SPEC = next(spec for spec in COMPOSED_DIRECTIVES if spec.identity == INACCESSIBLE_IDENTITY)


def mark_inaccessible(document: DocumentNode, coordinates: Mapping[str, str], name: str) -> DocumentNode:
    """`name` is what the directive is called here. What is inside a marked type needs no mark of its own."""
    marker = _Marker(coordinates, name)
    definitions = tuple(marker.mark_definition(definition) for definition in document.definitions)
    if coordinates and find_link(links_in(document), INACCESSIBLE_IDENTITY) is None:
        definitions = _with_link(definitions, linking_directive_name(document))
    return DocumentNode(definitions=definitions)


class _Marker:
    def __init__(self, coordinates: Container[str], name: str) -> None:
        self.coordinates = coordinates
        self.name = name

    def mark_definition(self, definition: DefinitionNode) -> DefinitionNode:
        if not isinstance(definition, TypeDefinitionNode):
            return definition
        type_name = definition.name.value
        if type_name in self.coordinates:
            return self._marked(definition)
        changes: dict[str, tuple[Node, ...]] = {}
        for members in ("fields", "values"):
            found = getattr(definition, members, None)
            if found:
                changes[members] = tuple(self._mark_member(type_name, member) for member in found)
        return replace(definition, **changes) if changes else definition

    def _mark_member(self, type_name: str, member: Node) -> Node:
        coordinate = f"{type_name}.{member.name.value}"  # type: ignore[attr-defined]
        if coordinate in self.coordinates:
            return self._marked(member)
        arguments = getattr(member, "arguments", None)
        if not arguments:
            return member
        marked = (
            self._marked(argument) if f"{coordinate}({argument.name.value}:)" in self.coordinates else argument
            for argument in arguments
        )
        return replace(member, arguments=tuple(marked))

    def _marked(self, node: N) -> N:
        present = tuple(getattr(node, "directives", None) or ())
        if any(directive.name.value == self.name for directive in present):
            return node
        return replace(node, directives=(*present, DirectiveNode(name=NameNode(value=self.name), arguments=())))


def _with_link(definitions: tuple[DefinitionNode, ...], linking_directive: str) -> tuple[DefinitionNode, ...]:
    example = parse(f'schema @{linking_directive}(url: "{_SPEC.url}", for: SECURITY) {{ query: Query }}')
    schema, definition = example.definitions[0], parse(_SPEC.definition).definitions[0]
    assert isinstance(schema, SchemaDefinitionNode)  # noqa: S101, parsed from the line above
    linked = tuple(
        replace(found, directives=(*(found.directives or ()), *(schema.directives or ())))
        if isinstance(found, SchemaDefinitionNode)
        else found
        for found in definitions
    )
    return (*linked, definition)
