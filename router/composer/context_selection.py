"""What a `@fromContext` selects: whether it leads to one value, and whether that value fits the argument."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graphql import ListTypeNode, NamedTypeNode, NameNode, NonNullTypeNode, TypeNode

from router.composer.contexts import ContextualArgument, selection_of
from router.composer.subgraph import Subgraph
from router.composer.subgraph_schema import SubgraphType
from router.composer.type_reference import is_subtype, named_type
from router.language.names import TYPENAME
from router.language.selection_set import Field as SelectedField
from router.language.selection_set import InlineFragment, SelectionSet
from router.specs.context import ContextValue
from router.supergraph.model import TypeKind
from router.supergraph.print_type import print_type


class _NoSingleValueError(ValueError):
    """The message says what is wrong with the selection."""


def problems_with_selection(
    subgraph: Subgraph, argument: ContextualArgument, value: ContextValue, setters: Sequence[SubgraphType]
) -> Iterator[str]:
    """Each a sentence. The selection is made on every type that sets the context."""
    selection_set = selection_of(value)
    if selection_set is None:
        yield "it cannot be read. Write one field in braces, or a type condition for each type that sets the context."
        return
    reader = _SelectionReader(subgraph)
    for setter in setters:
        try:
            found = reader.value_types(setter, selection_set)
        except _NoSingleValueError as error:
            yield str(error)
            continue
        for misfit in {print_type(selected) for selected in found if not _fits(selected, argument.argument.type)}:
            expected = print_type(argument.argument.type)
            yield f'on type "{setter.name}" it gives "{misfit}", and the argument takes "{expected}".'
    for condition in dict.fromkeys(_conditions(selection_set)):
        if not any(reader.overlaps(setter, condition) for setter in setters):
            yield f'"... on {condition}" matches no type that sets the context; remove it.'


def _fits(selected: TypeNode, expected: TypeNode) -> bool:
    return is_subtype(selected, expected, lambda _narrow, _wide: False)


def _conditions(selection_set: SelectionSet) -> Iterator[str]:
    for selection in selection_set:
        if isinstance(selection, InlineFragment) and selection.type_condition:
            yield selection.type_condition


@dataclass(frozen=True, slots=True)
class _SelectionReader:
    subgraph: Subgraph

    def value_types(self, parent: SubgraphType, selection_set: SelectionSet) -> list[TypeNode]:
        """The types that the selected value can have; raises `_NoSingleValueError` where there is not one value."""
        if parent.is_interface_object:
            raise _NoSingleValueError(
                f'"{parent.name}" is an @interfaceObject, whose objects this subgraph cannot tell.'
            )
        for selection in selection_set:
            if selection.directives:
                raise _NoSingleValueError("it cannot hold directives; remove them.")
        fields = [selection for selection in selection_set if isinstance(selection, SelectedField)]
        fragments = [selection for selection in selection_set if isinstance(selection, InlineFragment)]
        if len(fields) > 1 or (fields and fragments):
            raise _NoSingleValueError("it selects several fields; an argument takes one value.")
        return [self._field_type(parent, fields[0])] if fields else self._fragment_types(parent, fragments)

    def overlaps(self, parent: SubgraphType, condition: str) -> bool:
        return not self._objects_of(parent.name).isdisjoint(self._objects_of(condition))

    def _fragment_types(self, parent: SubgraphType, fragments: Sequence[InlineFragment]) -> list[TypeNode]:
        conditions = [fragment.type_condition or parent.name for fragment in fragments]
        if len(set(conditions)) < len(conditions):
            raise _NoSingleValueError("it has two type conditions for one type; an argument takes one value.")
        matching = [
            (condition, fragment)
            for condition, fragment in zip(conditions, fragments, strict=True)
            if self.overlaps(parent, condition)
        ]
        if not matching:
            raise _NoSingleValueError(f'no type condition matches "{parent.name}"; add one that does.')
        found = [
            value_type
            for condition, fragment in matching
            for value_type in self.value_types(self.subgraph.types[condition], fragment.selection_set)
        ]
        covered = frozenset[str]().union(*(self._objects_of(condition) for condition, _ in matching))
        return found if self._objects_of(parent.name) <= covered else [_nullable(value_type) for value_type in found]

    def _field_type(self, parent: SubgraphType, selection: SelectedField) -> TypeNode:
        if selection.alias:
            raise _NoSingleValueError("it cannot rename fields; remove the alias.")
        if selection.name == TYPENAME:
            return NonNullTypeNode(type=NamedTypeNode(name=NameNode(value="String")))
        field = parent.fields.get(selection.name)
        if field is None:
            raise _NoSingleValueError(f'type "{parent.name}" has no field "{selection.name}" in this subgraph.')
        given = {argument.name for argument in selection.arguments}
        if any(value.is_required and value.name not in given for value in field.arguments.values()):
            raise _NoSingleValueError(f'field "{parent.name}.{selection.name}" needs arguments; give them.')
        target = self.subgraph.types.get(named_type(field.type))
        if not selection.selection_set:
            return field.type
        if target is None or not target.is_composite:
            raise _NoSingleValueError(f'field "{parent.name}.{selection.name}" has no subfields.')
        found = self.value_types(target, selection.selection_set)
        return _in_place_of_named(field.type, _weakest(found))

    def _objects_of(self, type_name: str) -> frozenset[str]:
        """The object types that a value of the type can have in this subgraph."""
        definition = self.subgraph.types.get(type_name)
        if definition is None:
            return frozenset()
        if definition.kind is TypeKind.INTERFACE:
            implementing = (found for found in self.subgraph.types.values() if type_name in found.interfaces)
            return frozenset(found.name for found in implementing if found.kind is TypeKind.OBJECT)
        return frozenset(definition.members) if definition.kind is TypeKind.UNION else frozenset({type_name})


def _weakest(found: Sequence[TypeNode]) -> TypeNode:
    """The selections below one field may differ in whether they can be null."""
    nullable = [value_type for value_type in found if not isinstance(value_type, NonNullTypeNode)]
    chosen = (nullable or list(found))[0]
    if any(print_type(_nullable(value_type)) != print_type(_nullable(chosen)) for value_type in found):
        raise _NoSingleValueError("its type conditions lead to values of different types.")
    return chosen


def _nullable(reference: TypeNode) -> TypeNode:
    return reference.type if isinstance(reference, NonNullTypeNode) else reference


def _in_place_of_named(wrapper: TypeNode, inner: TypeNode) -> TypeNode:
    """`[A!]` and `Int` -> `[Int]`: a value below is null where anything on its way can be."""
    match wrapper:
        case NonNullTypeNode(type=ListTypeNode() as wrapped):
            return NonNullTypeNode(type=ListTypeNode(type=_in_place_of_named(wrapped.type, inner)))
        case NonNullTypeNode():
            return inner
        case ListTypeNode(type=item):
            return ListTypeNode(type=_in_place_of_named(item, inner))
        case _:
            return _nullable(inner)
