"""A provided field is resolved by the providing subgraph anyway, so nothing is provided."""

from collections.abc import Iterator

from router.composer.field_set_problems import ProblemKind, problems_of, provides_uses
from router.composer.subgraph import Subgraph
from router.errors import CompositionError

CODE = "PROVIDES_FIELDS_MISSING_EXTERNAL"


def check(subgraph: Subgraph) -> Iterator[CompositionError]:
    if subgraph.is_version_1:
        return
    for use in provides_uses(subgraph):
        for problem in problems_of(use, ProblemKind.NOT_EXTERNAL):
            yield use.error(CODE, problem)
