"""An external field has another type than where it is resolved."""

from collections.abc import Iterator

from graphql import print_ast

from router.composer.composition import Composition
from router.composer.external_fields import external_fields
from router.composer.findings import by_subgraph, find, in_subgraphs
from router.composer.type_reference import is_subtype, widest
from router.errors import CompositionError

CODE = "EXTERNAL_TYPE_MISMATCH"


def check(composition: Composition) -> Iterator[CompositionError]:
    for external, owners in external_fields(composition):
        owned = widest((owner.field.type for owner in owners), composition.is_member)
        if owned is None or is_subtype(owned, external.field.type, composition.is_member):
            continue
        if is_subtype(external.field.type, owned, composition.is_member):
            continue
        types = by_subgraph((s.subgraph, f'"{print_ast(s.field.type)}"') for s in (external, *owners))
        message = (
            f'Field "{".".join(external.coordinate)}" is @external in {in_subgraphs([external.subgraph])} with another '
            f"type than where it is resolved: {types}. Copy the type from there."
        )
        yield find(CODE, message, [(source.subgraph, source.field) for source in (external, *owners)])
