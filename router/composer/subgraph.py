"""One parsed subgraph with its federation directives resolved."""

from collections.abc import Mapping
from dataclasses import dataclass

from graphql import DirectiveDefinitionNode, Node, TypeDefinitionNode, TypeExtensionNode

from router.composer.field_usage import FieldUsage
from router.composer.subgraph_schema import Directive, Element, Field, SubgraphType
from router.errors import CompositionError, SourceLocation
from router.language.names import SubgraphName
from router.specs.directive_arguments import string_argument
from router.specs.federation import VERSION_1
from router.specs.link import Link
from router.supergraph.model import TypeKind


@dataclass(frozen=True, slots=True)
class Subgraph:
    """A subgraph's schema without what its server adds for the router; root types carry their usual names."""

    name: SubgraphName
    url: str
    version: tuple[int, int]
    links: tuple[Link, ...]
    types: Mapping[str, SubgraphType]
    schema_element: Element
    """The schema itself, with `@composeDirective` and `@tag` on it."""

    root_types: Mapping[str, str]
    """`Query`, `Mutation` and `Subscription` to what the author calls them; only those that exist."""

    namesakes: Mapping[str, Node]
    """Types that are called as a root type usually is, where the root type has another name."""

    directive_definitions: Mapping[str, DirectiveDefinitionNode]
    """The author's own directives."""

    federation_directives: Mapping[str, str]
    """What this subgraph calls the directives of federation, to their names in the spec, both without `@`."""

    dropped_definitions: tuple[TypeDefinitionNode | TypeExtensionNode, ...]
    """Types of GraphQL itself and of specs that the author defines again; they are not composed."""

    redefined_directives: tuple[tuple[DirectiveDefinitionNode, DirectiveDefinitionNode], ...]
    """Directives of federation that the author defines again, each beside its definition in the spec."""

    usage: FieldUsage

    @property
    def is_version_1(self) -> bool:
        return self.version == VERSION_1

    def names_of(self, directive_name: str) -> frozenset[str]:
        """What this subgraph calls a directive of federation, without `@`."""
        return frozenset(local for local, name in self.federation_directives.items() if name == directive_name)

    def field(self, type_name: str, field_name: str) -> Field | None:
        definition = self.types.get(type_name)
        return definition.fields.get(field_name) if definition else None

    def is_external(self, type_name: str, field_name: str) -> bool:
        """Declared only to be named in field sets; this subgraph does not resolve it, unless provided."""
        return (type_name, field_name) in self.usage.external

    def is_resolved(self, type_name: str, field_name: str) -> bool:
        """Whether this subgraph resolves the field, at least under some `@provides`."""
        coordinate = (type_name, field_name)
        return coordinate not in self.usage.external or coordinate in self.usage.provided

    def is_shareable(self, type_name: str, field_name: str) -> bool:
        """Whether other subgraphs may resolve it too: marked so, or part of a key, or provided."""
        definition = self.types[type_name]
        coordinate = (type_name, field_name)
        return (
            definition.kind is TypeKind.INTERFACE
            or definition.has("shareable")
            or definition.fields[field_name].has("shareable")
            or coordinate in self.usage.key_fields
            or coordinate in self.usage.provided
        )

    def is_used(self, type_name: str, field_name: str) -> bool:
        """Whether a field set or an interface of this subgraph needs the field to be declared here."""
        return (type_name, field_name) in self.usage.used

    def location(self, node: Node) -> SourceLocation | None:
        if node.loc is None:
            return None
        return SourceLocation(self.name, *node.loc.source.get_location(node.loc.start))

    def error(self, code: str, message: str, *nodes: Node) -> CompositionError:
        """A finding in this subgraph alone; the message begins with the subgraph's name."""
        locations = tuple(found for node in nodes if (found := self.location(node)) is not None)
        return CompositionError(code, f"[{self.name}] {message}", (self.name,), locations)


def override_source(directive: Directive) -> str | None:
    return string_argument(directive.node, "from")


def override_label(directive: Directive) -> str | None:
    return string_argument(directive.node, "label")
