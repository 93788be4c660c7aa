"""The supergraph before it is text: merged elements, each with the join directives that say where it came from."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from router.composer.subgraph import Subgraph
from router.language.selection_set import AppliedDirective
from router.specs.composed import ComposedDirective
from router.specs.link import Link
from router.supergraph.model import TypeKind


@dataclass(frozen=True, slots=True)
class SpecDirective(AppliedDirective):
    """A directive of a spec that the supergraph links to, under the name that it has there."""

    spec_name: str = ""
    """Its name in the spec."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedElement:
    """What types, fields, arguments and enum values of the supergraph have in common."""

    name: str
    description: str | None = None
    joins: tuple[AppliedDirective, ...] = ()
    directives: tuple[AppliedDirective, ...] = ()

    def has(self, spec_name: str) -> bool:
        return any(isinstance(found, SpecDirective) and found.spec_name == spec_name for found in self.directives)

    @property
    def is_inaccessible(self) -> bool:
        return self.has("inaccessible")


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedInputValue(MergedElement):
    type: str
    default: str | None = None

    @property
    def is_required(self) -> bool:
        return self.type.endswith("!") and self.default is None


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedField(MergedElement):
    type: str
    arguments: Mapping[str, MergedInputValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedType(MergedElement):
    """One type; what does not apply to its kind stays empty."""

    kind: TypeKind
    fields: Mapping[str, MergedField] = field(default_factory=dict)
    input_fields: Mapping[str, MergedInputValue] = field(default_factory=dict)
    values: Mapping[str, MergedElement] = field(default_factory=dict)
    members: tuple[str, ...] = ()
    interfaces: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ComposedLink:
    """A spec of the authors' own that `@composeDirective` carries into the supergraph."""

    link: Link
    directives: Mapping[str, str]
    """Local name to printed definition."""


@dataclass(frozen=True, slots=True)
class MergedSchema:
    subgraphs: tuple[Subgraph, ...]
    types: Mapping[str, MergedType]
    schema_directives: tuple[AppliedDirective, ...]
    directive_definitions: tuple[str, ...]
    """Executable directives that every subgraph defines, printed."""

    composed_links: tuple[ComposedLink, ...]
    used_specs: tuple[ComposedDirective, ...]
    spec_names: Mapping[str, str]
    """Directives of these specs to what they are called here, both without `@`."""


def elements_of(merged: MergedType) -> Iterator[MergedElement]:
    """The type itself, and everything in it that can carry a directive."""
    yield merged
    yield from merged.values.values()
    yield from merged.input_fields.values()
    for merged_field in merged.fields.values():
        yield merged_field
        yield from merged_field.arguments.values()


def graph_enum_values(subgraphs: tuple[Subgraph, ...]) -> dict[str, str]:
    """Subgraph name to its value of `join__Graph`: upper case, anything else an underscore, numbered where equal."""
    mangled = {subgraph.name: _mangle(subgraph.name) for subgraph in subgraphs}
    counts: dict[str, int] = {}
    for value in mangled.values():
        counts[value] = counts.get(value, 0) + 1
    values: dict[str, str] = {}
    numbers: dict[str, int] = {}
    for name in sorted(mangled):
        value = mangled[name]
        numbers[value] = numbers.get(value, 0) + 1
        values[name] = f"{value}_{numbers[value]}" if counts[value] > 1 else value
    return values


def _mangle(name: str) -> str:
    text = re.sub(r"[^_0-9A-Za-z]", "_", name)
    if text[:1].isdigit():
        text = f"_{text}"
    # `_<number>` at the end is kept for names that would otherwise be equal.
    return (f"{text}_" if re.search(r"_\d+$", text) else text).upper()
