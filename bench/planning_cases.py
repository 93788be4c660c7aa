"""Supergraphs and operations that planning is measured on. Each case has a size; time should grow with it gently."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable"])\n'


@dataclass(frozen=True)
class Situation:
    """What one plan is made from."""

    subgraphs: Mapping[str, str]
    """SDL by name."""
    operation: str


@dataclass(frozen=True)
class Case:
    title: str
    sizes: tuple[int, ...]
    build: Callable[[int], Situation]


def many_subgraphs(count: int) -> Situation:
    """One entity spread over so many subgraphs, four fields in each; all of them selected."""
    fields = [[f"f{number}x{part}" for part in range(4)] for number in range(count)]
    subgraphs = {
        f"s{number}": f'type Item @key(fields: "id") {{ id: ID! {" ".join(f"{name}: String" for name in names)} }}\n'
        for number, names in enumerate(fields)
    }
    subgraphs["s0"] += "type Query { items: [Item] }"
    return _situation(subgraphs, f"{{ items {{ id {' '.join(name for names in fields for name in names)} }} }}")


def many_implementations(count: int) -> Situation:
    """An interface with so many implementations, their fields in two subgraphs, nested three deep."""
    names = [f"Kind{number}" for number in range(count)]
    first = "".join(
        f'type {name} implements Thing @key(fields: "id") {{ id: ID! next: Thing own{name}: Int }}\n' for name in names
    )
    second = "".join(f'type {name} @key(fields: "id") {{ id: ID! far: String }}\n' for name in names)
    selection = " ".join(f"...on {name} {{ own{name} far }}" for name in names)
    subgraphs = {"a": f"type Query {{ thing: Thing }} interface Thing {{ id: ID! next: Thing }}\n{first}", "b": second}
    nested = f"{selection} next {{ {selection} next {{ {selection} }} }}"
    return _situation(subgraphs, f"{{ thing {{ {nested} }} }}")


def many_aliases(count: int) -> Situation:
    """So many aliases of one root field, each with a field of another subgraph."""
    subgraphs = {
        "a": 'type Query { item(n: Int): Item } type Item @key(fields: "id") { id: ID! name: String }',
        "b": 'type Item @key(fields: "id") { id: ID! far: String }',
    }
    return _situation(subgraphs, f"{{ {' '.join(f'a{n}: item(n: {n}) {{ name far }}' for n in range(count))} }}")


def deep_recursion(depth: int) -> Situation:
    """A friend's friend's friend, each step in the other subgraph than the one before."""
    subgraphs = {
        "a": 'type Query { me: User } type User @key(fields: "id") { id: ID! friend: User name: String }',
        "b": 'type User @key(fields: "id") { id: ID! rival: User rank: Int }',
    }
    selection = "name rank"
    for level in range(depth):
        selection = f"name rank {'friend' if level % 2 else 'rival'} {{ {selection} }}"
    return _situation(subgraphs, f"{{ me {{ {selection} }} }}")


def many_keys(count: int) -> Situation:
    """So many subgraphs, each knowing the key of the one before and its own: the last is reached through all."""
    subgraphs = {
        f"s{number}": f'type Item @key(fields: "k{number}") @key(fields: "k{number + 1}") '
        f"{{ k{number}: ID! k{number + 1}: ID! f{number}: String }}\n"
        for number in range(count)
    }
    subgraphs["s0"] += "type Query { item: Item }"
    return _situation(subgraphs, f"{{ item {{ {' '.join(f'f{number}' for number in range(count))} }} }}")


def equal_choices(count: int) -> Situation:
    """So many fields, each of them in all of six subgraphs: every choice of one for each is as good as another."""
    fields = " ".join(f"f{number}: String @shareable" for number in range(count))
    subgraphs = {f"s{number}": f'type Item @key(fields: "id") {{ id: ID! {fields} }}\n' for number in range(1, 7)}
    subgraphs["s0"] = 'type Query { item: Item } type Item @key(fields: "id") { id: ID! }'
    return _situation(subgraphs, f"{{ item {{ {' '.join(f'f{number}' for number in range(count))} }} }}")


def _situation(subgraphs: dict[str, str], operation: str) -> Situation:
    return Situation({name: LINK + sdl for name, sdl in subgraphs.items()}, operation)


CASES = (
    Case("subgraphs, 4 fields each", (12, 25, 50), many_subgraphs),
    Case("implementations, nested 3 deep", (17, 35, 70), many_implementations),
    Case("aliases with a hop each", (50, 100, 200), many_aliases),
    Case("levels, a hop each", (6, 12, 24, 48), deep_recursion),
    Case("keys in a chain", (5, 10, 20), many_keys),
    Case("fields in each of 6 subgraphs", (10, 20, 40), equal_choices),
)
