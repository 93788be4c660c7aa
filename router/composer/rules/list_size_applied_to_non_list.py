"""`@listSize` stands on a field that returns no list, without saying which lists below it are meant."""

from collections.abc import Iterator

from router.composer.list_size import is_list, list_size_uses
from router.composer.subgraph import Subgraph
from router.errors import CompositionError

CODE = "LIST_SIZE_APPLIED_TO_NON_LIST"


def check(subgraph: Subgraph) -> Iterator[CompositionError]:
    for use in list_size_uses(subgraph):
        if not use.sized_fields and not is_list(use.field.type):
            problem = "the field returns no list. Name the lists below it in sizedFields, or remove the directive."
            yield use.error(CODE, problem)
