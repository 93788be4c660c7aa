"""Who may read what: `@authenticated`, `@requiresScopes` and `@policy` of a supergraph, as conditions on callers.

authenticated v0.1, requiresScopes v0.1, policy v0.1: conditions of different directives must all hold; inside
`scopes` and `policies` one inner list must hold whole.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from graphql import (
    ConstDirectiveNode,
    DocumentNode,
    EnumTypeDefinitionNode,
    InterfaceTypeDefinitionNode,
    ListValueNode,
    ObjectTypeDefinitionNode,
    ScalarTypeDefinitionNode,
    StringValueNode,
    ValueNode,
)

from router.language.names import FieldName, TypeName
from router.specs.directive_arguments import argument_value
from router.specs.link import Link, find_link


class AccessKind(Enum):
    AUTHENTICATED = "authenticated"
    SCOPES = "requiresScopes"
    POLICIES = "policy"


@dataclass(frozen=True, slots=True)
class AccessCondition:
    """One thing that must be true of a caller."""

    kind: AccessKind
    alternatives: frozenset[frozenset[str]] = frozenset()
    """Names of scopes or policies: all of one of these sets. Empty for `@authenticated`."""

    def names(self) -> Iterator[str]:
        for alternative in self.alternatives:
            yield from alternative


AUTHENTICATED = AccessCondition(AccessKind.AUTHENTICATED)
AccessConditions = frozenset[AccessCondition]
NO_CONDITIONS: AccessConditions = frozenset()


@dataclass(frozen=True, slots=True)
class AccessRules:
    """The conditions of every guarded type and field; most schemas guard few."""

    types: Mapping[TypeName, AccessConditions] = field(default_factory=dict)
    fields: Mapping[tuple[TypeName, FieldName], AccessConditions] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.types or self.fields)

    def of_field(self, type_name: TypeName, field_name: FieldName, returned: TypeName) -> AccessConditions:
        """What reading a field of an object, or through an interface, takes: the conditions of the type that it is
        read from, its own, and those of what it returns."""
        return (
            self.types.get(type_name, NO_CONDITIONS)
            | self.fields.get((type_name, field_name), NO_CONDITIONS)
            | self.types.get(returned, NO_CONDITIONS)
        )


NO_RULES = AccessRules()

_GUARDED = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode | ScalarTypeDefinitionNode | EnumTypeDefinitionNode


def read_access_rules(document: DocumentNode, links: Sequence[Link]) -> AccessRules:
    """Find the access directives of a supergraph, under the names by which it links to them."""
    kinds = {name: kind for kind in AccessKind for name in (_directive_name(kind, links),) if name is not None}
    if not kinds:
        return NO_RULES
    types: dict[TypeName, AccessConditions] = {}
    fields: dict[tuple[TypeName, FieldName], AccessConditions] = {}
    for definition in document.definitions:
        if not isinstance(definition, _GUARDED):
            continue
        type_name = TypeName(definition.name.value)
        if conditions := _conditions(definition.directives or (), kinds):
            types[type_name] = conditions
        if isinstance(definition, ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode):
            for member in definition.fields or ():
                if conditions := _conditions(member.directives or (), kinds):
                    fields[type_name, FieldName(member.name.value)] = conditions
    return AccessRules(types, fields)


def _directive_name(kind: AccessKind, links: Sequence[Link]) -> str | None:
    link = find_link(links, f"https://specs.apollo.dev/{kind.value}")
    return link.directive_name(kind.value) if link else None


def _conditions(applied: Iterable[ConstDirectiveNode], kinds: Mapping[str, AccessKind]) -> AccessConditions:
    return frozenset(
        _condition(directive, kinds[directive.name.value]) for directive in applied if directive.name.value in kinds
    )


def _condition(directive: ConstDirectiveNode, kind: AccessKind) -> AccessCondition:
    match kind:
        case AccessKind.AUTHENTICATED:
            return AUTHENTICATED
        case AccessKind.SCOPES:
            return AccessCondition(kind, _alternatives(argument_value(directive, "scopes")))
        case AccessKind.POLICIES:
            return AccessCondition(kind, _alternatives(argument_value(directive, "policies")))


def _alternatives(value: ValueNode | None) -> frozenset[frozenset[str]]:
    return frozenset(frozenset(_texts(inner)) for inner in _items(value))


def _texts(value: ValueNode) -> Iterator[str]:
    for item in _items(value):
        if isinstance(item, StringValueNode):
            yield item.value


def _items(value: ValueNode | None) -> tuple[ValueNode, ...]:
    """As GraphQL coerces: a value that is no list stands for a list of one."""
    if value is None:
        return ()
    return tuple(value.values) if isinstance(value, ListValueNode) else (value,)
