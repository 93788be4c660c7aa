"""Supergraphs and operations that planning is measured on. Each case has a size; time should grow with it gently."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

LINK = (
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", '
    'import: ["@key", "@shareable", "@external", "@requires"])\n'
)


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


def many_root_fields(count: int) -> Situation:
    """So many different root fields of one subgraph, each with a field of another."""
    roots = " ".join(f"r{number}: Item" for number in range(count))
    subgraphs = {
        "a": f'type Query {{ {roots} }} type Item @key(fields: "id") {{ id: ID! }}',
        "b": 'type Item @key(fields: "id") { id: ID! far: String }',
    }
    return _situation(subgraphs, f"{{ {' '.join(f'r{number} {{ id far }}' for number in range(count))} }}")


def different_selections(count: int) -> Situation:
    """So many places of one entity, and something else asked of a second subgraph at each."""
    fields = " ".join(f"f{number}: String" for number in range(count))
    places = " ".join(f"i{number}: Item" for number in range(count))
    subgraphs = {
        "a": f'type Query {{ {places} }} type Item @key(fields: "id") {{ id: ID! }}',
        "b": f'type Item @key(fields: "id") {{ id: ID! {fields} }}',
    }
    return _situation(subgraphs, f"{{ {' '.join(f'i{number} {{ f{number} }}' for number in range(count))} }}")


def nested_fragments(depth: int) -> Situation:
    """Fragments on abstract types within one another, so deep, twelve implementations in two subgraphs."""
    kinds, abstract = range(12), range(6)
    interfaces = " & ".join(f"I{number}" for number in abstract)
    declared = " ".join(f"interface I{number} {{ id: ID! }}" for number in abstract)
    first = " ".join(f'type K{n} implements {interfaces} @key(fields: "id") {{ id: ID! o{n}: Int }}' for n in kinds)
    second = " ".join(f'type K{number} @key(fields: "id") {{ id: ID! far: String }}' for number in kinds)
    selection = " ".join(f"...on K{number} {{ o{number} far }}" for number in kinds)
    for level in range(depth):
        selection = f"...on I{level % 6} {{ id {selection} }} ...on I{(level + 1) % 6} {{ id }}"
    return _situation(
        {"a": f"type Query {{ any: I0 }} {declared} {first}", "b": second}, f"{{ any {{ {selection} }} }}"
    )


def keys_everywhere(count: int) -> Situation:
    """So many keys, all of them in each of six subgraphs: any way from one to another is as good as the next."""
    keys = " ".join(f'@key(fields: "k{number}")' for number in range(count))
    fields = " ".join(f"k{number}: ID! @shareable" for number in range(count))
    subgraphs = {f"s{number}": f"type Item {keys} {{ {fields} own{number}: Int }}\n" for number in range(6)}
    subgraphs["s0"] += "type Query { item: Item }"
    return _situation(subgraphs, f"{{ item {{ {' '.join(f'own{number}' for number in range(6))} }} }}")


def requirements_upon_requirements(count: int) -> Situation:
    """A chain of so many required fields, each in another subgraph than the one before, and each key in all four."""
    types: dict[int, list[str]] = {number: [] for number in range(4)}
    for number in range(count):
        owner, earlier = types[number % 4], number - 1
        if number:
            owner.append(f"r{earlier}: Int @external")
        owner.append(f"r{number}: Int" + (f' @requires(fields: "r{earlier}")' if number else ""))
    subgraphs = {
        f"s{each}": f'type Item @key(fields: "id") {{ id: ID! {" ".join(fields)} }}\n' for each, fields in types.items()
    }
    subgraphs["s0"] += "type Query { item: Item }"
    return _situation(subgraphs, f"{{ item {{ r{count - 1} }} }}")


def shared_levels(depth: int) -> Situation:
    """So many levels that four subgraphs can all follow, with a leaf of each subgraph at every level."""
    subgraphs = {
        f"s{number}": "type Query { top: Item @shareable } "
        f'type Item @key(fields: "id") {{ id: ID! next: Item @shareable own{number}: Int }}\n'
        for number in range(4)
    }
    selection = ""
    for _ in range(depth):
        selection = f"own0 own1 own2 own3 {f'next {{ {selection} }}' if selection else ''}"
    return _situation(subgraphs, f"{{ top {{ {selection} }} }}")


def _situation(subgraphs: dict[str, str], operation: str) -> Situation:
    return Situation({name: LINK + sdl for name, sdl in subgraphs.items()}, operation)


CASES = (
    Case("subgraphs, 4 fields each", (12, 25, 50), many_subgraphs),
    Case("implementations, nested 3 deep", (17, 35, 70), many_implementations),
    Case("aliases with a hop each", (50, 100, 200), many_aliases),
    Case("levels, a hop each", (6, 12, 24, 48), deep_recursion),
    Case("keys in a chain", (5, 10, 20), many_keys),
    Case("fields in each of 6 subgraphs", (10, 20, 40), equal_choices),
    Case("root fields with a hop each", (750, 1500, 3000), many_root_fields),
    Case("places with a selection each", (50, 100, 200), different_selections),
    Case("levels of fragments on abstract types", (4, 8, 16), nested_fragments),
    Case("keys in each of 6 subgraphs", (5, 10, 20), keys_everywhere),
    Case("requirements in a chain", (5, 10, 20), requirements_upon_requirements),
    Case("levels shared by 4 subgraphs", (4, 8, 16), shared_levels),
)
