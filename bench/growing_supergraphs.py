"""Makes up subgraphs in which one thing grows: each is a shape on which a naive check for satisfiability explodes."""

from collections.abc import Callable, Mapping

Sdls = dict[str, str]

LINK = (
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", '
    'import: ["@key", "@shareable", "@external", "@requires", "@override", "@inaccessible"])\n'
)


def gaps_in_a_shared_type(size: int) -> Sdls:
    """As many subgraphs share a type that refers to itself; each but the first lacks one field of its own."""
    names = [f"f{number}" for number in range(size)]
    return {
        f"s{number}": _sdl("type Query { value: Value @shareable }", _value_type(names, without=names[number]))
        for number in range(1, size)
    } | {"all": _sdl("type Query { value: Value @shareable }", _value_type(names))}


def _value_type(names: list[str], without: str = "") -> str:
    fields = "\n".join(f"  {name}: Value" for name in names if name != without)
    return f"type Value @shareable {{\n{fields}\n}}"


def implementations(size: int) -> Sdls:
    """As many implementations of one interface, each an entity of three subgraphs."""
    interface = "interface Node { id: ID! next: Node }"
    sdls = {}
    for subgraph in range(3):
        types = [
            f'type T{number} implements Node @key(fields: "id") '
            f"{{ id: ID! next: Node @shareable own{subgraph}: T{(number + subgraph + 1) % size} }}"
            for number in range(size)
        ]
        sdls[f"s{subgraph}"] = _sdl(f"type Query {{ nodes{subgraph}: [Node] }}", interface, *types)
    return sdls


def keys(size: int) -> Sdls:
    """As many keys: each subgraph knows two, the next one shares one of them, so that all are entered in a row."""
    return {
        f"s{number}": _sdl(
            "type Query { thing: Thing }" if number == 0 else "",
            f'type Thing @key(fields: "k{number}") @key(fields: "k{number + 1}") '
            f"{{ k{number}: ID! k{number + 1}: ID! x{number}: Int self{number}: Thing }}",
        )
        for number in range(size)
    }


def nested_keys(size: int) -> Sdls:
    """As many types in a ring. Some subgraphs can only be entered with what they alone know of the next type in it, so
    that the question whether an object gets there goes around the ring."""

    def types(key: str, fields: str) -> str:
        return "\n".join(f"type T{n} {key} {{ {fields.replace('Next', f'T{(n + 1) % size}')} }}" for n in range(size))

    return {
        "start": _sdl("type Query { start: T0 }", types('@key(fields: "id")', "id: ID! next: Next @shareable")),
        "plain": _sdl(types('@key(fields: "id")', "id: ID! b: ID!")),
        "known": _sdl(types('@key(fields: "next { b }")', "next: Next @shareable b: ID! @external known: Int")),
        **{
            f"d{n}": _sdl(types(f'@key(fields: "next {{ e{n} }}")', f"next: Next @shareable e{n}: ID! @inaccessible"))
            for n in range(3)
        },
    }


def requirements(size: int) -> Sdls:
    """A chain of fields as long, each of which requires the one before it, and is resolved in two subgraphs."""
    fields = [f'f{n}: Int @shareable @requires(fields: "g{n - 1}") g{n - 1}: Int @external' for n in range(1, size)]
    others = [f'g{n}: Int @shareable @requires(fields: "f{n}") f{n}: Int @external' for n in range(1, size)]
    start = 'type Query { thing: Thing } type Thing @key(fields: "id") { id: ID! g0: Int }'
    return {
        "start": _sdl(start),
        **{f"f{n}": _sdl(f'type Thing @key(fields: "id") {{ id: ID! {" ".join(fields)} }}') for n in range(2)},
        **{f"g{n}": _sdl(f'type Thing @key(fields: "id") {{ id: ID! {" ".join(others)} }}') for n in range(2)},
    }


def labels(size: int) -> Sdls:
    """As many fields, each taken over under a label of its own, and each leading on."""
    kept = " ".join(f"f{number}: Thing" for number in range(size))
    taken = " ".join(f'f{number}: Thing @override(from: "a", label: "label{number}")' for number in range(size))
    return {
        "a": _sdl(f'type Query {{ thing: Thing }} type Thing @key(fields: "id") {{ id: ID! {kept} }}'),
        "b": _sdl(f'type Thing @key(fields: "id") {{ id: ID! {taken} }}'),
    }


GROWING: Mapping[str, tuple[Callable[[int], Sdls], int]] = {
    "subgraphs with gaps in a shared type": (gaps_in_a_shared_type, 25),
    "implementations of an interface": (implementations, 70),
    "keys in a row": (keys, 20),
    "types with nested keys": (nested_keys, 20),
    "requirements in a chain": (requirements, 20),
    "labels of overrides": (labels, 20),
}
"""What grows, and the size up to which it is measured."""


def _sdl(*parts: str) -> str:
    return LINK + "\n".join(part for part in parts if part)
