"""What a subgraph calls the elements of the federation specs, and their definitions under those names."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from graphql import DefinitionNode, Source

from router.language.parse_document import parse_document
from router.specs.composed import COMPOSED_DIRECTIVES
from router.specs.federation import (
    FEDERATION_IDENTITY,
    FIELD_SET_TYPE,
    SERVICE_TYPES,
    VERSION_1,
    FederationDirective,
    directives_of,
    types_of,
)
from router.specs.link import LINK_DIRECTIVE, LINK_TYPES, Link, find_link

_LINK_TYPE_NAMES = frozenset({"link__Import", "link__Purpose"})


@dataclass(frozen=True, slots=True)
class FederationNames:
    """The bridge between a subgraph's names and the spec's."""

    version: tuple[int, int]
    directives: Mapping[str, str]
    """Local name to name in the spec, both without `@`."""

    types: Mapping[str, str]
    """Name in the spec to local name."""

    linking_directive: str

    def is_machinery_directive(self, local_name: str) -> bool:
        return local_name in self.directives or local_name == self.linking_directive

    def is_machinery_type(self, local_name: str) -> bool:
        return (
            local_name in SERVICE_TYPES
            or local_name in _LINK_TYPE_NAMES
            or local_name in self.types.values()
            or local_name.startswith("federation__")
        )

    def definitions(self) -> tuple[DefinitionNode, ...]:
        """Directive and scalar definitions for validation, whatever the author wrote of them."""
        return _parse_definitions("\n".join(self._definition_texts()))

    def _definition_texts(self) -> Iterator[str]:
        yield LINK_DIRECTIVE.format(name=self.linking_directive)
        yield LINK_TYPES
        for local_type in self.types.values():
            yield f"scalar {local_type}"
        signatures = {directive.name: directive.signature for directive in directives_of((99, 0))}
        type_names = {name: self.types.get(name, "String") for name in types_of((99, 0))}
        for local_name, name in self.directives.items():
            yield f"directive @{local_name}{signatures[name].format(**type_names)}"


def federation_names(links: tuple[Link, ...], linking_directive: str) -> FederationNames:
    """A schema without a link to federation is of version 1, where names are fixed."""
    link = find_link(links, FEDERATION_IDENTITY)
    version = (link.spec.version or VERSION_1) if link else VERSION_1
    directives = {_local_name(directive, link): directive.name for directive in directives_of(version)}
    for composed in COMPOSED_DIRECTIVES:
        own_link = find_link(links, composed.identity)
        if own_link is not None:
            directives.setdefault(own_link.directive_name(composed.name), composed.name)
    return FederationNames(
        version=version,
        directives=directives,
        types={name: link.type_name(name) for name in types_of(version)} if link else {FIELD_SET_TYPE: "_FieldSet"},
        linking_directive=linking_directive,
    )


def _local_name(directive: FederationDirective, link: Link | None) -> str:
    return link.directive_name(directive.name) if link else directive.name


@lru_cache(maxsize=64)
def _parse_definitions(text: str) -> tuple[DefinitionNode, ...]:
    return tuple(parse_document(Source(text), no_location=True).definitions)
