"""A federation situation as a folder of `tests/scenarios`, and one operation of it as a case to answer.

A folder holds the subgraphs (`<name>.graphql`), `supergraph.graphql`, `operation.graphql` (one operation, or several
named ones), `variables.json` (by operation name where there are several), `data.json` (see `records.py`), `plan.txt`
and `answer.json`. A supergraph whose first line is OTHER_COMPOSER is never rewritten.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    Undefined,
    get_operation_ast,
    parse,
    separate_operations,
    validate,
    value_from_ast_untyped,
)

from tests.support.federation_sdl import SubgraphFacts
from tests.support.monolith import Monolith
from tests.support.records import Json, Records

SCENARIOS = Path(__file__).parent.parent / "scenarios"
OTHER_COMPOSER = "# Written by another composer."

Answer = dict[str, Any]
"""`data`, and `errors` with message and path where there are some; a refused operation has no `data`."""


@dataclass(frozen=True)
class Case:
    """One operation over one supergraph and its records."""

    subgraphs: Mapping[str, SubgraphFacts]
    supergraph_sdl: str
    data: Mapping[str, Json]
    document_text: str
    operation_name: str | None
    variables: Mapping[str, Json]

    @cached_property
    def document(self) -> DocumentNode:
        """The operation with the fragments that it uses: other operations of the text are none of its business."""
        return read_document(self.document_text, self.operation_name)

    def refusals_by(self, schema: GraphQLSchema) -> list[GraphQLError]:
        """Why the operation is not valid for a schema."""
        return _refusals(schema, self.document_text, self.operation_name)

    @cached_property
    def truth(self) -> "list[Answer]":
        """By the monolith; not to be changed."""
        return answer_by_monolith(self)

    @property
    def operation(self) -> OperationDefinitionNode:
        found = get_operation_ast(self.document, self.operation_name)
        assert found is not None, f"no operation {self.operation_name}"
        return found

    @property
    def is_subscription(self) -> bool:
        return self.operation.operation == OperationType.SUBSCRIPTION

    @property
    def variables_with_defaults(self) -> dict[str, Json]:
        """What a server hands on after it checked the client's variables."""
        defaults = {
            definition.variable.name.value: value_from_ast_untyped(definition.default_value)
            for definition in self.operation.variable_definitions or ()
            if definition.default_value is not None
        }
        declared = {definition.variable.name.value for definition in self.operation.variable_definitions or ()}
        return defaults | {name: value for name, value in self.variables.items() if name in declared}

    def fresh_records(self, loses_the_down: bool = False) -> Records:
        """Records that nothing has written to yet; those of the monolith lose what is down."""
        return Records(self.data, self.subgraphs, loses_the_down)


@dataclass(frozen=True)
class Scenario:
    """One folder, read."""

    folder: Path

    @property
    def name(self) -> str:
        return self.folder.name

    @cached_property
    def subgraphs(self) -> dict[str, SubgraphFacts]:
        files = sorted(self.folder.glob("*.graphql"))
        named = (file for file in files if file.stem not in ("supergraph", "operation"))
        return {file.stem: SubgraphFacts(file.stem, file.read_text()) for file in named}

    @property
    def supergraph_sdl(self) -> str:
        return (self.folder / "supergraph.graphql").read_text()

    @property
    def is_composed_here(self) -> bool:
        file = self.folder / "supergraph.graphql"
        return not file.exists() or not file.read_text().startswith(OTHER_COMPOSER)

    @property
    def operation_names(self) -> list[str | None]:
        document = parse(self._operation_text)
        operations = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
        return [operation.name.value if operation.name else None for operation in operations]

    @property
    def cases(self) -> list[Case]:
        data = json.loads((self.folder / "data.json").read_text())
        return [
            Case(self.subgraphs, self.supergraph_sdl, data, self._operation_text, name, self._variables(name))
            for name in self.operation_names
        ]

    @property
    def _operation_text(self) -> str:
        return (self.folder / "operation.graphql").read_text()

    def _variables(self, operation_name: str | None) -> dict[str, Json]:
        file = self.folder / "variables.json"
        variables = json.loads(file.read_text()) if file.exists() else {}
        return dict(variables if len(self.operation_names) == 1 else variables.get(operation_name, {}))


def read_scenarios() -> list[Scenario]:
    return [Scenario(data.parent) for data in sorted(SCENARIOS.glob("*/data.json"))]


@lru_cache(maxsize=64)
def read_document(text: str, operation_name: str | None) -> DocumentNode:
    return separate_operations(parse(text))[operation_name or ""]


@lru_cache(maxsize=64)
def _refusals(schema: GraphQLSchema, text: str, operation_name: str | None) -> list[GraphQLError]:
    return validate(schema, read_document(text, operation_name))


def answer_by_monolith(case: Case) -> list[Answer]:
    """The true answer: one, or one for each event of a subscription."""
    monolith = Monolith(case.supergraph_sdl, case.fresh_records(loses_the_down=True))
    refusals = case.refusals_by(monolith.api_schema)
    if refusals:
        return [refused(refusals)]
    events = monolith.records.events(_root_field(case)) if case.is_subscription else [Undefined]
    answers = []
    for event in events:
        result = monolith.execute(case.document, case.operation_name, case.variables, event)
        errors = [{"message": error.message, "path": list(error.path or ())} for error in result.errors or ()]
        answers.append({"data": result.data} | ({"errors": errors} if errors else {}))
    return answers


def refused(errors: list[GraphQLError]) -> Answer:
    return {"errors": [{"message": error.message} for error in errors]}


def _root_field(case: Case) -> str:
    selection = case.operation.selection_set.selections[0]
    return selection.name.value  # type: ignore[attr-defined,no-any-return]
