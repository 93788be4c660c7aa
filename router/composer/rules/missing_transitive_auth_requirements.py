"""A field is computed from data that takes more rights to read than the field itself."""

from collections.abc import Iterator
from itertools import product

from router.composer.composition import Composition
from router.composer.findings import find, places_of
from router.errors import CompositionError
from router.language.names import TYPENAME, TypeName
from router.language.selection_set import Field, SelectionSet
from router.supergraph.access import AccessCondition, AccessConditions, AccessKind
from router.supergraph.model import FieldDefinition, JoinField, Supergraph, TypeDefinition

CODE = "MISSING_TRANSITIVE_AUTH_REQUIREMENTS"


def check(composition: Composition, supergraph: Supergraph) -> Iterator[CompositionError]:
    if not supergraph.access:
        return
    for definition in supergraph.types.values():
        for field in definition.fields.values():
            for join in field.joins.values():
                yield from _check_join(composition, supergraph, definition, field, join)


def _check_join(
    composition: Composition,
    supergraph: Supergraph,
    definition: TypeDefinition,
    field: FieldDefinition,
    join: JoinField,
) -> Iterator[CompositionError]:
    access = supergraph.access
    given = access.types.get(definition.name, frozenset()) | access.fields.get(
        (definition.name, field.name), frozenset()
    )
    missing = dict.fromkeys(
        f"@{condition.kind.value} of {what}"
        for what, conditions in _needed(supergraph, definition, join)
        for condition in sorted(conditions, key=str)
        if not _is_implied(condition, given)
    )
    if missing:
        message = (
            f'Field "{definition.name}.{field.name}" is computed from data that needs {", ".join(missing)}, which the '
            "field itself does not require. Put at least the same requirements on the field."
        )
        places = places_of(composition, definition.name, field.name)
        yield find(CODE, message, [place for place in places if place[0].name == join.subgraph])


def _needed(
    supergraph: Supergraph, definition: TypeDefinition, join: JoinField
) -> Iterator[tuple[str, AccessConditions]]:
    if join.requires:
        yield from _needed_for(supergraph, definition, join.requires)
    for argument in join.context_arguments:
        for setter in supergraph.types.values():
            if argument.context in setter.contexts:
                yield f'"{setter.name}"', supergraph.access.types.get(setter.name, frozenset())
                yield from _needed_for(supergraph, setter, argument.selection_set)


def _needed_for(
    supergraph: Supergraph, definition: TypeDefinition, selection_set: SelectionSet
) -> Iterator[tuple[str, AccessConditions]]:
    access = supergraph.access
    for selection in selection_set:
        if not isinstance(selection, Field):
            condition = selection.type_condition or definition.name
            yield f'"{condition}"', access.types.get(condition, frozenset())
            yield from _needed_for(supergraph, supergraph.types[condition], selection.selection_set)
        elif selection.name != TYPENAME:
            returned = TypeName(definition.fields[selection.name].type.strip("[]!"))
            own = access.fields.get((definition.name, selection.name), frozenset())
            yield f'"{definition.name}.{selection.name}"', own | access.types.get(returned, frozenset())
            if selection.selection_set:
                yield from _needed_for(supergraph, supergraph.types[returned], selection.selection_set)


def _is_implied(condition: AccessCondition, given: AccessConditions) -> bool:
    """Whether who fulfils what is given always fulfils the condition too."""
    if condition.kind is AccessKind.AUTHENTICATED:
        return condition in given
    of_kind = [found.alternatives for found in given if found.kind is condition.kind]
    ways = (frozenset[str]().union(*choice) for choice in product(*of_kind))
    return all(any(alternative <= way for alternative in condition.alternatives) for way in ways)
