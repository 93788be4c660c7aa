"""An argument of an external field has another default than where the field is resolved."""

from collections.abc import Iterator

from router.composer.composition import Composition
from router.composer.external_fields import external_fields
from router.composer.findings import by_subgraph, differ, find
from router.composer.merge.merge_texts import print_default
from router.composer.merged_arguments import contextual_names, without
from router.errors import CompositionError

CODE = "EXTERNAL_ARGUMENT_DEFAULT_MISMATCH"


def check(composition: Composition) -> Iterator[CompositionError]:
    for external, owners in external_fields(composition):
        for name, value in without(contextual_names(owners), external.field.arguments).items():
            owned = [(owner.subgraph, owner.field.arguments[name]) for owner in owners if name in owner.field.arguments]
            places = [(external.subgraph, value), *owned]
            defaults = [(subgraph, print_default(found.default) or "none") for subgraph, found in places]
            if differ(default for _, default in defaults):
                message = (
                    f'Argument "{".".join(external.coordinate)}({name}:)" of an @external field has default value '
                    f"{by_subgraph(defaults)}. Copy the default from where the field is resolved."
                )
                yield find(CODE, message, places)
