"""An external field lacks an argument that it has where it is resolved."""

from collections.abc import Iterator

from router.composer.composition import Composition
from router.composer.external_fields import external_fields
from router.composer.findings import find, in_subgraphs
from router.composer.merged_arguments import contextual_names, without
from router.errors import CompositionError

CODE = "EXTERNAL_ARGUMENT_MISSING"


def check(composition: Composition) -> Iterator[CompositionError]:
    for external, owners in external_fields(composition):
        contextual = contextual_names(owners)
        given = dict.fromkeys(name for owner in owners for name in without(contextual, owner.field.arguments))
        for name in given:
            if name in external.field.arguments or not all(name in owner.field.arguments for owner in owners):
                continue
            message = (
                f'Field "{".".join(external.coordinate)}" is @external in {in_subgraphs([external.subgraph])} without '
                f'the argument "{name}" that it has in {in_subgraphs(owner.subgraph for owner in owners)}. Add it.'
            )
            yield find(CODE, message, [(source.subgraph, source.field) for source in (external, *owners)])
