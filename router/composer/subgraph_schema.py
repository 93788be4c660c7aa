"""A subgraph's types as data: extensions folded in, federation directives under the names of their spec."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from graphql import ConstValueNode, DirectiveNode, Node, NonNullTypeNode, TypeNode

from router.language.names import TypeName
from router.supergraph.model import TypeKind


@dataclass(frozen=True, slots=True)
class Directive:
    """A directive applied to an element."""

    name: str
    """The name in the federation spec where it comes from there, whatever the subgraph calls it."""

    node: DirectiveNode
    is_federation: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """What types, fields, arguments and enum values have in common."""

    name: str
    node: Node
    description: str | None = None
    directives: tuple[Directive, ...] = ()

    def has(self, directive_name: str) -> bool:
        return self.first(directive_name) is not None

    def applied(self, directive_name: str) -> Iterator[Directive]:
        """The applications of a federation directive."""
        if not self.directives:
            return iter(())
        return (found for found in self.directives if found.is_federation and found.name == directive_name)

    def first(self, directive_name: str) -> Directive | None:
        # Most elements have none, and every rule asks every element.
        return next(self.applied(directive_name), None) if self.directives else None


@dataclass(frozen=True, slots=True, kw_only=True)
class InputValue(Element):
    """An argument, or a field of an input object."""

    type: TypeNode
    default: ConstValueNode | None = None

    @property
    def is_required(self) -> bool:
        return isinstance(self.type, NonNullTypeNode) and self.default is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Field(Element):
    type: TypeNode
    arguments: Mapping[str, InputValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SubgraphType(Element):
    """One type; what does not apply to its kind stays empty."""

    kind: TypeKind
    is_extension: bool = False
    """Declared only by `extend`, or marked `@extends`."""

    fields: Mapping[str, Field] = field(default_factory=dict)
    input_fields: Mapping[str, InputValue] = field(default_factory=dict)
    values: Mapping[str, Element] = field(default_factory=dict)
    members: tuple[TypeName, ...] = ()
    interfaces: tuple[TypeName, ...] = ()

    @property
    def is_interface_object(self) -> bool:
        return self.kind is TypeKind.OBJECT and self.has("interfaceObject")

    @property
    def is_composite(self) -> bool:
        return self.kind in (TypeKind.OBJECT, TypeKind.INTERFACE, TypeKind.UNION)
