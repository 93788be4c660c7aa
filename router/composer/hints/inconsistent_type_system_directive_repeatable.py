"""A directive that the supergraph keeps is repeatable in some subgraphs only; the newest definition is kept."""

from collections.abc import Iterator

from router.composer.composition import Composition
from router.composer.findings import HintLevel, hint_at, in_subgraphs
from router.composer.shared_directives import type_system_directives
from router.errors import CompositionHint

CODE = "INCONSISTENT_TYPE_SYSTEM_DIRECTIVE_REPEATABLE"
LEVEL: HintLevel = "DEBUG"


def check(composition: Composition) -> Iterator[CompositionHint]:
    for shared in type_system_directives(composition):
        having, lacking = shared.split_by_repeatable()
        if having and lacking:
            message = (
                f"Directive @{shared.name} is repeatable in {in_subgraphs(having)} and not in {in_subgraphs(lacking)}; "
                "the supergraph has the newest definition of its spec. Define it alike everywhere."
            )
            yield hint_at(CODE, LEVEL, message, shared.places)
