"""The field set of a @provides is not given as a string."""

from collections.abc import Iterator

from router.composer.field_set_problems import ProblemKind, problems_of, provides_uses
from router.composer.subgraph import Subgraph
from router.errors import CompositionError

CODE = "PROVIDES_INVALID_FIELDS_TYPE"


def check(subgraph: Subgraph) -> Iterator[CompositionError]:
    for use in provides_uses(subgraph):
        for problem in problems_of(use, ProblemKind.NOT_A_STRING):
            yield use.error(CODE, problem)
