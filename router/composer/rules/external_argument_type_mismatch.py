"""An argument of an external field has another type than where the field is resolved."""

from collections.abc import Iterator

from graphql import print_ast

from router.composer.composition import Composition
from router.composer.external_fields import external_fields
from router.composer.findings import by_subgraph, find
from router.composer.merged_arguments import contextual_names, without
from router.composer.type_reference import narrowest
from router.errors import CompositionError

CODE = "EXTERNAL_ARGUMENT_TYPE_MISMATCH"


def check(composition: Composition) -> Iterator[CompositionError]:
    for external, owners in external_fields(composition):
        for name, value in without(contextual_names(owners), external.field.arguments).items():
            owned = [(owner.subgraph, owner.field.arguments[name]) for owner in owners if name in owner.field.arguments]
            if not owned or narrowest([value.type, *(found.type for _, found in owned)]) is not None:
                continue
            places = [(external.subgraph, value), *owned]
            types = by_subgraph((subgraph, f'"{print_ast(found.type)}"') for subgraph, found in places)
            message = (
                f'Argument "{".".join(external.coordinate)}({name}:)" of an @external field has type {types}. '
                "Copy the type from where the field is resolved."
            )
            yield find(CODE, message, places)
