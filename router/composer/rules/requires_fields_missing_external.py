"""A required field is resolved by the requiring subgraph itself, so nothing is required."""

from collections.abc import Iterator

from router.composer.field_set_problems import ProblemKind, problems_of, requires_uses
from router.composer.subgraph import Subgraph
from router.errors import CompositionError

CODE = "REQUIRES_FIELDS_MISSING_EXTERNAL"


def check(subgraph: Subgraph) -> Iterator[CompositionError]:
    if subgraph.is_version_1:
        return
    for use in requires_uses(subgraph):
        for problem in problems_of(use, ProblemKind.NOT_EXTERNAL):
            yield use.error(CODE, problem)
