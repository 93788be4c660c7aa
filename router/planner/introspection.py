"""What of an operation is answered from the API schema: `__schema` and `__type`, wherever it meets the query root.

That is at the root of a query, and below each field that returns the query root.
"""

from collections.abc import Iterator
from dataclasses import replace

from router.language.names import TYPENAME, ResponseKey, TypeName
from router.language.response_path import ANY_ITEM, KeyElement, ResponsePath, TypeElement
from router.language.selection_set import EMPTY, Field, InlineFragment, Selection, SelectionSet, print_selection_set
from router.language.used_variables import variables_in
from router.planner.operation import Operation
from router.query_graph.build import named_type
from router.query_graph.model import QueryGraph
from router.query_plan import IntrospectionBelow

INTROSPECTION_FIELDS = ("__schema", "__type")


def drop_introspection(selection_set: SelectionSet) -> SelectionSet:
    """What subgraphs are asked: an object of which only introspection is selected is still asked for."""
    return SelectionSet(tuple(_without_introspection(selection) for selection in selection_set))


def _without_introspection(selection: Selection) -> Selection:
    match selection:
        case Field(name=name) if name in INTROSPECTION_FIELDS:
            return Field(TYPENAME)
        case Field(selection_set=inner):
            return selection.selecting(drop_introspection(inner)) if inner else selection
        case InlineFragment(selection_set=inner):
            return selection.selecting(drop_introspection(inner))


def introspection_of(operation: Operation, graph: QueryGraph) -> tuple[str | None, tuple[IntrospectionBelow, ...]]:
    """A document for all of it, and where below the root its answers go."""
    asked: list[Field] = []
    below: dict[tuple[ResponsePath, ResponseKey], IntrospectionBelow] = {}
    for path, field in _introspection_in(operation.selection_set, operation.root_type, (), graph):
        place = (path, field.response_key)
        if path and place not in below:
            below[place] = IntrospectionBelow(*place, ResponseKey(f"_kumiki_{len(below)}_introspection"))
        asked.append(replace(field, alias=below[place].alias if path else field.alias))
    if not asked:
        return None, ()
    fields = SelectionSet(tuple(asked))
    used = set(variables_in(fields))
    definitions = ",".join(str(d) for d in operation.variables if d.name in used)
    return f"query{f'({definitions})' if definitions else ''}{print_selection_set(fields)}", tuple(below.values())


def _introspection_in(
    selection_set: SelectionSet, type_name: TypeName, path: ResponsePath, graph: QueryGraph
) -> Iterator[tuple[ResponsePath, Field]]:
    definition = graph.supergraph.types.get(type_name)
    for selection in selection_set:
        match selection:
            case Field(name=name) if name in INTROSPECTION_FIELDS:
                yield path, selection
            case Field(name=name, selection_set=inner):
                declared = definition.fields.get(name) if definition is not None else None
                if declared is not None:
                    items = (ANY_ITEM,) * declared.type.count("[")
                    at = (*path, KeyElement(selection.response_key), *items)
                    yield from _introspection_in(inner or EMPTY, named_type(declared.type), at, graph)
            case InlineFragment(type_condition=condition, selection_set=inner):
                at = (*path, TypeElement(graph.possible_types[condition])) if condition and path else path
                yield from _introspection_in(inner, condition or type_name, at, graph)
