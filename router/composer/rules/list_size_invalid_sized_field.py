"""What should be a list below the field is no field there, or no list."""

from collections.abc import Iterator

from graphql import print_ast

from router.composer.list_size import ListSizeUse, is_list, list_size_uses
from router.composer.subgraph import Subgraph
from router.errors import CompositionError

CODE = "LIST_SIZE_INVALID_SIZED_FIELD"


def check(subgraph: Subgraph) -> Iterator[CompositionError]:
    for use in list_size_uses(subgraph):
        for name in use.sized_fields:
            problem = _problem(use, name)
            if problem is not None:
                yield use.error(CODE, problem)


def _problem(use: ListSizeUse, name: str) -> str | None:
    returned = use.returned_type
    if returned is None or not returned.is_composite:
        return f'"{print_ast(use.field.type)}" has no fields, so it has no sized field "{name}". Remove sizedFields.'
    sized = returned.fields.get(name)
    if sized is None:
        return f'type "{returned.name}" has no field "{name}". Correct the name in sizedFields, or remove it.'
    if not is_list(sized.type):
        return f'field "{returned.name}.{name}" is of type "{print_ast(sized.type)}"; a sized field is a list.'
    return None
