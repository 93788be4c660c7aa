"""A key holds a directive."""

from collections.abc import Iterator

from router.composer.field_set_problems import ProblemKind, key_uses, problems_of
from router.composer.subgraph import Subgraph
from router.errors import CompositionError

CODE = "KEY_DIRECTIVE_IN_FIELDS_ARG"


def check(subgraph: Subgraph) -> Iterator[CompositionError]:
    for use in key_uses(subgraph):
        for problem in problems_of(use, ProblemKind.HAS_DIRECTIVES):
            yield use.error(CODE, problem)
