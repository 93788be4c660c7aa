"""A directive that the supergraph keeps stands on an external field, where it would be lost."""

from collections.abc import Iterator

from router.composer.composition import Composition
from router.composer.findings import find, in_subgraphs
from router.errors import CompositionError
from router.specs.composed import COMPOSED_DIRECTIVES

CODE = "MERGED_DIRECTIVE_APPLICATION_ON_EXTERNAL"


def check(composition: Composition) -> Iterator[CompositionError]:
    for subgraph in composition.subgraphs:
        if subgraph.is_version_1:
            continue
        for type_name, field_name in sorted(subgraph.usage.external):
            field = subgraph.types[type_name].fields[field_name]
            for name in (spec.name for spec in COMPOSED_DIRECTIVES if field.has(spec.name)):
                message = (
                    f'Field "{type_name}.{field_name}" is @external in {in_subgraphs([subgraph])} and carries @{name}. '
                    f"Put @{name} on the field where it is resolved."
                )
                yield find(CODE, message, [(subgraph, field)])
