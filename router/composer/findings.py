"""Wording and placing of what rules find."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from graphql import Node

from router.composer.composition import Composition
from router.composer.subgraph import Subgraph
from router.composer.subgraph_schema import Element
from router.errors import CompositionError, CompositionHint

Place = tuple[Subgraph, Element]
HintLevel = Literal["WARN", "INFO", "DEBUG"]


def find(code: str, message: str, places: Iterable[Place]) -> CompositionError:
    """A finding that concerns several subgraphs, with a location in each."""
    return find_at(code, message, [(subgraph, element.node) for subgraph, element in places])


def find_at(code: str, message: str, nodes: Iterable[tuple[Subgraph, Node]]) -> CompositionError:
    nodes = list(nodes)
    located = ((subgraph, subgraph.location(node)) for subgraph, node in nodes)
    return CompositionError(
        code=code,
        message=message,
        subgraphs=tuple(dict.fromkeys(subgraph.name for subgraph, _ in nodes)),
        locations=tuple(dict.fromkeys(location for _, location in located if location is not None)),
    )


def hint(code: str, level: HintLevel, message: str, places: Iterable[Place]) -> CompositionHint:
    return hint_at(code, level, message, [(subgraph, element.node) for subgraph, element in places])


def hint_at(code: str, level: HintLevel, message: str, nodes: Iterable[tuple[Subgraph, Node]]) -> CompositionHint:
    found = find_at(code, message, nodes)
    return CompositionHint(code, message, level, found.subgraphs, found.locations)


def in_subgraphs(subgraphs: Iterable[Subgraph]) -> str:
    """`subgraph "a"`, or `subgraphs "a", "b" and "c"`."""
    names = [f'"{name}"' for name in dict.fromkeys(subgraph.name for subgraph in subgraphs)]
    if len(names) == 1:
        return f"subgraph {names[0]}"
    return f"subgraphs {', '.join(names[:-1])} and {names[-1]}" if names else "no subgraph"


def by_subgraph(variants: Iterable[tuple[Subgraph, str]]) -> str:
    """`"Int" in subgraph "a" and "String" in subgraphs "b" and "c"`."""
    grouped: dict[str, list[Subgraph]] = {}
    for subgraph, text in variants:
        grouped.setdefault(text, []).append(subgraph)
    parts = [f"{text} in {in_subgraphs(subgraphs)}" for text, subgraphs in grouped.items()]
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def differ(texts: Iterable[object]) -> bool:
    return len(set(texts)) > 1


def places_of(composition: Composition, type_name: str, *members: str) -> Sequence[Place]:
    """Where subgraphs declare a type, or one of its fields, values or input fields, or an argument of one."""
    return list(_places(composition, type_name, *members))


def _places(composition: Composition, type_name: str, *members: str) -> Iterator[Place]:
    for found in composition.declarations.get(type_name, ()):
        definition = found.definition
        if not members:
            yield found.subgraph, definition
            continue
        candidates = (definition.fields, definition.input_fields, definition.values)
        element: Element | None = next((group[members[0]] for group in candidates if members[0] in group), None)
        if len(members) > 1:
            field = definition.fields.get(members[0])
            element = field.arguments.get(members[1]) if field else None
        if element is not None:
            yield found.subgraph, element
