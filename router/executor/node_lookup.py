"""Answers for the fields `node` and `nodes`: asks the subgraphs of each type whether they know the id.

An id says nothing about its record's type, so every type that may be meant is asked about, all of one subgraph's in one
request. It takes the place of a subgraph's client: for the executor it is one more subgraph.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from graphql import DocumentNode, GraphQLError, GraphQLResolveInfo, GraphQLSchema, build_schema, execute_sync, parse

from router.errors import InternalError, SubgraphError
from router.executor.execution_context import RequestSlots
from router.executor.report_failure import DOWNSTREAM_SERVICE_ERROR
from router.executor.subgraph_client import (
    SubgraphAnswerMalformed,
    SubgraphClient,
    SubgraphRequest,
    SubgraphResponse,
    SubgraphTimedOut,
    SubgraphUnreachable,
)
from router.language.names import SubgraphName, TypeName
from router.query_plan import ENTITIES, REPRESENTATIONS
from router.supergraph.node_fields import AMONG, NodeSource

AMBIGUOUS_NODE = "AMBIGUOUS_NODE"
NODE_LIMIT_EXCEEDED = "NODE_LIMIT_EXCEEDED"

Wanted = tuple[TypeName, str]
"""A type and an id."""


@dataclass(frozen=True, slots=True)
class NodeAccess:
    """How the subgraphs are reached that know of nodes, the same for every request."""

    clients: Mapping[SubgraphName, SubgraphClient]
    slots: RequestSlots = field(default_factory=RequestSlots)
    timeout: float = 30.0
    timeouts: Mapping[SubgraphName, float] = field(default_factory=dict)
    max_representations: int = 2000
    """How many records one request asks about; more are asked about in several requests."""

    max_ids: int = 100
    """Ids that one `nodes` field may have."""


@dataclass(slots=True)
class _Findings:
    """What the subgraphs said."""

    ids: dict[Wanted, str] = field(default_factory=dict)
    """Of records that exist: the id as their subgraph tells it."""

    failures: dict[Wanted, list[GraphQLError]] = field(default_factory=dict)

    def fail(self, wanted: Iterable[Wanted], error: GraphQLError) -> None:
        for each in wanted:
            self.failures.setdefault(each, []).append(error)


class NodeLookup:
    """A `SubgraphClient` for the fields of `router.supergraph.node_fields`."""

    def __init__(self, sources: Mapping[TypeName, tuple[NodeSource, ...]], access: NodeAccess) -> None:
        self._sources = sources
        self._access = access
        self._schema = _schema_of(sources)

    async def execute(self, request: SubgraphRequest) -> SubgraphResponse:
        """Never raises for what a subgraph does: a field whose record cannot be told is null with an error."""
        document = _parse(request.operation)
        wanted: dict[Wanted, None] = {}
        self._execute(document, request, _Collector(self._sources, self._access.max_ids, wanted))
        findings = await self._find(list(wanted), request.headers)
        return self._execute(document, request, _Teller(self._sources, self._access.max_ids, findings))

    def subscribe(self, request: SubgraphRequest) -> AsyncIterator[SubgraphResponse]:
        """There is nothing to subscribe to."""
        raise InternalError(f"A subscription was planned for {request.subgraph}.")

    async def aclose(self) -> None:
        """The clients belong to somebody else."""

    def _execute(self, document: DocumentNode, request: SubgraphRequest, root: "_Root") -> SubgraphResponse:
        result = execute_sync(
            self._schema,
            document,
            root_value=root,
            variable_values=dict(request.variables),
            operation_name=request.operation_name,
        )
        return SubgraphResponse(result.data, tuple(dict(error.formatted) for error in result.errors or ()))

    async def _find(self, wanted: Sequence[Wanted], headers: Mapping[str, str]) -> _Findings:
        findings = _Findings()
        async with asyncio.TaskGroup() as group:
            for subgraph, asked in self._by_subgraph(wanted).items():
                for start in range(0, len(asked), self._access.max_representations):
                    part = asked[start : start + self._access.max_representations]
                    group.create_task(self._ask(subgraph, part, headers, findings))
        return findings

    def _by_subgraph(self, wanted: Sequence[Wanted]) -> dict[SubgraphName, list[Wanted]]:
        by_subgraph: dict[SubgraphName, list[Wanted]] = {}
        for each in wanted:
            for source in self._sources[each[0]]:
                by_subgraph.setdefault(source.subgraph, []).append(each)
        return by_subgraph

    async def _ask(
        self, subgraph: SubgraphName, wanted: Sequence[Wanted], headers: Mapping[str, str], findings: _Findings
    ) -> None:
        try:
            response = await self._call(subgraph, wanted, headers)
            answers = _entities_of(response, len(wanted), subgraph)
        except SubgraphError as error:
            findings.fail(wanted, _failure(error))
            return
        told = dict(_errors_by_index(response, subgraph))
        for index, (each, answer) in enumerate(zip(wanted, answers, strict=True)):
            if isinstance(answer, dict) and answer.get("__typename") == each[0]:
                found = answer.get("id", each[1])
                findings.ids[each] = found if isinstance(found, str) else each[1]
            elif index in told or None in told:
                findings.fail((each,), told.get(index) or told[None])

    async def _call(
        self, subgraph: SubgraphName, wanted: Sequence[Wanted], headers: Mapping[str, str]
    ) -> SubgraphResponse:
        client = self._access.clients.get(subgraph)
        if client is None:
            raise SubgraphUnreachable("the router has no client for it", subgraph)
        timeout = self._access.timeouts.get(subgraph, self._access.timeout)
        request = SubgraphRequest(
            subgraph,
            _document(tuple(self._selections(subgraph, wanted))),
            variables={REPRESENTATIONS: [{"__typename": type_name, "id": given} for type_name, given in wanted]},
            headers=headers,
            timeout=timeout,
        )
        try:
            async with asyncio.timeout(timeout), self._access.slots.of(subgraph):
                return await client.execute(request)
        except TimeoutError as error:
            raise SubgraphTimedOut(f"no answer within {timeout:g} s", subgraph) from error

    def _selections(self, subgraph: SubgraphName, wanted: Sequence[Wanted]) -> Iterator[TypeName]:
        """The types whose id the subgraph itself resolves."""
        for type_name in dict.fromkeys(type_name for type_name, _ in wanted):
            if any(source.subgraph == subgraph and source.tells_id for source in self._sources[type_name]):
                yield type_name


@dataclass(slots=True)
class _Root:
    """The root object of one execution: graphql-core calls its methods for the fields."""

    sources: Mapping[TypeName, tuple[NodeSource, ...]]
    max_ids: int

    def node(self, info: GraphQLResolveInfo, **arguments: Any) -> Any:
        return self.one(arguments["id"], self._types(arguments))

    def nodes(self, info: GraphQLResolveInfo, **arguments: Any) -> Any:
        ids = arguments["ids"]
        if len(ids) > self.max_ids:
            message = f"The field asks for {len(ids)} records; ask for {self.max_ids} at most."
            raise GraphQLError(message, extensions={"code": NODE_LIMIT_EXCEEDED})
        types = self._types(arguments)
        return [self.one(each, types) for each in ids]

    def one(self, given: str, types: Sequence[TypeName]) -> Any:
        raise NotImplementedError

    def _types(self, arguments: Mapping[str, Any]) -> list[TypeName]:
        among = arguments.get(AMONG)
        return [name for name in self.sources if among is None or name in among]


@dataclass(slots=True)
class _Collector(_Root):
    """Notes what the fields ask for."""

    wanted: dict[Wanted, None]

    def one(self, given: str, types: Sequence[TypeName]) -> Any:
        self.wanted.update(dict.fromkeys((name, given) for name in types))


@dataclass(slots=True)
class _Teller(_Root):
    """Tells what was found."""

    findings: _Findings

    def one(self, given: str, types: Sequence[TypeName]) -> Any:
        found = [(name, self.findings.ids[name, given]) for name in types if (name, given) in self.findings.ids]
        if len(found) > 1:
            names = ", ".join(name for name, _ in found)
            message = f"The id is of several records: of {names}."
            return GraphQLError(message, extensions={"code": AMBIGUOUS_NODE})
        if found:
            return {"__typename": found[0][0], "id": found[0][1]}
        failed = [error for name in types for error in self.findings.failures.get((name, given), ())]
        return GraphQLError(failed[0].message, extensions=failed[0].extensions) if failed else None


def _schema_of(sources: Mapping[TypeName, object]) -> GraphQLSchema:
    types = " ".join(f"type {name} implements Node {{ id: ID! }}" for name in sources)
    return build_schema(
        f"type Query {{ node(id: ID!, {AMONG}: [String!]): Node nodes(ids: [ID!]!, {AMONG}: [String!]): [Node]! }} "
        f"interface Node {{ id: ID! }} {types}"
    )


@lru_cache(maxsize=256)
def _parse(operation: str) -> DocumentNode:
    return parse(operation, no_location=True)


@lru_cache(maxsize=256)
def _document(types: tuple[TypeName, ...]) -> str:
    fragments = "".join(f" ...on {name}{{id}}" for name in types)
    return (
        f"query(${REPRESENTATIONS}:[_Any!]!){{{ENTITIES}(representations:${REPRESENTATIONS}){{__typename{fragments}}}}}"
    )


def _entities_of(response: SubgraphResponse, count: int, subgraph: SubgraphName) -> list[Any]:
    answers = response.data.get(ENTITIES) if response.data is not None else None
    if answers is None and response.errors:
        return [None] * count
    if not isinstance(answers, list) or len(answers) != count:
        raise SubgraphAnswerMalformed("it did not answer each representation", subgraph)
    return answers


def _errors_by_index(response: SubgraphResponse, subgraph: SubgraphName) -> Iterator[tuple[int | None, GraphQLError]]:
    """The errors of single representations; under None one that is of all of them."""
    for error in response.errors:
        told = error.get("extensions")
        extensions = {"code": DOWNSTREAM_SERVICE_ERROR, **(told if isinstance(told, dict) else {}), "service": subgraph}
        path = error.get("path")
        index = path[1] if isinstance(path, list) and len(path) > 1 and isinstance(path[1], int) else None
        yield index, GraphQLError(str(error.get("message", "The subgraph gave no message.")), extensions=extensions)


def _failure(error: SubgraphError) -> GraphQLError:
    extensions = {"code": error.code, "service": error.subgraph, "reason": error.message}
    return GraphQLError(f'Subgraph "{error.subgraph}" failed: {error.message}.', extensions=extensions)
