"""Which of the authors' own directives the supergraph keeps."""

from collections.abc import Iterator

from graphql import DirectiveDefinitionNode

from router.composer.composition import Composition
from router.composer.subgraph import Subgraph
from router.specs.composed import COMPOSED_DIRECTIVES
from router.specs.directive_arguments import string_argument
from router.specs.federation import FEDERATION_IDENTITY
from router.specs.link import Link, find_link

EXECUTABLE_LOCATIONS = (
    "QUERY",
    "MUTATION",
    "SUBSCRIPTION",
    "FIELD",
    "FRAGMENT_DEFINITION",
    "FRAGMENT_SPREAD",
    "INLINE_FRAGMENT",
    "VARIABLE_DEFINITION",
)


def composed_directive_names(composition: Composition) -> frozenset[tuple[str, str]]:
    """Subgraph name and local directive name of all that `@composeDirective` carries over."""
    return frozenset(
        (subgraph.name, name) for subgraph in composition.subgraphs for name, _ in composed_with_links(subgraph)
    )


def composed_by_default(subgraph: Subgraph) -> frozenset[str]:
    """What the subgraph calls the directives of federation that need no `@composeDirective`."""
    link = find_link(subgraph.links, FEDERATION_IDENTITY)
    return frozenset(link.directive_name(spec.name) for spec in COMPOSED_DIRECTIVES) if link else frozenset()


def is_executable(definition: DirectiveDefinitionNode) -> bool:
    return any(location.value in EXECUTABLE_LOCATIONS for location in definition.locations)


def composed_with_links(subgraph: Subgraph) -> Iterator[tuple[str, Link]]:
    """What `@composeDirective` of one subgraph names, with the link that says which spec it belongs to."""
    for directive in subgraph.schema_element.applied("composeDirective"):
        name = (string_argument(directive.node, "name") or "").removeprefix("@")
        link = next((found for found in subgraph.links if found.owns_directive(name)), None)
        if link is not None and name in subgraph.directive_definitions:
            yield name, link
