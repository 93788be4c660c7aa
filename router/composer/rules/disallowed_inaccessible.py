"""`@inaccessible` stands on what belongs to GraphQL or to a spec, or on an argument that is in no API schema."""

from collections.abc import Iterator

from graphql import DirectiveDefinitionNode, DirectiveNode, Node

from router.composer.kept_directives import EXECUTABLE_LOCATIONS
from router.composer.subgraph import Subgraph
from router.errors import CompositionError
from router.supergraph.definitions import definition_name

CODE = "DISALLOWED_INACCESSIBLE"


def check(subgraph: Subgraph) -> Iterator[CompositionError]:
    for definition in subgraph.dropped_definitions:
        for directive in _inaccessible(subgraph, definition):
            message = (
                f'"{definition_name(definition)}" belongs to GraphQL or to a spec, not to this subgraph, so it cannot '
                "be @inaccessible. Remove the directive."
            )
            yield subgraph.error(CODE, message, directive)
    for name, own_directive in subgraph.directive_definitions.items():
        if _is_for_schemas(own_directive):
            for directive in _inaccessible(subgraph, own_directive):
                message = (
                    f"@{name} is applied to schemas, not in operations: clients never see its arguments. "
                    "Remove @inaccessible."
                )
                yield subgraph.error(CODE, message, directive)


def _is_for_schemas(definition: DirectiveDefinitionNode) -> bool:
    return any(location.value not in EXECUTABLE_LOCATIONS for location in definition.locations)


def _inaccessible(subgraph: Subgraph, node: Node) -> Iterator[DirectiveNode]:
    """On the element and everything in it."""
    for directive in getattr(node, "directives", None) or ():
        if directive.name.value in subgraph.names_of("inaccessible"):
            yield directive
    for members in ("fields", "arguments", "values"):
        for member in getattr(node, members, None) or ():
            yield from _inaccessible(subgraph, member)
