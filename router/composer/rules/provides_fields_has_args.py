"""A provided field takes arguments."""

from collections.abc import Iterator

from router.composer.field_set_problems import ProblemKind, problems_of, provides_uses
from router.composer.subgraph import Subgraph
from router.errors import CompositionError

CODE = "PROVIDES_FIELDS_HAS_ARGS"


def check(subgraph: Subgraph) -> Iterator[CompositionError]:
    for use in provides_uses(subgraph):
        for problem in problems_of(use, ProblemKind.HAS_ARGUMENTS):
            yield use.error(CODE, problem)
