"""Run an entity fetch whose fields take values from above the entities.

The same entity may stand under several objects that give it different values, so entities are asked about in groups of
equal values. One group is an ordinary fetch; several are parts of one request, each with variables of its own. Fields
that lack a value which must not be null are left out for the objects that lack it.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from graphql import OperationDefinitionNode, parse, print_ast

from router.executor.batch import PreparedBatch, PreparedPart, ask_for_parts
from router.executor.context_values import ContextGroup, ContextReader, WasLost, group_by_context, prepare_context
from router.executor.error_report import ClientPath
from router.executor.execution import Execution
from router.executor.fetch import ask_for_entities, represent_objects
from router.executor.find_objects import ResponseObject, find_places
from router.executor.lost_fields import all_fields
from router.executor.prepared_fetch import PreparedFetch, prepare_fetch
from router.executor.report_failure import report_without_context
from router.executor.representations import RepresentationBatch
from router.language.names import TYPENAME, FieldName, ResponseKey
from router.language.response_path import ResponsePath
from router.language.selection_set import (
    EMPTY,
    Argument,
    Field,
    InlineFragment,
    Selection,
    SelectionSet,
    print_selection_set,
)
from router.language.used_variables import variables_in
from router.query_plan import ENTITIES, ContextNode, ContextSource
from router.supergraph.model import Supergraph

MAX_PARTS = 30
"""Groups of equal values in one request. Too low: more requests. Too high: documents that subgraphs refuse, because
they limit aliases or what one request may cost."""

_MAX_REMEMBERED = 64
"""Requests with different numbers of groups that a prepared fetch keeps ready. Too low: they are made again and again.
Too high: memory."""

Lacking = frozenset[str]
"""Variables without a value."""


@dataclass(frozen=True, slots=True)
class PreparedContextualFetch:
    """A context node, compiled."""

    fetch: PreparedFetch
    readers: tuple[ContextReader, ...]
    batch_for: Callable[[tuple[Lacking, ...]], PreparedBatch]
    """The request for so many groups that lack these; remembered, because most requests are alike."""


def prepare_contextual_fetch(node: ContextNode, supergraph: Supergraph) -> PreparedContextualFetch:
    fetch = prepare_fetch(node.node.node, node.node.path, supergraph)
    writer = _RequestWriter(fetch, frozenset(variable.name for variable in node.variables), supergraph)
    return PreparedContextualFetch(
        fetch=fetch,
        readers=tuple(prepare_context(variable, supergraph.schema) for variable in node.variables),
        batch_for=lru_cache(maxsize=_MAX_REMEMBERED)(writer.batch),
    )


async def run_contextual_fetch(contextual: PreparedContextualFetch, execution: Execution) -> None:
    fetch = contextual.fetch
    types = frozenset(fetch.readers)
    groups = group_by_context(execution.tree, fetch.path, types, contextual.readers, _was_lost(execution))
    # In an order of what they lack, so that requests for as many groups are the same.
    groups.sort(key=lambda group: sorted(group.lacking))
    for group in groups:
        if group.lacking:
            _report_lacking(contextual, group, execution)
    asked = [group for group in groups if without_fields_of(fetch.node.selection_set, group.lacking)]
    if not asked:
        return
    if len(asked) <= MAX_PARTS:
        await _ask(contextual, asked, execution)
        return
    async with asyncio.TaskGroup() as requests:
        for start in range(0, len(asked), MAX_PARTS):
            requests.create_task(_ask(contextual, asked[start : start + MAX_PARTS], execution))


def _was_lost(execution: Execution) -> WasLost:
    @cache
    def places_at(path: ResponsePath) -> dict[int, list[ClientPath]]:
        return find_places(execution.tree, path)

    def was_lost(source: ContextSource, found: ResponseObject) -> bool:
        if not execution.report and not execution.report.withholds_any:
            return False
        keys = [field.response_key for field in all_fields((source.selection_set,))]
        places = places_at(source.path).get(id(found), [])
        for place in places:
            for key in keys:
                execution.report.release((*place, key))
        return any(execution.report.took((*place, key)) for place in places for key in keys)

    return was_lost


async def _ask(contextual: PreparedContextualFetch, groups: Sequence[ContextGroup], execution: Execution) -> None:
    fetch = contextual.fetch
    represented = [_represent(fetch, group, execution) for group in groups]
    if len(groups) == 1 and not groups[0].lacking:
        if represented[0].representations:
            await ask_for_entities(fetch, represented[0], execution)
        return
    batch = contextual.batch_for(tuple(group.lacking for group in groups))
    await ask_for_parts(batch, list(zip(batch.parts, represented, strict=True)), execution)


def _represent(fetch: PreparedFetch, group: ContextGroup, execution: Execution) -> RepresentationBatch:
    return replace(represent_objects(fetch, group.objects, execution), variables=group.values)


def _report_lacking(contextual: PreparedContextualFetch, group: ContextGroup, execution: Execution) -> None:
    fetch = contextual.fetch
    places_by_id = find_places(execution.tree, fetch.path)
    places = [(found, place) for found in group.objects for place in places_by_id[id(found)]]
    for reader in contextual.readers:
        if reader.variable.name in group.lacking:
            lost = replace(
                fetch.node, selection_set=only_fields_of(fetch.node.selection_set, frozenset((reader.variable.name,)))
            )
            report_without_context(reader.variable, lost, fetch.path, places, execution)


class _RequestWriter:
    """Writes the document for several groups out of the document for one."""

    def __init__(self, fetch: PreparedFetch, context_names: frozenset[str], supergraph: Supergraph) -> None:
        self.fetch = fetch
        self.context_names = context_names
        self.supergraph = supergraph

    def batch(self, groups: tuple[Lacking, ...]) -> PreparedBatch:
        node = self.fetch.node
        selections = [without_fields_of(node.selection_set, lacking) for lacking in groups]
        parts = tuple(self._part(index, selection_set) for index, selection_set in enumerate(selections))
        sent = SelectionSet(
            tuple(
                _entities(part.response_key, part.variable, _renamed(selection_set, part.variables))
                for part, selection_set in zip(parts, selections, strict=True)
            )
        )
        used = {name for part in parts for name in part.fetch.node.variable_names}
        definitions = [f"${part.variable}:[_Any!]!" for part in parts]
        definitions += [f"${name}:{self._declared(name)}" for name in sorted(used)]
        definitions += [f"${new}:{self._declared(old)}" for part in parts for old, new in part.variables.items()]
        request = replace(
            node,
            operation=self._document(definitions, sent),
            variable_names=tuple(sorted(used)),
            requires=(),
            renames=(),
            selection_set=sent,
        )
        return PreparedBatch(prepare_fetch(request, (), self.supergraph, listed_as=node), parts)

    def _part(self, index: int, selection_set: SelectionSet) -> PreparedPart:
        node, used = self.fetch.node, set(variables_in(selection_set))
        variable = node.representations_variable
        names = sorted(used - self.context_names)
        contexts = sorted(used & self.context_names)
        definitions = [f"${variable}:[_Any!]!", *(f"${name}:{self._declared(name)}" for name in (*names, *contexts))]
        alone = replace(
            node,
            operation=self._document(definitions, SelectionSet((_entities(None, variable, selection_set),))),
            variable_names=tuple(names),
            selection_set=selection_set,
        )
        return PreparedPart(
            response_key=f"{ENTITIES}_{index}",
            variable=f"{variable}_{index}",
            fetch=prepare_fetch(alone, self.fetch.path, self.supergraph, listed_as=node),
            variables={name: f"{name}_{index}" for name in contexts},
        )

    def _document(self, definitions: Iterable[str], selection_set: SelectionSet) -> str:
        name = f" {self.fetch.node.operation_name}" if self.fetch.node.operation_name else ""
        return f"query{name}({','.join(definitions)}){print_selection_set(selection_set)}"

    def _declared(self, name: str) -> str:
        """The type of a variable, and its default value, as the document for one group declares them."""
        (operation,) = parse(self.fetch.node.operation, no_location=True).definitions
        assert isinstance(operation, OperationDefinitionNode)  # noqa: S101 - the planner wrote it
        for definition in operation.variable_definitions:
            if definition.variable.name.value == name:
                default = f"={print_ast(definition.default_value)}" if definition.default_value else ""
                return f"{print_ast(definition.type)}{default}"
        raise KeyError(name)


def _entities(response_key: str | None, variable: str, selection_set: SelectionSet) -> Field:
    sent = Argument("representations", f"${variable}", frozenset((variable,)))
    return Field(FieldName(ENTITIES), ResponseKey(response_key) if response_key else None, (sent,), selection_set)


def without_fields_of(selection_set: SelectionSet, variables: frozenset[str]) -> SelectionSet:
    """The selection of entities without the fields that take any of these variables; empty if no other is left."""
    kept = _filtered(selection_set, lambda field: variables.isdisjoint(_variables_of(field))) if variables else None
    if kept is None:
        return selection_set
    return kept if _selects_anything(kept) else EMPTY


def only_fields_of(selection_set: SelectionSet, variables: frozenset[str]) -> SelectionSet:
    return _filtered(selection_set, lambda field: not variables.isdisjoint(_variables_of(field)))


def _filtered(selection_set: SelectionSet, keep: Callable[[Field], bool]) -> SelectionSet:
    selections: list[Selection] = []
    for selection in selection_set:
        match selection:
            case Field():
                if keep(selection):
                    selections.append(selection)
            case InlineFragment(selection_set=inner):
                kept = _filtered(inner, keep)
                if kept:
                    selections.append(replace(selection, selection_set=kept))
    return SelectionSet(tuple(selections))


def _selects_anything(selection_set: SelectionSet) -> bool:
    return any(
        selection.name != TYPENAME if isinstance(selection, Field) else _selects_anything(selection.selection_set)
        for selection in selection_set
    )


def _variables_of(field: Field) -> frozenset[str]:
    return frozenset().union(*(argument.variables for argument in field.arguments))


def _renamed(selection_set: SelectionSet, names: Mapping[str, str]) -> SelectionSet:
    """The context variables of top-level fields under other names; nothing below takes any."""
    selections: list[Selection] = []
    for selection in selection_set:
        match selection:
            case Field(arguments=arguments):
                renamed = tuple(_renamed_argument(argument, names) for argument in arguments)
                selections.append(replace(selection, arguments=renamed))
            case InlineFragment(selection_set=inner):
                selections.append(replace(selection, selection_set=_renamed(inner, names)))
    return SelectionSet(tuple(selections))


def _renamed_argument(argument: Argument, names: Mapping[str, str]) -> Argument:
    new = names.get(argument.value[1:]) if argument.value.startswith("$") else None
    return Argument(argument.name, f"${new}", frozenset((new,))) if new is not None else argument
