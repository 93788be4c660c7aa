"""A query plan in the published JSON shape, which other tools of the ecosystem read and draw.

The shape has no node for entity fetches that travel in one request. They are shown as a `Parallel` of a `Flatten` each,
which is what they mean, and the request that is sent for all of them stands beside its `nodes` as `batch`.
"""

from collections.abc import Iterator
from typing import Any, assert_never

from router.language.response_path import KeyElement, ListElement, ResponsePath, TypeElement
from router.language.selection_set import Field, InlineFragment, Selection, SelectionSet, print_selection_set
from router.query_plan import (
    REPRESENTATIONS,
    BatchNode,
    ConditionNode,
    ContextNode,
    ContextVariable,
    DeferNode,
    DeferredNode,
    FetchNode,
    FlattenNode,
    ParallelNode,
    PlanNode,
    QueryPlan,
    Rename,
    Requirement,
    SequenceNode,
    SubscriptionNode,
)

Json = dict[str, Any]


def query_plan_to_json(plan: QueryPlan) -> Json:
    """`{kind: "QueryPlan", node: ...}`, ready for a JSON encoder."""
    return {"kind": "QueryPlan", "node": _optional_node(plan.node)}


def _optional_node(node: PlanNode | None) -> Json | None:
    return None if node is None else _node(node)


def _node(node: PlanNode) -> Json:
    match node:
        case FetchNode():
            return _fetch(node)
        case FlattenNode(node=fetch):
            flattens = list(_flattens(node))
            return {"kind": "Parallel", "nodes": flattens, "batch": _fetch(fetch)} if node.also_at else flattens[0]
        case BatchNode(request=request, parts=parts):
            flattens = [flatten for part in parts for flatten in _flattens(part.node)]
            return {"kind": "Parallel", "nodes": flattens, "batch": _fetch(request)}
        case ContextNode(node=inner, variables=variables):
            (flatten,) = _flattens(inner)
            rewrites = [part for each in variables for part in _context_rewrites(each, inner.path)]
            return {**flatten, "node": {**flatten["node"], "contextRewrites": rewrites}}
        case SequenceNode(nodes=children):
            return {"kind": "Sequence", "nodes": [_node(child) for child in children]}
        case ParallelNode(nodes=children):
            return {"kind": "Parallel", "nodes": [_node(child) for child in children]}
        case ConditionNode(condition=condition, if_true=yes, if_false=no):
            branches = {"ifClause": _optional_node(yes), "elseClause": _optional_node(no)}
            return {"kind": "Condition", "condition": condition, **branches}
        case SubscriptionNode(primary=primary, rest=rest):
            return {"kind": "Subscription", "primary": _fetch(primary), "rest": _optional_node(rest)}
        case DeferNode(selection_set=selection_set, primary=first, deferred=deferred):
            return _defer(selection_set, first, deferred)
        case _:
            assert_never(node)


def _defer(selection_set: SelectionSet, primary: PlanNode | None, deferred: tuple[DeferredNode, ...]) -> Json:
    return {
        "kind": "Defer",
        "primary": {"subselection": print_selection_set(selection_set), "node": _optional_node(primary)},
        "deferred": [_deferred(part) for part in deferred],
    }


def _deferred(part: DeferredNode) -> Json:
    shown: Json = {
        "depends": [{"id": str(number)} for number in part.depends],
        "label": part.label,
        "queryPath": path_to_json(part.path),
    }
    if part.deferred:
        return {**shown, "subselection": None, "node": _defer(part.selection_set, part.node, part.deferred)}
    subselection = print_selection_set(part.selection_set)
    return {**shown, "subselection": subselection, "node": _optional_node(part.node)}


def _flattens(node: FlattenNode) -> Iterator[Json]:
    """One for each path: the published shape has no other way to say so."""
    for path in node.paths:
        yield {"kind": "Flatten", "path": path_to_json(path), "node": _fetch(node.node)}


def _fetch(fetch: FetchNode) -> Json:
    return {
        "kind": "Fetch",
        **({"id": str(fetch.id)} if fetch.id is not None else {}),
        "serviceName": fetch.subgraph,
        "requires": [part for requirement in fetch.requires for part in _requirement(requirement)] or None,
        "variableUsages": [name for name in fetch.variable_names if name != REPRESENTATIONS],
        "operation": fetch.operation,
        "operationKind": fetch.operation_kind.value,
        "operationName": fetch.operation_name,
        "inputRewrites": [part for requirement in fetch.requires for part in _input_rewrites(requirement)] or None,
        "outputRewrites": [_output_rewrite(rename) for rename in fetch.renames] or None,
    }


def _requirement(requirement: Requirement) -> Iterator[Json]:
    typename = {"kind": "Field", "name": "__typename"}
    for type_name in sorted(requirement.type_names):
        selections = [typename, *_selections(requirement.selection_set)]
        yield {"kind": "InlineFragment", "typeCondition": type_name, "selections": selections}


def _input_rewrites(requirement: Requirement) -> Iterator[Json]:
    sent_as = requirement.representation_type
    if sent_as is None:
        return
    for type_name in sorted(requirement.type_names):
        if type_name != sent_as:
            yield {"kind": "ValueSetter", "path": [f"... on {type_name}", "__typename"], "setValueTo": sent_as}


def _context_rewrites(variable: ContextVariable, path: ResponsePath) -> Iterator[Json]:
    """A value is found by going up (`..`) from the object, and down from there."""
    for source in variable.sources:
        up = [".."] * (_depth(path) - _depth(source.path))
        narrowing = [f"... on {'|'.join(sorted(source.type_names))}"] if source.type_names else []
        for down in _ways_down(source.selection_set):
            yield {"kind": "KeyRenamer", "path": [*up, *narrowing, *down], "renameKeyTo": variable.name}


def _ways_down(selection_set: SelectionSet) -> Iterator[list[str]]:
    for selection in selection_set:
        match selection:
            case Field(response_key=key, selection_set=None):
                yield [key]
            case Field(response_key=key, selection_set=SelectionSet() as inner):
                yield from ([key, *down] for down in _ways_down(inner))
            case InlineFragment(type_condition=condition, selection_set=inner):
                yield from ([f"... on {condition}", *down] for down in _ways_down(inner))


def _depth(path: ResponsePath) -> int:
    return sum(isinstance(element, KeyElement) for element in path)


def _output_rewrite(rename: Rename) -> Json:
    path = [*path_to_json(rename.path), rename.response_key]
    return {"kind": "KeyRenamer", "path": path, "renameKeyTo": rename.to}


def _selections(selection_set: SelectionSet) -> Iterator[Json]:
    for selection in selection_set:
        yield _selection(selection)


def _selection(selection: Selection) -> Json:
    match selection:
        case Field(name=name, alias=alias, selection_set=inner):
            field: Json = {"kind": "Field", "name": name}
            if alias is not None:
                field["alias"] = alias
            if inner is not None:
                field["selections"] = list(_selections(inner))
            return field
        case InlineFragment(type_condition=condition, selection_set=inner):
            return {"kind": "InlineFragment", "typeCondition": condition, "selections": list(_selections(inner))}
        case _:
            assert_never(selection)


def path_to_json(path: ResponsePath) -> list[str]:
    """`["items", "@|[Book]", "author"]`: a narrowing to types belongs to the element before it."""
    elements: list[str] = []
    for element in path:
        match element:
            case KeyElement(response_key=key):
                elements.append(key)
            case ListElement():
                elements.append("@")
            case TypeElement(type_names=names):
                narrowing = f"|[{','.join(sorted(names))}]"
                elements.append(elements.pop() + narrowing if elements else narrowing)
            case _:
                assert_never(element)
    return elements
