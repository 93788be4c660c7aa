"""A key names fields that the type does not have, or is no field set at all."""

from collections.abc import Iterator

from router.composer.field_set_problems import ProblemKind, key_uses, problems_of
from router.composer.subgraph import Subgraph
from router.errors import CompositionError

CODE = "KEY_INVALID_FIELDS"


def check(subgraph: Subgraph) -> Iterator[CompositionError]:
    for use in key_uses(subgraph):
        for problem in problems_of(use, ProblemKind.INVALID):
            yield use.error(CODE, problem)
