"""Where a subgraph says how long lists are: every `@listSize`, read."""

from collections.abc import Iterator
from dataclasses import dataclass

from graphql import IntValueNode, ListTypeNode, NonNullTypeNode, TypeNode

from router.composer.subgraph import Subgraph
from router.composer.subgraph_schema import Directive, Field, SubgraphType
from router.composer.type_reference import named_type
from router.errors import CompositionError
from router.specs.directive_arguments import argument_value, string_list_argument


@dataclass(frozen=True, slots=True)
class ListSizeUse:
    subgraph: Subgraph
    definition: SubgraphType
    field: Field
    directive: Directive

    @property
    def coordinate(self) -> str:
        return f"{self.definition.name}.{self.field.name}"

    @property
    def assumed_size(self) -> int | None:
        value = argument_value(self.directive.node, "assumedSize")
        return int(value.value) if isinstance(value, IntValueNode) else None

    @property
    def slicing_arguments(self) -> tuple[str, ...]:
        return string_list_argument(self.directive.node, "slicingArguments")

    @property
    def sized_fields(self) -> tuple[str, ...]:
        return string_list_argument(self.directive.node, "sizedFields")

    @property
    def returned_type(self) -> SubgraphType | None:
        return self.subgraph.types.get(named_type(self.field.type))

    def error(self, code: str, problem: str) -> CompositionError:
        message = f'On field "{self.coordinate}", for @{self.directive.node.name.value}: {problem}'
        return self.subgraph.error(code, message, self.directive.node)


def list_size_uses(subgraph: Subgraph) -> Iterator[ListSizeUse]:
    for definition in subgraph.types.values():
        for field in definition.fields.values():
            for directive in field.applied("listSize"):
                yield ListSizeUse(subgraph, definition, field, directive)


def is_list(reference: TypeNode) -> bool:
    return isinstance(reference.type if isinstance(reference, NonNullTypeNode) else reference, ListTypeNode)
