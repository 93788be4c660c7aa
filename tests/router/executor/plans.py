"""Short ways to write plans, supergraphs and subgraph answers down in a test."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import build_schema

from router.errors import SubgraphError
from router.executor.execute_plan import execute_plan
from router.executor.execution_context import ExecutionContext, ExecutionResult, RequestSlots
from router.executor.subgraph_client import SubgraphClient, SubgraphRequest, SubgraphResponse
from router.language.field_set import parse_field_set
from router.language.names import FieldName, ResponseKey, SubgraphName, TypeName
from router.language.response_path import ANY_ITEM, KeyElement, PathElement, ResponsePath, TypeElement
from router.language.selection_set import SelectionSet, print_selection_set
from router.query_plan import (
    REPRESENTATIONS,
    FetchNode,
    FlattenNode,
    OperationKind,
    PlanNode,
    QueryPlan,
    Rename,
    Requirement,
)
from router.supergraph.model import Supergraph

Answer = Callable[[SubgraphRequest], SubgraphResponse | SubgraphError]


def supergraph_of(api_sdl: str, full_sdl: str | None = None) -> Supergraph:
    """`full_sdl` has what the API schema hides."""
    return Supergraph(build_schema(full_sdl or api_sdl), build_schema(api_sdl), endpoints={}, types={})


def select(text: str) -> SelectionSet:
    return parse_field_set(text)


def path_to(text: str) -> ResponsePath:
    """`products.@.|[Book,Film].author` as in a printed plan."""
    return tuple(_path_element(part) for part in text.split(".") if part)


def _path_element(part: str) -> PathElement:
    if part == "@":
        return ANY_ITEM
    if part.startswith("|["):
        return TypeElement(frozenset(TypeName(name) for name in part[2:-1].split(",")))
    return KeyElement(ResponseKey(part))


def requirement(
    type_names: str, selection: str, *, sent_as: str | None = None, nullable: tuple[str, ...] = ()
) -> Requirement:
    return Requirement(
        frozenset(TypeName(name) for name in type_names.split()),
        select(selection),
        TypeName(sent_as) if sent_as else None,
        frozenset(FieldName(name) for name in nullable),
    )


def rename(path: str, response_key: str, to: str) -> Rename:
    return Rename(path_to(path), ResponseKey(response_key), ResponseKey(to))


def fetch(
    subgraph: str,
    selection: str,
    *,
    kind: OperationKind = OperationKind.QUERY,
    requires: tuple[Requirement, ...] = (),
    renames: tuple[Rename, ...] = (),
    variables: tuple[str, ...] = (),
) -> FetchNode:
    selection_set = select(selection)
    operation = f"{kind.value}{print_selection_set(selection_set)}"
    return FetchNode(SubgraphName(subgraph), operation, kind, None, variables, requires, renames, selection_set)


def flatten(
    path: str, subgraph: str, selection: str, *requires: Requirement, renames: tuple[Rename, ...] = ()
) -> FlattenNode:
    return FlattenNode(path_to(path), fetch(subgraph, selection, requires=requires, renames=renames))


def plan_of(
    selection: str,
    node: PlanNode | None,
    *,
    kind: OperationKind = OperationKind.QUERY,
    root_type: str = "Query",
    introspection: str | None = None,
    aliases: tuple[tuple[str, str], ...] = (),
) -> QueryPlan:
    keys = tuple((ResponseKey(key), ResponseKey(called)) for key, called in aliases)
    return QueryPlan(kind, node, TypeName(root_type), select(selection), introspection, keys)


@dataclass
class ScriptedSubgraph:
    """A `SubgraphClient` that answers as the test says, and remembers what it was asked."""

    answer: Answer
    delay: float | None = None
    requests: list[SubgraphRequest] = field(default_factory=list)
    under_way: int = 0
    most_under_way: int = 0
    started: asyncio.Event = field(default_factory=asyncio.Event)
    cancelled: int = 0

    async def execute(self, request: SubgraphRequest) -> SubgraphResponse:
        self.requests.append(request)
        self.under_way += 1
        self.started.set()
        self.most_under_way = max(self.most_under_way, self.under_way)
        try:
            await asyncio.sleep(self.delay or 0)
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        finally:
            self.under_way -= 1
        answer = self.answer(request)
        if isinstance(answer, SubgraphError):
            raise answer
        return answer

    async def subscribe(self, request: SubgraphRequest) -> AsyncIterator[SubgraphResponse]:
        self.requests.append(request)
        answer = self.answer(request)
        if isinstance(answer, SubgraphError):
            raise answer
        yield answer

    async def aclose(self) -> None:
        """There is nothing to give back."""


def says(data: dict[str, Any] | None, *errors: dict[str, Any]) -> ScriptedSubgraph:
    return ScriptedSubgraph(lambda _: SubgraphResponse(data, errors))


def fails(error: SubgraphError) -> ScriptedSubgraph:
    return ScriptedSubgraph(lambda _: error)


def knows(entities: Mapping[str, dict[str, Any] | None], key: str = "id") -> ScriptedSubgraph:
    """Answers `_entities` by the key of each representation."""

    def answer(request: SubgraphRequest) -> SubgraphResponse:
        found = [entities.get(representation[key]) for representation in request.variables[REPRESENTATIONS]]
        return SubgraphResponse({"_entities": [dict(entity) if entity is not None else None for entity in found]})

    return ScriptedSubgraph(answer)


def context_of(
    supergraph: Supergraph,
    clients: Mapping[str, SubgraphClient],
    variables: Mapping[str, Any] | None = None,
    *,
    timeout: float = 5.0,
    max_errors: int = 100,
    slots: RequestSlots | None = None,
) -> ExecutionContext:
    return ExecutionContext(
        supergraph,
        {SubgraphName(name): client for name, client in clients.items()},
        variables or {},
        headers={"kumiki-caller": "token"},
        timeout=timeout,
        slots=slots or RequestSlots(),
        max_errors=max_errors,
    )


async def run(
    plan: QueryPlan,
    supergraph: Supergraph,
    clients: Mapping[str, SubgraphClient],
    variables: Mapping[str, Any] | None = None,
    **options: Any,
) -> ExecutionResult:
    return await execute_plan(plan, context_of(supergraph, clients, variables, **options))
