"""All subgraphs side by side: who declares what, and whose declaration counts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from router.composer.enum_usage import EnumUsage, find_enum_usages
from router.composer.field_usage import Coordinate
from router.composer.subgraph import Subgraph, override_label, override_source
from router.composer.subgraph_schema import Field, SubgraphType
from router.language.names import SubgraphName
from router.supergraph.model import TypeKind


@dataclass(frozen=True, slots=True)
class Declaration:
    """One subgraph's declaration of a type."""

    subgraph: Subgraph
    definition: SubgraphType


@dataclass(frozen=True, slots=True)
class FieldSource:
    """One subgraph's declaration of a field of an object or interface type."""

    subgraph: Subgraph
    definition: SubgraphType
    field: Field
    is_external: bool
    is_resolved: bool
    override: "Override | None" = None
    """By which another subgraph takes the field from this one."""

    @property
    def coordinate(self) -> Coordinate:
        return (self.definition.name, self.field.name)

    @property
    def overridden_for_good(self) -> bool:
        """Another subgraph took the field over without a label."""
        return _is_for_good(self.override)

    @property
    def is_dropped(self) -> bool:
        """Overridden, and nothing in its own subgraph needs it any more."""
        return self.overridden_for_good and not self.subgraph.is_used(*self.coordinate)


@dataclass(frozen=True, slots=True)
class Override:
    """A subgraph takes a field over from another one that exists and declares it."""

    taker: Subgraph
    label: str | None


@dataclass(frozen=True, slots=True)
class Composition:
    """The subgraphs in their given order, indexed. Types are in the order in which they are first seen."""

    subgraphs: tuple[Subgraph, ...]
    declarations: Mapping[str, tuple[Declaration, ...]]
    overrides: Mapping[tuple[Coordinate, str], Override]
    """By the coordinate and the name of the subgraph that loses the field."""

    kinds: Mapping[str, frozenset[TypeKind]]
    """By type name; more than one where subgraphs disagree. An interface object counts as an interface."""

    sources: Mapping[str, Mapping[str, tuple[FieldSource, ...]]]
    """By type name and field name, who declares the field of an object or interface type."""

    members: Mapping[str, frozenset[str]]
    """Implementations of interfaces and members of unions, over all subgraphs."""

    enum_usages: Mapping[str, EnumUsage]
    """Whether clients send or receive a type, over all subgraphs; what nothing uses is not in it."""

    is_rollout: bool = False
    """Enums may differ where it is safe: see `rollout.py`."""

    def kind_of(self, type_name: str) -> TypeKind:
        """The kind that the supergraph gives the type; an interface object stands for an interface."""
        kinds = self.kinds[type_name]
        return next(kind for kind in TypeKind if kind in kinds)

    def is_member(self, narrow: str, wide: str) -> bool:
        return narrow in self.members.get(wide, ())

    def subgraph_named(self, name: str) -> Subgraph | None:
        return next((subgraph for subgraph in self.subgraphs if subgraph.name == name), None)

    def field_names(self, type_name: str) -> tuple[str, ...]:
        """Of every subgraph, in the order in which they are first seen."""
        return tuple(self.sources.get(type_name, ()))

    def field_sources(self, type_name: str, field_name: str) -> tuple[FieldSource, ...]:
        return self.sources.get(type_name, {}).get(field_name, ())

    def interface_object_sources(self, type_name: str, field_name: str) -> tuple[FieldSource, ...]:
        """Interface objects that give this object type the field without declaring the type itself."""
        return tuple(
            source
            for interface in sorted(self.interfaces_of(type_name))
            for source in self.field_sources(interface, field_name)
            if source.definition.is_interface_object and type_name not in source.subgraph.types
        )

    def interfaces_of(self, type_name: str) -> frozenset[str]:
        declared = (found.definition.interfaces for found in self.declarations[type_name])
        return frozenset(name for interfaces in declared for name in interfaces)

    def implementations_of(self, interface: str) -> Iterator[Declaration]:
        """The object types that implement it, over all subgraphs; none where it is no interface."""
        if TypeKind.INTERFACE in self.kinds[interface]:
            for name in sorted(self.members.get(interface, ())):
                if TypeKind.OBJECT in self.kinds.get(name, ()):
                    yield from self.declarations[name]

    def types_of_kind(self, *kinds: TypeKind) -> Iterator[str]:
        """Only types that all subgraphs declare alike; a rule of its own has the others."""
        return (name for name, found in self.kinds.items() if len(found) == 1 and not found.isdisjoint(kinds))


def index_subgraphs(subgraphs: Sequence[Subgraph], is_rollout: bool = False) -> Composition:
    declarations: dict[str, list[Declaration]] = {}
    for subgraph in subgraphs:
        for definition in subgraph.types.values():
            declarations.setdefault(definition.name, []).append(Declaration(subgraph, definition))
    overrides = dict(_overrides(subgraphs))
    return Composition(
        subgraphs=tuple(subgraphs),
        declarations={name: tuple(found) for name, found in declarations.items()},
        kinds={name: frozenset(_kind_of(found) for found in parts) for name, parts in declarations.items()},
        overrides=overrides,
        sources={name: _sources(found, overrides) for name, found in declarations.items()},
        members=_members(subgraphs),
        enum_usages=find_enum_usages(found.definition for parts in declarations.values() for found in parts),
        is_rollout=is_rollout,
    )


def _kind_of(found: Declaration) -> TypeKind:
    return TypeKind.INTERFACE if found.definition.is_interface_object else found.definition.kind


def _sources(
    declarations: Sequence[Declaration], overrides: Mapping[tuple[Coordinate, str], Override]
) -> dict[str, tuple[FieldSource, ...]]:
    sources: dict[str, list[FieldSource]] = {}
    for found in declarations:
        for field in found.definition.fields.values():
            coordinate = (found.definition.name, field.name)
            override = overrides.get((coordinate, found.subgraph.name))
            source = FieldSource(
                found.subgraph,
                found.definition,
                field,
                is_external=found.subgraph.is_external(*coordinate),
                is_resolved=not _is_for_good(override) and found.subgraph.is_resolved(*coordinate),
                override=override,
            )
            sources.setdefault(field.name, []).append(source)
    return {name: tuple(parts) for name, parts in sources.items()}


def _is_for_good(override: Override | None) -> bool:
    return override is not None and override.label is None


def _overrides(subgraphs: Sequence[Subgraph]) -> Iterator[tuple[tuple[Coordinate, str], Override]]:
    by_name = {subgraph.name: subgraph for subgraph in subgraphs}
    for subgraph in subgraphs:
        for definition in subgraph.types.values():
            for declared in definition.fields.values():
                for directive in declared.applied("override"):
                    coordinate = (definition.name, declared.name)
                    source = by_name.get(SubgraphName(override_source(directive) or ""))
                    if source is not None and source is not subgraph and _loses(source, coordinate):
                        yield (coordinate, source.name), Override(subgraph, override_label(directive))


def _loses(source: Subgraph, coordinate: Coordinate) -> bool:
    """What is external there was not resolved there anyway."""
    return source.field(*coordinate) is not None and not source.is_external(*coordinate)


def _members(subgraphs: Sequence[Subgraph]) -> dict[str, frozenset[str]]:
    members: dict[str, set[str]] = {}
    for subgraph in subgraphs:
        for definition in subgraph.types.values():
            for interface in definition.interfaces:
                members.setdefault(interface, set()).add(definition.name)
            if definition.members:
                members.setdefault(definition.name, set()).update(definition.members)
    return {name: frozenset(found) for name, found in members.items()}
