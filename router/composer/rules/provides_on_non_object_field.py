"""`@provides` stands on a field that returns a scalar or an enum."""

from collections.abc import Iterator

from graphql import print_ast

from router.composer.subgraph import Subgraph
from router.composer.type_reference import named_type
from router.errors import CompositionError

CODE = "PROVIDES_ON_NON_OBJECT_FIELD"


def check(subgraph: Subgraph) -> Iterator[CompositionError]:
    for definition in subgraph.types.values():
        for field in definition.fields.values():
            directive = field.first("provides")
            target = subgraph.types.get(named_type(field.type))
            if directive is not None and (target is None or not target.is_composite):
                yield subgraph.error(
                    CODE,
                    f'Cannot use @provides on field "{definition.name}.{field.name}": it returns '
                    f'"{print_ast(field.type)}", which has no fields. Remove the directive.',
                    directive.node,
                )
