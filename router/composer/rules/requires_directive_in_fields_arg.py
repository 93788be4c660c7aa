"""Required fields hold a directive."""

from collections.abc import Iterator

from router.composer.field_set_problems import ProblemKind, problems_of, requires_uses
from router.composer.subgraph import Subgraph
from router.errors import CompositionError

CODE = "REQUIRES_DIRECTIVE_IN_FIELDS_ARG"


def check(subgraph: Subgraph) -> Iterator[CompositionError]:
    for use in requires_uses(subgraph):
        for problem in problems_of(use, ProblemKind.HAS_DIRECTIVES):
            yield use.error(CODE, problem)
