"""Makes up subgraphs of a large company: many types, most fields shared or reached by entities with several keys.

Entities live in several subgraphs under overlapping sets of keys; each subgraph has fields of its own on them, links to
others, shared value types, enums and inputs. The same numbers give the same SDL.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

LINK = (
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", '
    'import: ["@key", "@shareable", "@external", "@requires", "@provides", "@tag"])\n\n'
)
KEYS = ("id", "sku", "code region")
KEY_FIELDS = {"id": "id: ID!", "sku": "sku: String!", "code region": "code: Int! region: String!"}
CLUSTER = 5
"""Value types that refer to each other and are shared by the same subgraphs."""

LEAVES = ("Int", "String", "Float", "Boolean", "ID")


@dataclass(frozen=True)
class Size:
    subgraphs: int = 50
    types: int = 1500
    fields: int = 12_000
    seed: int = 1


def large_subgraphs(size: Size) -> dict[str, str]:
    """SDL by name of subgraph. Types and fields are counted in the composed whole, give or take a few."""
    return _Maker(size).make()


class _Maker:
    def __init__(self, size: Size) -> None:
        self.size = size
        self.random = Random(size.seed)
        self.names = [f"subgraph{number:02}" for number in range(size.subgraphs)]
        self.entities = [f"Entity{number}" for number in range(size.types // 2)]
        self.values = [f"Value{number}" for number in range(size.types * 3 // 10)]
        self.enums = [f"Enum{number}" for number in range(size.types // 10)]
        self.inputs = [f"Input{number}" for number in range(size.types - len(self.entities + self.values + self.enums))]
        self.homes = {name: self._some_subgraphs(2, 5) for name in self.entities}
        self.sharing = [set(self._some_subgraphs(8, 12)) for _ in range(0, len(self.values), CLUSTER)]
        """The subgraphs that share each cluster of value types."""
        self.per_type = size.fields // size.types

    def make(self) -> dict[str, str]:
        return {name: LINK + "\n\n".join(self._types_of(name)) + "\n" for name in self.names}

    def _some_subgraphs(self, least: int, most: int) -> list[str]:
        return self.random.sample(self.names, min(len(self.names), self.random.randint(least, most)))

    def _types_of(self, subgraph: str) -> Iterator[str]:
        own = [name for name in self.entities if subgraph in self.homes[name]]
        queries = "\n".join(
            f"  {subgraph}{name}(input: {self._pick(self._inputs_of(subgraph))}): {name}" for name in own[::4]
        )
        yield f"type Query {{\n  {subgraph}Version: String\n{queries}\n}}"
        for name in own:
            yield self._entity(subgraph, name, own)
        for name in self._values_of(subgraph):
            yield f"type {name} @shareable {{\n{self._value_fields(int(name.removeprefix('Value')))}\n}}"
        for name in self.enums:
            yield f"enum {name} {{\n  A\n  B\n  C\n}}"
        for number, name in enumerate(self.inputs):
            if subgraph in self.sharing[number % len(self.sharing)]:
                fields = "\n".join(f"  field{n}: {LEAVES[n % 5]}" for n in range(self.per_type))
                yield f"input {name} {{\n{fields}\n}}"

    def _values_of(self, subgraph: str) -> list[str]:
        clusters = {number for number, members in enumerate(self.sharing) if subgraph in members}
        clusters |= {self._cluster(name) for name in self.entities if subgraph in self.homes[name]}
        return [name for number, name in enumerate(self.values) if number // CLUSTER in clusters]

    def _cluster(self, entity: str) -> int:
        return int(entity.removeprefix("Entity")) % len(self.sharing)

    def _inputs_of(self, subgraph: str) -> list[str]:
        return [n for number, n in enumerate(self.inputs) if subgraph in self.sharing[number % len(self.sharing)]]

    def _entity(self, subgraph: str, name: str, own: list[str]) -> str:
        homes = self.homes[name]
        # The first home knows every key, so that the others can be reached from each other.
        keys = KEYS if subgraph == homes[0] else KEYS[: 1 + self.names.index(subgraph) % 3]
        heads = "".join(f' @key(fields: "{key}")' for key in keys)
        lines = [f"  {KEY_FIELDS[key]}" for key in keys]
        share = max(1, (self.per_type - 1) // len(homes))
        for number in range(share):
            lines.append(f"  {subgraph}Field{number}: {self._type(number, own, subgraph)}")
        lines.append(f"  summary: {self._shared_value(name)} @shareable")
        return f"type {name}{heads} {{\n" + "\n".join(lines) + "\n}"

    def _value_fields(self, number: int) -> str:
        fields = [f"  field{n}: {LEAVES[n % 5]}" for n in range(self.per_type - 2)]
        fields.append(f"  enum: {self.enums[number % len(self.enums)]}")
        if (number + 1) % CLUSTER and number + 1 < len(self.values):
            fields.append(f"  next: {self.values[number + 1]}")
        return "\n".join(fields)

    def _type(self, number: int, own: list[str], subgraph: str) -> str:
        match number % 4:
            case 0:
                return f"[{self._pick(own)}!]"
            case 1:
                return self._pick(self._values_of(subgraph)) if number == 1 else self._pick(list(LEAVES))
            case _:
                return self._pick(list(LEAVES))

    def _shared_value(self, name: str) -> str:
        return self.values[self._cluster(name) * CLUSTER]

    def _pick(self, names: list[str]) -> str:
        return self.random.choice(names)
