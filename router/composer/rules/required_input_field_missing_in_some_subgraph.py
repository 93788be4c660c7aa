"""A field of an input object is required in one subgraph and unknown to another."""

from collections.abc import Iterator

from router.composer.composition import Composition
from router.composer.findings import find, in_subgraphs
from router.errors import CompositionError
from router.supergraph.model import TypeKind

CODE = "REQUIRED_INPUT_FIELD_MISSING_IN_SOME_SUBGRAPH"


def check(composition: Composition) -> Iterator[CompositionError]:
    for type_name in composition.types_of_kind(TypeKind.INPUT_OBJECT):
        declarations = composition.declarations[type_name]
        for name in dict.fromkeys(name for found in declarations for name in found.definition.input_fields):
            having = [found for found in declarations if name in found.definition.input_fields]
            required = [found.subgraph for found in having if found.definition.input_fields[name].is_required]
            lacking = [found.subgraph for found in declarations if name not in found.definition.input_fields]
            if required and lacking:
                message = (
                    f'Input field "{type_name}.{name}" is required in {in_subgraphs(required)}, and '
                    f"{in_subgraphs(lacking)} does not have it. Add it there, or make it optional."
                )
                yield find(CODE, message, [(found.subgraph, found.definition.input_fields[name]) for found in having])
