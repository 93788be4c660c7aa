"""What a selection set selects of an object whose type is known: fragments resolved, equal response keys merged."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from graphql import GraphQLInterfaceType, GraphQLNamedType, GraphQLObjectType, GraphQLSchema, GraphQLUnionType

from router.language.names import FieldName, ResponseKey, TypeName
from router.language.selection_set import Field, InlineFragment, SelectionSet
from router.language.withheld import code_if_withheld


@dataclass(frozen=True, slots=True)
class CollectedField:
    """One response key of an object; `selection_sets` together are what is selected beneath it, none for a leaf."""

    response_key: ResponseKey
    name: FieldName
    selection_sets: tuple[SelectionSet, ...]
    withheld: str | None = None
    """Where the caller may not read it: the public code of the error that stands for its value."""


def collect_fields(
    selection_sets: Iterable[SelectionSet], object_type: GraphQLNamedType, schema: GraphQLSchema
) -> list[CollectedField]:
    """In the order in which the response keys first appear."""
    names: dict[ResponseKey, FieldName] = {}
    beneath: dict[ResponseKey, list[SelectionSet]] = {}
    withheld: dict[ResponseKey, str | None] = {}
    for selection_set in selection_sets:
        for field in _fields_for(selection_set, object_type, schema):
            code = code_if_withheld(field) if field.directives else None
            withheld[field.response_key] = code and withheld.get(field.response_key, code)
            names.setdefault(field.response_key, field.name)
            inner = beneath.setdefault(field.response_key, [])
            if field.selection_set is not None:
                inner.append(field.selection_set)
    return [CollectedField(key, name, tuple(beneath[key]), withheld[key]) for key, name in names.items()]


def _fields_for(selection_set: SelectionSet, object_type: GraphQLNamedType, schema: GraphQLSchema) -> Iterator[Field]:
    for selection in selection_set:
        if isinstance(selection, Field):
            yield selection
        elif does_fragment_apply(selection.type_condition, object_type, schema):
            yield from _fields_for(selection.selection_set, object_type, schema)


def does_fragment_apply(type_condition: TypeName | None, object_type: GraphQLNamedType, schema: GraphQLSchema) -> bool:
    if type_condition is None or type_condition == object_type.name:
        return True
    condition = schema.get_type(type_condition)
    if not isinstance(condition, GraphQLInterfaceType | GraphQLUnionType):
        return False
    if isinstance(object_type, GraphQLInterfaceType | GraphQLUnionType):
        # Every member of the one must be a member of the other.
        return all(schema.is_sub_type(condition, member) for member in schema.get_possible_types(object_type))
    return isinstance(object_type, GraphQLObjectType) and schema.is_sub_type(condition, object_type)


def needs_type_name(
    selection_sets: Iterable[SelectionSet], abstract_type: GraphQLNamedType, schema: GraphQLSchema
) -> bool:
    """Whether an answer depends on which type of an abstract type an object has."""
    return any(
        _narrows(selection, abstract_type, schema) for selection_set in selection_sets for selection in selection_set
    )


def _narrows(selection: Field | InlineFragment, abstract_type: GraphQLNamedType, schema: GraphQLSchema) -> bool:
    if isinstance(selection, Field):
        return selection.name == "__typename"
    if does_fragment_apply(selection.type_condition, abstract_type, schema):
        return needs_type_name((selection.selection_set,), abstract_type, schema)
    # One that applies to no member at all is never answered.
    return any(
        does_fragment_apply(selection.type_condition, member, schema) for member in _members(abstract_type, schema)
    )


def _members(abstract_type: GraphQLNamedType, schema: GraphQLSchema) -> Sequence[GraphQLObjectType]:
    if isinstance(abstract_type, GraphQLInterfaceType | GraphQLUnionType):
        return schema.get_possible_types(abstract_type)
    return ()
