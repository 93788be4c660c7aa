"""The query plan: immutable nodes, where planner and executor meet. Cached and shared between requests.

How the parts act together at execution:

- All fetches write into one response tree of plain dicts and lists, keyed by response key. A `FetchNode` without
  `requires` merges its `data` into the tree at the root. One under a `FlattenNode` builds a representation for each
  object that the path reaches, sends `_entities(representations: $representations)`, and merges each answer into
  its object. Deep merge: objects by key, lists by position.
- The tree may hold more than the client asked for (keys, required fields, `__typename`), and under internal aliases
  (`_kumiki_0`). What the client gets is `QueryPlan.selection_set` read from the tree.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, assert_never

from router.language.names import FieldName, ResponseKey, SubgraphName, TypeName
from router.language.operation_kind import OperationKind as OperationKind
from router.language.response_path import ResponsePath, print_response_path
from router.language.selection_set import EMPTY, SelectionSet, print_selection_set

ENTITIES: Final = "_entities"
"""The root field of every entity fetch, and its response key where it stands alone."""

REPRESENTATIONS: Final = "_representations"
"""The variable of an entity fetch; where the client has one of this name, the planner takes another."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """How to make the representation of one kind of object.

    The first requirement of a fetch whose `type_names` holds the object's type is taken; an object that matches none
    gets no representation, and neither does one with a key field that is missing or null.
    """

    type_names: frozenset[TypeName]
    """Concrete types it is for, by the object's `__typename`. Where the tree holds none (the object came from a
    subgraph that knows only an interface object), it matches if `representation_type` is set."""

    selection_set: SelectionSet
    """Read from the object by response key (`alias`), written to the representation by field name; inline fragments
    hold where the object's type matches. `__typename` is not listed at its top level, but is always sent."""

    representation_type: TypeName | None = None
    """The `__typename` to send where it is not the object's own: an interface object is addressed by the interface."""

    nullable: frozenset[FieldName] = frozenset()
    """Top-level fields that may be null in a representation: those that only `@requires` asks for."""


@dataclass(frozen=True, slots=True)
class Rename:
    """Undo an internal alias in a fetch's answer: at `path`, `response_key` becomes `to`, before it is merged."""

    path: ResponsePath
    response_key: ResponseKey
    to: ResponseKey


@dataclass(frozen=True, slots=True)
class FetchNode:
    """One request to one subgraph."""

    subgraph: SubgraphName
    operation: str
    """The GraphQL document to send."""

    operation_kind: OperationKind = OperationKind.QUERY
    operation_name: str | None = None
    variable_names: tuple[str, ...] = ()
    """The client's variables that the document uses."""

    requires: tuple[Requirement, ...] = ()
    """Empty at the root; otherwise the fetch asks `_entities` for the objects at the path of its `FlattenNode`."""

    renames: tuple[Rename, ...] = ()
    selection_set: SelectionSet = EMPTY
    """What the document selects: of the root type, or (under `requires`) of the entities."""

    has_custom_scalars: bool = False
    """Whether the answer can hold numbers of any size, because a scalar that is not built in is selected."""

    representations_variable: str = REPRESENTATIONS
    """The variable of the document that takes the representations, where it asks for entities."""

    id: int | None = None
    """Where deferred parts wait for it: what they call it."""


@dataclass(frozen=True, slots=True)
class FlattenNode:
    """Run the inner node for the objects at this path of the response.

    A fetch without `requires` under a path (a field that returns the root type `Query`) is asked once, and its data
    merged into each object that the path reaches.
    """

    path: ResponsePath
    node: "FetchNode"
    also_at: tuple[ResponsePath, ...] = ()
    """Further paths whose objects are asked about in the same request. An entity that several of the paths reach has
    one representation, and its answer is merged into all of its objects."""

    @property
    def paths(self) -> tuple[ResponsePath, ...]:
        return (self.path, *self.also_at)


@dataclass(frozen=True, slots=True)
class BatchPart:
    """One `_entities` field of a batch."""

    response_key: ResponseKey
    variable: str
    """Of the batch's document, for the representations of this part."""

    node: FlattenNode
    """Whose objects are asked about and what is asked. Its fetch has a document of its own, for when it goes alone."""


@dataclass(frozen=True, slots=True)
class BatchNode:
    """Entity fetches of one subgraph that wait for the same and select differently, in one request.

    A part without a representation sends an empty list; where only one part has any, its own document is sent.
    """

    request: FetchNode
    """The document with all of the parts. Its `requires` are theirs."""

    parts: tuple[BatchPart, ...]


@dataclass(frozen=True, slots=True)
class ContextSource:
    """An object above the ones that are fetched for, which may give a value to a variable."""

    path: ResponsePath
    """Where it is: a beginning of the path of those that are fetched for."""

    type_names: frozenset[TypeName]
    """It gives the value if it has one of these types; empty where it always does."""

    selection_set: SelectionSet
    """Leads to the value: read by response key, inline fragments where the object's type matches."""


@dataclass(frozen=True, slots=True)
class ContextVariable:
    """A variable of a fetch that has a value of its own for each object."""

    name: str
    type: str
    """Printed; a missing value is sent as null only where the type allows it."""

    context: str
    """What the subgraph calls the context, for errors."""

    sources: tuple[ContextSource, ...]
    """Nearest first; the first that gives a value does."""


@dataclass(frozen=True, slots=True)
class ContextNode:
    """An entity fetch whose variables take values from above the objects that it is for.

    Objects whose values differ are asked about apart, in one request. An object that lacks a value which must not be
    null is asked about without the fields that need it.
    """

    node: FlattenNode
    variables: tuple[ContextVariable, ...]


@dataclass(frozen=True, slots=True)
class SequenceNode:
    nodes: "tuple[PlanNode, ...]"


@dataclass(frozen=True, slots=True)
class ParallelNode:
    nodes: "tuple[PlanNode, ...]"


@dataclass(frozen=True, slots=True)
class ConditionNode:
    """One branch or the other, by a Boolean variable of the request."""

    condition: str
    if_true: "PlanNode | None" = None
    if_false: "PlanNode | None" = None


@dataclass(frozen=True, slots=True)
class SubscriptionNode:
    """Subscribe with the primary fetch; run the rest for each event, on a tree that starts with the event's data."""

    primary: FetchNode
    rest: "PlanNode | None" = None


@dataclass(frozen=True, slots=True)
class DeferredNode:
    """A part of the answer that comes later: what one deferred fragment selects."""

    depends: tuple[int, ...]
    """The fetches, by their `id`, that must be done before its own can begin."""

    label: str | None
    path: ResponsePath
    """Of the objects that the fragment selects from; there is one part of the answer for each."""

    type_name: TypeName
    """What these objects are, as far as the operation says."""

    selection_set: SelectionSet
    """What the fragment selects, without the fragments deferred within it."""

    node: "PlanNode | None"
    """None where everything is there once `depends` are done."""

    deferred: "tuple[DeferredNode, ...]" = ()
    """The parts within this one, told after it. Their fetches do not wait for it."""


@dataclass(frozen=True, slots=True)
class DeferNode:
    """An answer in parts. All of them fill the same response tree."""

    selection_set: SelectionSet
    """What is answered first."""

    primary: "PlanNode | None"
    deferred: tuple[DeferredNode, ...]
    whole: SelectionSet
    """All that the client selected, as if nothing was deferred."""


PlanNode = (
    FetchNode
    | FlattenNode
    | BatchNode
    | ContextNode
    | SequenceNode
    | ParallelNode
    | ConditionNode
    | SubscriptionNode
    | DeferNode
)


@dataclass(frozen=True, slots=True)
class IntrospectionBelow:
    """A `__schema` or `__type` below a field that returns the query root."""

    path: ResponsePath
    """Of the objects that it is selected of."""

    response_key: ResponseKey
    """What it is called in these objects."""

    alias: ResponseKey
    """What it is called in the plan's introspection document."""


@dataclass(frozen=True, slots=True)
class QueryPlan:
    """A finished plan."""

    operation_kind: OperationKind
    node: PlanNode | None
    """None where no subgraph is needed: `{ __typename }`, or everything was skipped."""

    root_type: TypeName
    selection_set: SelectionSet
    """The client's selection: fragments inlined, skipped selections dropped, in document order, under the client's
    response keys. Introspection fields (`__schema`, `__type`) stay in it; the executor leaves their places open."""

    introspection: str | None = None
    """A document with just the operation's `__schema` and `__type` fields, to execute against the API schema."""

    aliases: tuple[tuple[ResponseKey, ResponseKey], ...] = ()
    """Response keys that the tree holds under another key, and what the client calls them. There is one such case: a
    client may call any field `__typename`, where the tree keeps an object's type."""

    introspection_below: tuple[IntrospectionBelow, ...] = ()
    """The fields of `introspection` that stand below the root."""


def fetches_in(node: PlanNode | None) -> Iterator[FetchNode]:
    """Every fetch of a plan, in the order of its text form; a batch is one."""
    match node:
        case None:
            return
        case FetchNode():
            yield node
        case FlattenNode(node=inner):
            yield inner
        case BatchNode(request=request):
            yield request
        case ContextNode(node=FlattenNode(node=inner)):
            yield inner
        case SequenceNode(nodes=children) | ParallelNode(nodes=children):
            for child in children:
                yield from fetches_in(child)
        case ConditionNode(if_true=first, if_false=second) | SubscriptionNode(primary=first, rest=second):
            yield from fetches_in(first)
            yield from fetches_in(second)
        case DeferNode(primary=first, deferred=deferred):
            yield from _fetches_in_parts(first, deferred)
        case _:
            assert_never(node)


def _fetches_in_parts(node: PlanNode | None, deferred: tuple[DeferredNode, ...]) -> Iterator[FetchNode]:
    yield from fetches_in(node)
    for part in deferred:
        yield from _fetches_in_parts(part.node, part.deferred)


def print_query_plan(plan: QueryPlan) -> str:
    """The text form, two spaces a level."""
    if plan.node is None:
        return "QueryPlan {}\n"
    return "\n".join(["QueryPlan {", *_indent(_print_node(plan.node)), "}"]) + "\n"


def _indent(lines: Iterator[str]) -> Iterator[str]:
    return (f"  {line}" for line in lines)


def _print_node(node: PlanNode) -> Iterator[str]:
    match node:
        case FetchNode():
            yield from _print_fetch(node)
        case FlattenNode(node=inner):
            yield f"Flatten({_print_paths(node)}) {{"
            yield from _indent(_print_fetch(inner))
            yield "}"
        case BatchNode(request=request, parts=parts):
            label = f"Batch(id: {request.id})" if request.id is not None else "Batch"
            yield from _print_children(label, tuple(part.node for part in parts))
        case ContextNode(node=inner, variables=variables):
            yield "Context {"
            yield from _indent(line for variable in variables for line in _print_context_variable(variable))
            yield from _indent(_print_node(inner))
            yield "}"
        case SequenceNode(nodes=children):
            yield from _print_children("Sequence", children)
        case ParallelNode(nodes=children):
            yield from _print_children("Parallel", children)
        case ConditionNode():
            yield from _print_condition(node)
        case SubscriptionNode():
            yield from _print_subscription(node)
        case DeferNode(selection_set=selection_set, primary=first, deferred=deferred):
            yield from _print_defer(selection_set, first, deferred)
        case _:
            assert_never(node)


def _print_subscription(node: SubscriptionNode) -> Iterator[str]:
    yield "Subscription {"
    yield from _indent(_print_children("Primary", (node.primary,)))
    if node.rest is not None:
        yield from _indent(_print_children("Rest", (node.rest,)))
    yield "}"


def _print_defer(
    selection_set: SelectionSet, node: PlanNode | None, deferred: tuple[DeferredNode, ...]
) -> Iterator[str]:
    yield "Defer {"
    yield "  Primary {"
    yield from _indent(_indent(_print_part(selection_set, node)))
    yield "  }, ["
    for part in deferred:
        yield from _indent(_indent(_print_deferred(part)))
    yield "  ]"
    yield "}"


def _print_part(selection_set: SelectionSet, node: PlanNode | None) -> Iterator[str]:
    yield f"{print_selection_set(selection_set)}{':' if node is not None else ''}"
    if node is not None:
        yield from _print_node(node)


def _print_deferred(part: DeferredNode) -> Iterator[str]:
    label = f', label: "{part.label}"' if part.label is not None else ""
    depends = ", ".join(map(str, part.depends))
    yield f'Deferred(depends: [{depends}], path: "{print_response_path(part.path)}"{label}) {{'
    if part.deferred:
        yield from _indent(_print_defer(part.selection_set, part.node, part.deferred))
    else:
        yield from _indent(_print_part(part.selection_set, part.node))
    yield "},"


def _print_condition(node: ConditionNode) -> Iterator[str]:
    yield f"Condition(if: ${node.condition}) {{"
    for label, branch in (("Then", node.if_true), ("Else", node.if_false)):
        if branch is not None:
            yield from _indent(_print_children(label, (branch,)))
    yield "}"


def _print_paths(node: FlattenNode) -> str:
    paths = ", ".join(f'"{print_response_path(path)}"' for path in node.paths)
    return f"paths: [{paths}]" if node.also_at else f"path: {paths}"


def _print_children(label: str, children: tuple[PlanNode, ...]) -> Iterator[str]:
    yield f"{label} {{"
    for child in children:
        yield from _indent(_print_node(child))
    yield "}"


def _print_context_variable(variable: ContextVariable) -> Iterator[str]:
    yield f"${variable.name}: {variable.type} ="
    for source in variable.sources:
        narrowing = f"|[{','.join(sorted(source.type_names))}]" if source.type_names else ""
        place = f"{print_response_path(source.path)}{narrowing}" or "(root)"
        yield f"  {place} {print_selection_set(source.selection_set)}"


def _print_fetch(fetch: FetchNode) -> Iterator[str]:
    number = f", id: {fetch.id}" if fetch.id is not None else ""
    yield f'Fetch(service: "{fetch.subgraph}"{number}) {{'
    for requirement in fetch.requires:
        types = ",".join(sorted(requirement.type_names))
        sent_as = f" as {requirement.representation_type}" if requirement.representation_type else ""
        yield f"  {types}{sent_as} {print_selection_set(requirement.selection_set)} =>"
    yield f"  {print_selection_set(fetch.selection_set)}"
    yield "}"
