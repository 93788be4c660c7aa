"""Make a failing case small: drop parts of the operation, of the subgraphs and of the records while it still fails."""

import copy
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from graphql import (
    ArgumentNode,
    DirectiveNode,
    DocumentNode,
    FieldDefinitionNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    InputValueDefinitionNode,
    InterfaceTypeDefinitionNode,
    NamedTypeNode,
    Node,
    TypeDefinitionNode,
    TypeExtensionNode,
    VariableDefinitionNode,
    Visitor,
    parse,
    print_ast,
    validate,
    visit,
)
from graphql.language.visitor import REMOVE, SKIP, VisitorAction

from tests.support.federation_sdl import SubgraphFacts
from tests.support.monolith import build_api_schema
from tests.support.records import DataIsIncomplete
from tests.support.scenario import Case

Composer = Callable[[Mapping[str, str]], str | None]
Failing = Callable[[Case], list[str]]

OPERATION_NODES = (
    FragmentDefinitionNode,
    FieldNode,
    InlineFragmentNode,
    FragmentSpreadNode,
    DirectiveNode,
    ArgumentNode,
    VariableDefinitionNode,
)
SCHEMA_NODES = (TypeDefinitionNode, FieldDefinitionNode, InputValueDefinitionNode, DirectiveNode, NamedTypeNode)


@dataclass(frozen=True)
class Shrinker:
    """Takes every part away in turn, until none can go."""

    compose: Composer
    failures_of: Failing

    def shrink(self, case: Case) -> Case:
        kind = self._kind(case)
        size = -1
        while size != _size(case):
            size = _size(case)
            for candidates in (_smaller_operations, self._fewer_coordinates, self._smaller_subgraphs, _smaller_data):
                case = self._take(case, candidates, kind)
        return case

    def _take(self, case: Case, candidates: Callable[[Case, int], Case | None], kind: str | None) -> Case:
        """Try to remove part by part; what was removed leaves the next part at the same index."""
        index = 0
        while index < 3000:
            try:
                candidate = candidates(case, index)
            except (GraphQLError, TypeError):  # what is left is no document
                index += 1
                continue
            if candidate is None:
                return case
            if self._kind(candidate) == kind:
                case = candidate
            else:
                index += 1
        return case

    def _kind(self, case: Case) -> str | None:
        """What sort of failure it is, so that shrinking does not wander off to another; None where there is none."""
        try:
            api_schema = build_api_schema(case.supergraph_sdl)
            if not api_schema.get_root_type(case.operation.operation) or validate(api_schema, case.document):
                return None
            failures = self.failures_of(case)
        except (GraphQLError, TypeError, KeyError, DataIsIncomplete):
            return None
        if not failures or any(DataIsIncomplete.SIGN in failure for failure in failures):
            return None
        return failures[0][:32]

    def _fewer_coordinates(self, case: Case, index: int) -> Case | None:
        """Take a type, or a field of a type, out of all subgraphs at once."""
        names = sorted(_coordinates(case))
        if index >= len(names):
            return None
        sdls = {}
        for name, facts in case.subgraphs.items():
            document = visit(parse(facts.sdl, no_location=True), _CoordinateRemover(names[index]))
            if any(isinstance(each, TypeDefinitionNode) for each in document.definitions):
                sdls[name] = print_ast(document) + "\n"
        return self._composed(case, sdls)

    def _smaller_subgraphs(self, case: Case, index: int) -> Case | None:
        for name, facts in case.subgraphs.items():
            document = parse(facts.sdl, no_location=True)
            count = _count(document, SCHEMA_NODES)
            if index > count:
                index -= count + 1
                continue
            sdls = {each: other.sdl for each, other in case.subgraphs.items()}
            if index == count:
                del sdls[name]
            else:
                sdls[name] = print_ast(_without(document, SCHEMA_NODES, index)) + "\n"
            return self._composed(case, sdls) or case
        return None

    def _composed(self, case: Case, sdls: Mapping[str, str]) -> Case | None:
        sdls = {name: _without_unused_externals(sdl) for name, sdl in sdls.items()}
        supergraph_sdl = self.compose(sdls) if sdls else None
        if supergraph_sdl is None:
            raise TypeError("The rest does not compose.")
        subgraphs = {name: SubgraphFacts(name, sdl) for name, sdl in sdls.items()}
        return replace(case, subgraphs=subgraphs, supergraph_sdl=supergraph_sdl)


def _smaller_operations(case: Case, index: int) -> Case | None:
    document = parse(case.document_text, no_location=True)
    if index >= _count(document, OPERATION_NODES):
        return None
    return replace(case, document_text=_tidied(print_ast(_without(document, OPERATION_NODES, index))) + "\n")


def _tidied(text: str) -> str:
    """Drop fragments and variables that nothing uses any more: a document with them is not valid."""
    document = parse(text, no_location=True)
    used = set(re.findall(r"(?:\.\.\.|\$)(\w+)", re.sub(r"\(\$[^{]*", "", text, count=1)))
    tidied: DocumentNode = visit(document, _UnusedRemover(used))
    printed = print_ast(tidied)
    return printed if printed == print_ast(document) else _tidied(printed)


class _UnusedRemover(Visitor):
    def __init__(self, used: set[str]) -> None:
        super().__init__()
        self.used = used

    def enter(self, node: Node, *_: object) -> VisitorAction:
        match node:
            case FragmentDefinitionNode(name=name) if name.value not in self.used:
                return REMOVE
            case VariableDefinitionNode(variable=variable) if variable.name.value not in self.used:
                return REMOVE
        return None


class _CoordinateRemover(Visitor):
    def __init__(self, coordinate: str) -> None:
        super().__init__()
        self.type_name, _, self.field_name = coordinate.partition(".")

    def enter(self, node: Node, _key: object, _parent: object, _path: object, ancestors: list[object]) -> VisitorAction:
        if isinstance(node, TypeDefinitionNode | TypeExtensionNode):
            is_it = node.name.value == self.type_name
            return REMOVE if is_it and not self.field_name else None if is_it else SKIP
        if isinstance(node, FieldDefinitionNode) and node.name.value == self.field_name:
            return REMOVE
        return None


def _coordinates(case: Case) -> set[str]:
    return {
        coordinate
        for facts in case.subgraphs.values()
        for each in facts.types.values()
        for coordinate in (each.name, *(f"{each.name}.{name}" for name in each.fields))
    }


def _without_unused_externals(sdl: str) -> str:
    """Composition refuses an @external that nothing needs any more."""
    document = parse(sdl, no_location=True)
    used = set(re.findall(r"\w+", " ".join(re.findall(r'fields: "((?:[^"\\]|\\.)*)"', sdl))))
    for definition in document.definitions:
        if isinstance(definition, InterfaceTypeDefinitionNode):
            used.update(each.name.value for each in definition.fields or ())
    return print_ast(visit(document, _ExternalRemover(used))) + "\n"


class _ExternalRemover(Visitor):
    def __init__(self, used: set[str]) -> None:
        super().__init__()
        self.used = used

    def enter_field_definition(self, node: FieldDefinitionNode, *_: object) -> VisitorAction:
        is_external = any(directive.name.value == "external" for directive in node.directives or ())
        return REMOVE if is_external and node.name.value not in self.used else None


class _Remover(Visitor):
    def __init__(self, kinds: tuple[type[Node], ...], index: int) -> None:
        super().__init__()
        self.kinds = kinds
        self.index = index
        self.seen = 0

    def enter(self, node: Node, _key: object, parent: object, *_: object) -> VisitorAction:
        # Only what stands in a list can go; a field's type cannot.
        if not isinstance(node, self.kinds) or not isinstance(parent, list | tuple):
            return None
        self.seen += 1
        return REMOVE if self.seen == self.index + 1 else None


def _without(document: DocumentNode, kinds: tuple[type[Node], ...], index: int) -> DocumentNode:
    smaller: DocumentNode = visit(document, _Remover(kinds, index))
    return smaller


def _count(document: DocumentNode, kinds: tuple[type[Node], ...]) -> int:
    remover = _Remover(kinds, -2)
    visit(document, remover)
    return remover.seen


def _smaller_data(case: Case, index: int) -> Case | None:
    data = copy.deepcopy(dict(case.data))
    for position, (container, key) in enumerate(list(_removable(data))):
        if position == index:
            del container[key]
            return replace(case, data=data)
    return None


def _removable(value: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(value, dict):
        for key, inner in list(value.items()):
            if not (key.startswith(("$ref", "$pick")) or key == "__typename"):
                yield value, key
            yield from _removable(inner)
    elif isinstance(value, list):
        for index in reversed(range(len(value))):
            yield value, index
            yield from _removable(value[index])


def _size(case: Case) -> int:
    return len(case.document_text) + sum(len(facts.sdl) for facts in case.subgraphs.values()) + len(str(case.data))
