"""A key holds a field that returns an interface or a union."""

from collections.abc import Iterator

from router.composer.field_set_problems import ProblemKind, key_uses, problems_of
from router.composer.subgraph import Subgraph
from router.errors import CompositionError

CODE = "KEY_FIELDS_SELECT_INVALID_TYPE"


def check(subgraph: Subgraph) -> Iterator[CompositionError]:
    for use in key_uses(subgraph):
        for problem in problems_of(use, ProblemKind.SELECTS_ABSTRACT_TYPE):
            yield use.error(CODE, problem)
