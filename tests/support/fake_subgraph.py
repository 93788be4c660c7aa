"""Subgraphs that answer real GraphQL from a scenario's records, and that mistrust whoever asks.

A server in production would answer many a wrong request with something plausible. These do not: an operation that
does not validate, a field that the subgraph does not own, a representation without its key or with a required value
that is not the true one, are violations. Each is recorded and fails the field, so that a bad plan shows.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    FieldNode,
    GraphQLError,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    Undefined,
    execute_sync,
    get_named_type,
    get_operation_ast,
    parse,
    validate,
)

from router.errors import SubgraphError
from router.executor.graphql_response import decode_json, read_response
from router.executor.subgraph_client import SubgraphRequest, SubgraphResponse, SubgraphTimedOut
from router.language.names import SubgraphName
from tests.support.federation_sdl import KeyFacts, SubgraphFacts
from tests.support.records import Json, Record, Records, contains, derive, map_items


class SubgraphIsDown(SubgraphError):
    """The subgraph of a scenario that is named in `$down`."""

    code = "SUBREQUEST_HTTP_ERROR"


@dataclass(frozen=True, slots=True)
class Located:
    """A record as one request reached it."""

    record: Record
    declared_type: str
    provided: tuple[SelectionSetNode, ...] = ()
    representation: Mapping[str, Json] | None = None


@dataclass(frozen=True)
class FakeSubgraph:
    """A `SubgraphClient` for one subgraph."""

    facts: SubgraphFacts
    records: Records
    requests: list[SubgraphRequest] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    _wrong: list[tuple[list[str | int], Json]] = field(default_factory=list)
    """Where the answer under way is to be wrong, and how."""

    async def execute(self, request: SubgraphRequest) -> SubgraphResponse:
        document = self._accept(request)
        if self.facts.name in self.records.down:
            return self._fail(request)
        for _ in range(self.records.data.get("$slow", {}).get(self.facts.name, 1)):
            await asyncio.sleep(0)
        return self._answer(document, request, Undefined) if document else _refusal(self.violations[-1])

    async def subscribe(self, request: SubgraphRequest) -> AsyncIterator[SubgraphResponse]:
        document = self._accept(request)
        if document is None:
            yield _refusal(self.violations[-1])
            return
        if self.facts.name in self.records.down:
            yield self._fail(request)
            return
        for event in self.records.events(_root_field(document, request)):
            await asyncio.sleep(0)
            yield self._answer(document, request, event)

    async def aclose(self) -> None:
        """There is nothing to give back."""

    def _accept(self, request: SubgraphRequest) -> DocumentNode | None:
        self.requests.append(request)
        document, errors = _read(self.facts.schema, request.operation)
        operation = get_operation_ast(document, request.operation_name)
        if operation is None or operation.operation.value != request.operation_kind.value:
            self._violate(f"the request says {request.operation_kind}, the document does not: {request.operation}")
        elif errors:
            self._violate(f"{errors[0].message} in: {request.operation}")
        else:
            return document
        return None

    def _fail(self, request: SubgraphRequest) -> SubgraphResponse:
        """As the client of a real subgraph does."""
        answer = self.records.answer_of_the_down(self.facts.name)
        if answer is None:
            raise SubgraphIsDown(f"{self.facts.name} is down", self.facts.name)
        if answer == {"$hangs": True}:
            raise SubgraphTimedOut(f"no answer within {request.timeout:g} s", self.facts.name)
        body = answer if isinstance(answer, str) else json.dumps(answer)
        return read_response(decode_json(body.encode(), request.subgraph), request.subgraph)

    def _answer(self, document: DocumentNode, request: SubgraphRequest, event: Json) -> SubgraphResponse:
        self._wrong.clear()
        result: ExecutionResult = execute_sync(
            self.facts.schema,
            document,
            root_value=event,
            variable_values=dict(request.variables),
            operation_name=request.operation_name,
            field_resolver=self._resolve,
            type_resolver=self._resolve_type,
        )
        # Over the wire and back: what an answer holds is JSON.
        data = json.loads(json.dumps(result.data))
        for path, value in self._wrong:
            _put(data, path, value)
        errors = tuple(json.loads(json.dumps(error.formatted)) for error in result.errors or ())
        if self.facts.name in self.records.data.get("$pathless", ()):
            errors = tuple({"message": error["message"]} for error in errors)
        return SubgraphResponse(data, errors)

    def _violate(self, message: str) -> None:
        self.violations.append(f"{self.facts.name}: {message}")

    def _refuse(self, message: str) -> GraphQLError:
        self._violate(message)
        return GraphQLError(f"sentinel: {message}")

    def _resolve_type(self, value: Located, info: GraphQLResolveInfo, _abstract: object) -> str:
        known = info.schema.type_map.get(value.record.type_name)
        return known.name if isinstance(known, GraphQLObjectType) else value.declared_type

    def _resolve(self, source: Located | None, info: GraphQLResolveInfo, **arguments: Json) -> Any:
        if info.field_name == "_entities" and info.path.prev is None:
            is_batch = len(info.operation.selection_set.selections) > 1
            return list(self._entities(arguments["representations"], is_batch))
        parent_type = self.facts.canonical_name(info.parent_type.name)
        if info.path.prev is None:
            source = self._root(parent_type, info.root_value, info.field_name)
        assert source is not None
        self._check_ownership(source, parent_type, info.field_name)
        wrong = self.records.wrong_value(self.facts.name, parent_type, info.field_name)
        if wrong is not Undefined:
            self._wrong.append((info.path.as_list(), wrong))
            return _stand_in(info)
        value = self._value(source, parent_type, info, arguments)
        provided = tuple(self._provided_below(source, parent_type, info.field_name))
        declared = get_named_type(info.return_type).name
        return map_items(value, lambda item: Located(item, declared, provided) if isinstance(item, Record) else item)

    def _root(self, root_type: str, event: Json, field_name: str) -> Located:
        record = self.records.root(root_type) if event is Undefined else Record(root_type, "", {field_name: event})
        return Located(record, root_type)

    def _value(self, source: Located, parent_type: str, info: GraphQLResolveInfo, arguments: dict[str, Json]) -> Any:
        definition = info.parent_type.fields[info.field_name]
        facts = self.facts.facts_of(parent_type, info.field_name)
        if facts is None or facts.requires is None:
            return self.records.value(source.record, info.field_name, definition, arguments)
        received = self._received(source, parent_type, info.field_name, facts.requires)
        if info.field_name in source.record.values:
            return self.records.value(source.record, info.field_name, definition, arguments)
        return derive(info.field_name, definition, arguments, received)

    def _received(
        self, source: Located, parent_type: str, field_name: str, requires: SelectionSetNode
    ) -> dict[str, Json]:
        expected = self.records.select(self.facts, parent_type, requires, source.record)
        representation = source.representation or {}
        if not contains(representation, expected):
            raise self._refuse(
                f"{source.record}.{field_name} requires {json.dumps(expected)}, but the representation is "
                f"{json.dumps(representation)}"
            )
        return {name: _restricted(representation[name], value) for name, value in expected.items()}

    def _check_ownership(self, source: Located, parent_type: str, field_name: str) -> None:
        facts = self.facts.facts_of(parent_type, field_name)
        if facts is None:
            raise self._refuse(f"no such field: {parent_type}.{field_name}")
        is_external = facts.external and not self._is_provided(source, field_name)
        if is_external or self.records.is_overridden(self.facts.name, parent_type, field_name):
            raise self._refuse(f"does not own {parent_type}.{field_name}")

    def _is_provided(self, source: Located, field_name: str) -> bool:
        return any(True for _ in self._provided_fields(source, field_name))

    def _provided_fields(self, source: Located, field_name: str) -> Iterator[FieldNode]:
        for selection in source.provided:
            yield from self._fields_for(source.record, selection, field_name)

    def _fields_for(self, record: Record, selection: SelectionSetNode, field_name: str) -> Iterator[FieldNode]:
        for node in selection.selections:
            if isinstance(node, FieldNode) and node.name.value == field_name:
                yield node
            elif isinstance(node, InlineFragmentNode):
                condition = node.type_condition.name.value if node.type_condition else record.type_name
                if condition in {record.type_name, *self.records.supertypes(record.type_name)}:
                    yield from self._fields_for(record, node.selection_set, field_name)

    def _provided_below(self, source: Located, parent_type: str, field_name: str) -> Iterator[SelectionSetNode]:
        facts = self.facts.facts_of(parent_type, field_name)
        if facts and facts.provides:
            yield facts.provides
        for node in self._provided_fields(source, field_name):
            if node.selection_set:
                yield node.selection_set

    def _entities(
        self, representations: list[dict[str, Json]], is_batch: bool
    ) -> Iterator[Located | GraphQLError | None]:
        printed = [json.dumps(representation, sort_keys=True) for representation in representations]
        if not (printed or is_batch) or len(set(printed)) < len(printed):
            self._violate(f"representations must be some, and each only once: {printed}")
        for representation in representations:
            yield self._entity(representation)

    def _entity(self, representation: dict[str, Json]) -> Located | GraphQLError | None:
        type_name = str(representation.get("__typename"))
        facts = self.facts.types.get(type_name)
        keys = [key for key in facts.resolvable_keys if _is_complete(key, representation)] if facts else []
        if not keys:
            return self._refuse(f"cannot enter {type_name} with {json.dumps(representation)}")
        found = {id(record): record for key in keys if (record := self._find(type_name, key, representation))}
        if len(found) != 1:
            return self._refuse(f"keys disagree in {json.dumps(representation)}") if found else None
        return self._load(next(iter(found.values())), type_name, representation)

    def _find(self, type_name: str, key: KeyFacts, representation: dict[str, Json]) -> Record | None:
        return self.records.find(self.facts, type_name, key.selection, representation)

    def _load(self, record: Record, type_name: str, representation: dict[str, Json]) -> Located | GraphQLError | None:
        if failure := record.values.get("$errorIn", {}).get(self.facts.name):
            return GraphQLError(failure)
        if self.records.is_absent(record, self.facts.name):
            return None
        return Located(record, type_name, (), representation)


def fake_subgraphs(records: Records) -> dict[SubgraphName, FakeSubgraph]:
    """One fake per subgraph over the same records, with one log of requests and one of violations."""
    requests: list[SubgraphRequest] = []
    violations: list[str] = []
    return {
        SubgraphName(name): FakeSubgraph(facts, records, requests, violations)
        for name, facts in records.subgraphs.items()
    }


def _refusal(violation: str) -> SubgraphResponse:
    return SubgraphResponse(None, ({"message": f"sentinel: {violation}"},))


@lru_cache(maxsize=256)
def _read(schema: GraphQLSchema, operation: str) -> tuple[DocumentNode, list[GraphQLError]]:
    document = parse(operation, no_location=True)
    return document, validate(schema, document)


def _root_field(document: DocumentNode, request: SubgraphRequest) -> str:
    operation = get_operation_ast(document, request.operation_name)
    assert isinstance(operation, OperationDefinitionNode)
    selection = operation.selection_set.selections[0]
    assert isinstance(selection, FieldNode)
    return selection.name.value


def _stand_in(info: GraphQLResolveInfo) -> Json:
    """A value of the field's type, to be replaced by a wrong one."""
    declared = info.return_type.of_type if isinstance(info.return_type, GraphQLNonNull) else info.return_type
    if isinstance(declared, GraphQLList):
        return []
    return 0 if isinstance(info.return_type, GraphQLNonNull) else None


def _put(data: Json, path: list[str | int], value: Json) -> None:
    *above, last = path
    for element in above:
        data = data[element]
    if value == {"$missing": True}:
        del data[last]
    else:
        data[last] = value


def _is_complete(key: KeyFacts, representation: Json) -> bool:
    return _holds(key.selection, representation)


def _holds(selection: SelectionSetNode, value: Json) -> bool:
    if isinstance(value, list):
        return all(_holds(selection, item) for item in value)
    if not isinstance(value, dict):
        return False
    return all(_holds_field(node, value) for node in selection.selections if isinstance(node, FieldNode))


def _holds_field(node: FieldNode, value: dict[str, Json]) -> bool:
    inner = value.get(node.name.value)
    return inner is not None and (node.selection_set is None or _holds(node.selection_set, inner))


def _restricted(received: Json, expected: Json) -> Json:
    """What was received, without anything that was not asked for."""
    if isinstance(expected, dict):
        return {key: _restricted(received[key], value) for key, value in expected.items()}
    if isinstance(expected, list):
        return [_restricted(*pair) for pair in zip(received, expected, strict=True)]
    return received
