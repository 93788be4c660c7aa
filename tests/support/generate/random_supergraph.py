"""Make up subgraphs that use every federation directive, and that mostly compose.

Entities live in several subgraphs under keys of several kinds; one of the subgraphs, the hub, usually knows all keys of
an entity, so that the others can be reached from each other. What does not compose is thrown away by the caller.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from tests.support.generate.draft import ROOTS, FieldDraft, SubgraphDraft

LEAF_TYPES = ("String", "String", "Int", "Boolean", "Float", "ID", "Kind", "Code")
KIND_VALUES = ("B", "C", "D")
FIELD_NAMES = ("name", "weight", "price", "level", "title", "score", "note", "size", "owner", "parts", "next", "kind")
ARGUMENTS = ("", "", "", "(unit: String)", "(digits: Int = 2)", "(unit: Unit! = CM, digits: Int)", "(options: Options)")
REQUIRED_ARGUMENTS = {
    "(unit: String)": ('(unit: "x")', '(unit: "y")', ""),
    "(digits: Int = 2)": ("(digits: 3)", "(digits: 4)", ""),
    "(unit: Unit! = CM, digits: Int)": ("(unit: INCH)", "(digits: 1)", ""),
    "(options: Options)": ('(options: {text: "z"})', ""),
}


@dataclass
class Entity:
    """A type with keys, over all subgraphs."""

    name: str
    keys: list[str]
    members: list[str] = field(default_factory=list)
    """The subgraphs that have more of it than a key."""


@dataclass
class Maker:
    """The state of one making."""

    random: Random
    subgraphs: dict[str, SubgraphDraft] = field(default_factory=dict)
    entities: dict[str, Entity] = field(default_factory=dict)
    value_types: dict[str, list[str]] = field(default_factory=dict)
    interfaces: dict[str, list[str]] = field(default_factory=dict)
    interface_fields: dict[str, dict[str, FieldDraft]] = field(default_factory=dict)
    split_types: list[str] = field(default_factory=list)
    """Value types of which a subgraph may know a part only."""

    unions: dict[str, list[str]] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)
    """The interface that an interface implements."""

    hides_a_value: bool = False
    """The last value of the enum is inaccessible."""

    counter: int = 0

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def fresh(self, stem: str) -> str:
        self.counter += 1
        return f"{stem}{self.counter}"

    def some(self, names: list[str], least: int = 1) -> list[str]:
        count = self.random.randint(min(least, len(names)), len(names))
        chosen = set(self.random.sample(names, count))
        return [name for name in names if name in chosen]


def random_supergraph(random: Random, *more_steps: "Step") -> dict[str, str]:
    """The SDL of each subgraph, by name."""
    maker = Maker(random, hides_a_value=random.random() < 0.2)
    for name in "abcdef"[: random.choice((2, 2, 3, 3, 4, 4, 5, 6))]:
        maker.subgraphs[name] = SubgraphDraft(name, renames_roots=random.random() < 0.1)
    for step in (*STEPS, *more_steps):
        step(maker)
    return {name: _printed(maker, draft) for name, draft in maker.subgraphs.items() if draft.types}


def _printed(maker: Maker, draft: SubgraphDraft) -> str:
    is_old = maker.chance(0.07) and draft.is_old_style
    return draft.to_old_sdl(_extended_in(maker, draft)) if is_old else draft.to_sdl()


def _extended_in(maker: Maker, draft: SubgraphDraft) -> set[str]:
    """The entities that another subgraph defines too, so that this one may extend them."""
    others = [other for other in maker.subgraphs.values() if other is not draft]
    return {name for name in maker.entities if any(name in other.types for other in others)}


def make_entities(maker: Maker) -> None:
    for name in ("User", "Word", "Deck", "Card")[: maker.random.randint(2, 4)]:
        entity = Entity(name, _random_keys(maker))
        maker.entities[name] = entity
        entity.members = maker.some(list(maker.subgraphs), least=2)
        hub = maker.random.choice(entity.members) if maker.chance(0.85) else None
        for member in entity.members:
            keys = entity.keys if member == hub else maker.some(entity.keys)
            for key in keys:
                add_key(maker, member, name, key, resolvable=member == hub or maker.chance(0.96))


def _random_keys(maker: Maker) -> list[str]:
    kinds = ["id", "sku", "code region", "spec { part }", "tags", "stamp", "bits { part }"]
    if maker.entities:
        kinds.append(f"parent{next(iter(maker.entities))} {{ id }}")
    extra = [kind for kind in kinds[1:] if maker.chance(0.2)]
    return ["id", *extra] if maker.chance(0.8) or not extra else extra


KEY_FIELDS = {
    "id": {"id": "ID!"},
    "sku": {"sku": "String!"},
    "code region": {"code": "Int!", "region": "String!"},
    "tags": {"tags": "[String!]!"},
    "stamp": {"stamp": "Code"},
}


def add_key(maker: Maker, subgraph: str, entity: str, key: str, resolvable: bool, must_resolve: bool = False) -> None:
    draft = maker.subgraphs[subgraph].type(entity)
    known = next((directive for directive in draft.directives if f'"{key}"' in directive), None)
    if known and not must_resolve:
        return
    if known:
        draft.directives.remove(known)
    draft.mark(f'@key(fields: "{key}"{"" if resolvable else ", resolvable: false"})')
    for name, type_text in _key_fields(maker, subgraph, entity, key).items():
        draft.fields.setdefault(name, FieldDraft(type_text))


def _key_fields(maker: Maker, subgraph: str, entity: str, key: str) -> dict[str, str]:
    if key.startswith("spec"):
        spec = maker.subgraphs[subgraph].type(f"{entity}Spec")
        spec.mark("@shareable")
        spec.fields.setdefault("part", FieldDraft("ID!"))
        return {"spec": f"{entity}Spec!"}
    if key.startswith("bits"):
        bit = maker.subgraphs[subgraph].type(f"{entity}Bit")
        bit.mark("@shareable")
        bit.fields.setdefault("part", FieldDraft("ID!"))
        return {"bits": f"[{entity}Bit!]!"}
    need(maker, subgraph, "Code" if key == "stamp" else "")
    if key.startswith("parent"):
        name = key.split(" ")[0]
        parent = name.removeprefix("parent")
        add_key(maker, subgraph, parent, "id", resolvable=True)
        return {name: f"{parent}!"}
    return KEY_FIELDS[key]


def make_value_types(maker: Maker) -> None:
    for name in ("Size", "Money")[: maker.random.randint(1, 2)]:
        maker.value_types[name] = maker.random.sample(["amount", "unit", "depth", "label"], maker.random.randint(2, 4))
        if maker.chance(0.35):
            maker.split_types.append(name)


def need(maker: Maker, subgraph: str, type_name: str) -> None:
    """Make the subgraph know a type that one of its fields returns."""
    draft = maker.subgraphs[subgraph]
    if type_name in LEAF_TYPES:
        _need_leaf(maker, draft, type_name)
    elif type_name in maker.entities and type_name not in draft.types:
        entity = maker.entities[type_name]
        add_key(maker, subgraph, type_name, maker.random.choice(entity.keys), resolvable=maker.chance(0.6))
    elif type_name in maker.value_types:
        _need_value_type(maker, subgraph, type_name)
    elif type_name in maker.interfaces:
        _need_interface(maker, subgraph, type_name)
    elif type_name in maker.unions and type_name not in draft.others:
        members = maker.some(maker.unions[type_name])
        if "Hidden" in maker.unions[type_name]:
            members = [*(member for member in members if member != "Hidden"), "Hidden"]
        for member in members:
            need(maker, subgraph, member)
        draft.others[type_name] = f"union {type_name} = {' | '.join(members)}"


def _need_leaf(maker: Maker, draft: SubgraphDraft, type_name: str) -> None:
    if type_name == "Code":
        draft.others["Code"] = "scalar Code"
    elif type_name == "Kind" and "Kind" not in draft.others:
        values = "".join(f"  {value}\n" for value in ("A", *maker.some(list(KIND_VALUES), least=0)))
        hidden = values.replace("D", "D @inaccessible") if maker.hides_a_value else values
        draft.others["Kind"] = f"enum Kind {{\n{hidden}}}"


def _need_value_type(maker: Maker, subgraph: str, type_name: str) -> None:
    value_type = maker.subgraphs[subgraph].type(type_name)
    value_type.mark("@shareable")
    if type_name == "Hidden":
        value_type.mark("@inaccessible")
    if value_type.fields:
        return
    labels = maker.value_types[type_name]
    for label in maker.some(labels) if type_name in maker.split_types else labels:
        value_type.fields.setdefault(label, FieldDraft("Int" if label in ("amount", "depth") else "String"))


def _need_interface(maker: Maker, subgraph: str, interface: str) -> None:
    draft = maker.subgraphs[subgraph]
    if interface in draft.types:
        return
    abstract = draft.type(interface)
    abstract.keyword = "interface"
    abstract.fields["id"] = FieldDraft("ID!")
    parent = maker.parents.get(interface)
    if parent:
        _need_interface(maker, subgraph, parent)
        abstract.interfaces.append(parent)
        for name, each in draft.types[parent].fields.items():
            abstract.fields[name] = FieldDraft(each.type, each.arguments)
    for name, each in maker.interface_fields[interface].items():
        if maker.chance(0.6):
            need(maker, subgraph, named(each.type))
            abstract.fields[name] = FieldDraft(each.type, each.arguments)
    for implementation in maker.some(maker.interfaces[interface]):
        add_key(maker, subgraph, implementation, "id", resolvable=maker.chance(0.9))
        implement(maker, subgraph, interface, implementation)


def implement(maker: Maker, subgraph: str, interface: str, implementation: str) -> None:
    """Give a type the fields of an interface: its own, or external ones that another subgraph owns."""
    concrete = maker.subgraphs[subgraph].type(implementation)
    if maker.parents.get(interface) in maker.subgraphs[subgraph].types:
        implement(maker, subgraph, maker.parents[interface], implementation)
    if interface not in concrete.interfaces:
        concrete.interfaces.append(interface)
    for name, each in maker.subgraphs[subgraph].type(interface).fields.items():
        concrete.fields.setdefault(name, FieldDraft(each.type, each.arguments, ["@external"]))


def make_abstract_types(maker: Maker) -> None:
    with_id = [entity.name for entity in maker.entities.values() if "id" in entity.keys]
    if len(with_id) >= 2:
        for interface in ("Node", "Media")[: maker.random.randint(0, 2)]:
            maker.interfaces[interface] = maker.some(with_id, least=2)
            maker.interface_fields[interface] = {"label": FieldDraft("String")}
    if len(maker.interfaces) == 2 and maker.chance(0.4):
        maker.parents["Media"] = "Node"
        both = maker.interfaces["Node"] + maker.interfaces["Media"]
        maker.interfaces["Node"] = [name for name in with_id if name in both]
    if maker.chance(0.6):
        maker.unions["Item"] = maker.some(list(maker.entities), least=2) + maker.some(list(maker.value_types))
    if maker.unions and maker.chance(0.2):
        maker.value_types["Hidden"] = ["amount", "label"]
        maker.unions["Item"].append("Hidden")
    for interface in maker.interfaces:
        for name in maker.some(["twin", "links", "detail"]) if maker.chance(0.6) else []:
            maker.interface_fields[interface][f"{name}Of{interface}"] = _interface_field(maker, name)
    for interface, implementations in maker.interfaces.items():
        for implementation in implementations:
            _own_interface_fields(maker, interface, implementation)


def _interface_field(maker: Maker, name: str) -> FieldDraft:
    if name == "detail":
        return FieldDraft("String", "(unit: String)")
    values = [name for name in maker.value_types if name != "Hidden"]
    target = maker.random.choice([*maker.entities, *values, *maker.interfaces, *maker.unions])
    return FieldDraft(target if name == "twin" else f"[{target}]")


def _own_interface_fields(maker: Maker, interface: str, implementation: str) -> None:
    owner = maker.random.choice(maker.entities[implementation].members)
    for name, each in maker.interface_fields[interface].items():
        declared = [draft.field(implementation, name) for draft in maker.subgraphs.values()]
        if any(found and (not found.is_external or found.type != each.type) for found in declared):
            continue
        need(maker, owner, named(each.type))
        maker.subgraphs[owner].type(implementation).fields[name] = FieldDraft(each.type, each.arguments)


def make_fields(maker: Maker) -> None:
    for entity in maker.entities.values():
        for name in maker.random.sample(FIELD_NAMES, maker.random.randint(3, 6)):
            add_field(maker, entity, name)


def add_field(maker: Maker, entity: Entity, name: str) -> None:
    type_text, arguments = random_type(maker), ""
    is_leaf = named(type_text) in LEAF_TYPES
    if is_leaf or maker.chance(0.3):
        arguments = maker.random.choice(ARGUMENTS)
    owners = maker.some(entity.members) if maker.chance(0.3) else [maker.random.choice(entity.members)]
    if named(type_text) in maker.split_types:
        owners = entity.members
    elif named(type_text) in maker.interfaces | maker.unions and maker.chance(0.7):
        owners = owners[:1]
    for owner in owners:
        need(maker, owner, named(type_text))
        need_arguments(maker, owner, arguments)
        own_type = type_text.rstrip("!") + "!" if len(owners) > 1 and maker.chance(0.1) else type_text
        directives = ["@shareable"] if len(owners) > 1 else []
        maker.subgraphs[owner].type(entity.name).fields[name] = FieldDraft(own_type, arguments, directives)


def need_arguments(maker: Maker, subgraph: str, arguments: str) -> None:
    others = maker.subgraphs[subgraph].others
    if "Unit" in arguments:
        others["Unit"] = "enum Unit {\n  CM\n  INCH\n}"
    if "Options" in arguments:
        others["Options"] = 'input Options {\n  text: String = "t"\n  more: [Options!]\n}'


def random_type(maker: Maker) -> str:
    draw = maker.random.random()
    abstract = [*maker.interfaces, *maker.unions]
    if draw < 0.45:
        inner = maker.random.choice(LEAF_TYPES)
    elif draw < 0.7 or (draw >= 0.85 and not abstract):
        inner = maker.random.choice(list(maker.entities))
    elif draw < 0.85:
        inner = maker.random.choice([name for name in maker.value_types if name != "Hidden"])
    else:
        inner = maker.random.choice(abstract)
    return maker.random.choice(
        [inner, inner, inner, f"{inner}!", f"[{inner}]", f"[{inner}!]", f"[{inner}!]!", f"[[{inner}]]"]
    )


def named(type_text: str) -> str:
    return type_text.strip("[]!").replace("!", "").replace("]", "")


def owned_elsewhere(maker: Maker, entity: Entity, subgraph: str) -> list[tuple[str, FieldDraft]]:
    """Fields of the entity that the subgraph does not have."""
    own = maker.subgraphs[subgraph].type(entity.name).fields
    found: dict[str, FieldDraft] = {}
    for member in entity.members:
        for name, each in maker.subgraphs[member].type(entity.name).fields.items():
            if name not in own and not each.is_external and not any(key.startswith(name) for key in entity.keys):
                found.setdefault(name, each)
    return sorted(found.items())


def make_requirements(maker: Maker) -> None:
    for entity in maker.entities.values():
        for member in entity.members:
            for _ in range(maker.random.randint(0, 2)):
                add_requirement(maker, entity, member)


def add_requirement(maker: Maker, entity: Entity, member: str) -> None:
    candidates = owned_elsewhere(maker, entity, member)
    chosen = maker.random.sample(candidates, min(len(candidates), maker.random.randint(1, 2)))
    draft = maker.subgraphs[member].type(entity.name)
    required = []
    for name, each in chosen:
        inner = _required_below(maker, member, named(each.type), depth=2)
        if inner is None:
            continue
        need_arguments(maker, member, each.arguments)
        need(maker, member, named(each.type))
        draft.fields[name] = FieldDraft(each.type, each.arguments, ["@external"])
        given = maker.random.choice(REQUIRED_ARGUMENTS.get(each.arguments, ("",)))
        required.append(f"{name}{given}{inner}")
    if required:
        escaped = " ".join(required).replace('"', '\\"')
        arguments = maker.random.choice(ARGUMENTS[:4])
        computed = FieldDraft(maker.random.choice(["String", "String!", "Int"]), arguments)
        computed.mark(f'@requires(fields: "{escaped}")')
        draft.fields[maker.fresh("computed")] = computed


def _required_below(maker: Maker, subgraph: str, type_name: str, depth: int) -> str | None:
    """The braces of a required field, or nothing for a leaf; None where it cannot be required."""
    if type_name in LEAF_TYPES:
        return ""
    if type_name in maker.value_types:
        need(maker, subgraph, type_name)
        return f" {{ {' '.join(maker.some(list(maker.subgraphs[subgraph].type(type_name).fields)))} }}"
    if depth and type_name in maker.interfaces | maker.unions:
        return _required_of_abstract(maker, subgraph, type_name, depth)
    if type_name not in maker.entities or depth == 0:
        return None
    return _required_of_entity(maker, subgraph, maker.entities[type_name], depth)


def _required_of_entity(maker: Maker, subgraph: str, entity: Entity, depth: int) -> str | None:
    need(maker, subgraph, entity.name)
    candidates = owned_elsewhere(maker, entity, subgraph)
    if not candidates:
        return None
    name, each = maker.random.choice(candidates)
    inner = _required_below(maker, subgraph, named(each.type), depth - 1)
    if inner is None or (named(each.type) == entity.name and inner):
        return None
    need_arguments(maker, subgraph, each.arguments)
    need(maker, subgraph, named(each.type))
    draft = FieldDraft(each.type, each.arguments, ["@external"])
    maker.subgraphs[subgraph].type(entity.name).fields.setdefault(name, draft)
    return f" {{ {name}{inner} }}"


def _required_of_abstract(maker: Maker, subgraph: str, type_name: str, depth: int) -> str | None:
    need(maker, subgraph, type_name)
    draft = maker.subgraphs[subgraph]
    fields = draft.types[type_name].fields if type_name in draft.types else {}
    parts = [name for name, each in fields.items() if named(each.type) in LEAF_TYPES and maker.chance(0.4)]
    members = [*maker.entities, *maker.value_types]
    known = [name for name in members if f" {name}" in draft.others.get(type_name, "")]
    known.extend(name for name in members if name in draft.types and type_name in draft.types[name].interfaces)
    for member in known:
        inner = _required_below(maker, subgraph, member, depth - 1) if maker.chance(0.6) else None
        if inner:
            parts.append(f"... on {member}{inner}")
    return f" {{ {' '.join(parts)} }}" if parts else None


def make_overrides(maker: Maker) -> None:
    for entity in maker.entities.values():
        if len(entity.members) < 2 or not maker.chance(0.35):
            continue
        old, new = maker.random.sample(entity.members, 2)
        own = maker.subgraphs[new].type(entity.name).fields
        movable = [(name, each) for name, each in _plain_fields(maker, entity, old) if name not in own]
        if movable:
            name, each = maker.random.choice(movable)
            need_arguments(maker, new, each.arguments)
            need(maker, new, named(each.type))
            chosen = maker.random.choice(["percent(20)", "percent(33.5)", "move-it"])
            label = f', label: "{chosen}"' if maker.chance(0.4) else ""
            own[name] = FieldDraft(each.type, each.arguments, [f'@override(from: "{old}"{label})'])


def _plain_fields(maker: Maker, entity: Entity, subgraph: str) -> list[tuple[str, FieldDraft]]:
    """Leaves that this subgraph owns alone, by no directive but its own."""
    return [
        (name, each)
        for name, each in maker.subgraphs[subgraph].type(entity.name).fields.items()
        if not each.directives and named(each.type) in LEAF_TYPES and not any(name in key for key in entity.keys)
    ]


def make_provisions(maker: Maker) -> None:
    for subgraph, draft in maker.subgraphs.items():
        for type_draft in list(draft.types.values()):
            for each in list(type_draft.fields.values()):
                if not each.directives and type_draft.keyword == "type" and maker.chance(0.3):
                    provided = _provided_below(maker, subgraph, named(each.type), depth=2)
                    if provided:
                        each.mark(f'@provides(fields: "{provided}")')


def _provided_below(maker: Maker, subgraph: str, type_name: str, depth: int) -> str:
    if type_name in maker.entities:
        return _provided_of_entity(maker, subgraph, maker.entities[type_name], depth)
    draft = maker.subgraphs[subgraph]
    members = [name for name in maker.entities if f" {name}" in draft.others.get(type_name, "")]
    members.extend(name for name in maker.entities if name in draft.types and type_name in draft.types[name].interfaces)
    inner = {
        name: _provided_of_entity(maker, subgraph, maker.entities[name], 1) for name in members if maker.chance(0.6)
    }
    return " ".join(f"... on {name} {{ {fields} }}" for name, fields in inner.items() if fields)


def _provided_of_entity(maker: Maker, subgraph: str, target: Entity, depth: int) -> str:
    candidates = [
        (name, each)
        for name, each in owned_elsewhere(maker, target, subgraph)
        if not each.arguments and not any(mark.startswith(("@over", "@requires", "@inac")) for mark in each.directives)
    ]
    if not candidates:
        return ""
    name, each = maker.random.choice(candidates)
    inner = ""
    if named(each.type) not in LEAF_TYPES:
        if depth < 2 or named(each.type) not in maker.entities or named(each.type) == target.name:
            return ""
        need(maker, subgraph, named(each.type))
        inner = _provided_of_entity(maker, subgraph, maker.entities[named(each.type)], depth - 1)
        if not inner:
            return ""
    need(maker, subgraph, named(each.type))
    for owner in target.members:
        found = maker.subgraphs[owner].field(target.name, name)
        if found and not found.is_external:
            found.mark("@shareable")
    maker.subgraphs[subgraph].type(target.name).fields[name] = FieldDraft(each.type, each.arguments, ["@external"])
    return f"{name} {{ {inner} }}" if inner else name


def make_interface_objects(maker: Maker) -> None:
    """One or two more subgraphs, which know an interface and none of its implementations."""
    lowest = sorted(name for name in maker.interfaces if name not in maker.parents.values())
    if not lowest or not maker.chance(0.45):
        return
    interface = maker.random.choice(lowest)
    implementations = maker.interfaces[interface]
    home = maker.random.choice(list(maker.subgraphs))
    for implementation in implementations:
        add_key(maker, home, implementation, "id", resolvable=True, must_resolve=True)
    _need_interface(maker, home, interface)
    maker.subgraphs[home].type(interface).mark('@key(fields: "id")')
    for implementation in implementations:
        implement(maker, home, interface, implementation)
    extra = FieldDraft("String", maker.random.choice(["", "", "(unit: String)"]))
    external = FieldDraft(extra.type, extra.arguments, ["@external"])
    _add_interface_object(maker, "z", interface, "label" in maker.subgraphs[home].type(interface).fields)
    maker.subgraphs["z"].type(interface).fields["zExtra"] = extra
    if maker.chance(0.3):
        _add_interface_object(maker, "y", interface, False)
        draft = maker.subgraphs["y"].type(interface)
        draft.fields["zExtra"] = external
        draft.fields["rank"] = FieldDraft("String", directives=['@requires(fields: "zExtra")'])
    if maker.chance(0.3):
        concrete = maker.subgraphs[home].type(maker.random.choice(implementations))
        concrete.fields["zExtra"] = external
        concrete.fields["ofExtra"] = FieldDraft("String", directives=['@requires(fields: "zExtra")'])


def _add_interface_object(maker: Maker, name: str, interface: str, has_label: bool) -> None:
    maker.subgraphs[name] = SubgraphDraft(name)
    draft = maker.subgraphs[name].type(interface)
    draft.directives.extend(["@interfaceObject", '@key(fields: "id")'])
    draft.fields["id"] = FieldDraft("ID!")
    draft.fields[f"{name}Own"] = FieldDraft("String", maker.random.choice(["", "", "(unit: String)"]))
    if has_label and maker.chance(0.5):
        draft.fields["label"] = FieldDraft("String", directives=["@external"])
        draft.fields["slug"] = FieldDraft("String", directives=['@requires(fields: "label")'])
    if maker.chance(0.5):
        draft.fields[f"{name}Related"] = FieldDraft(f"[{interface}]")
    if maker.chance(0.4):
        type_name = maker.random.choice([each for each in maker.value_types if each != "Hidden"])
        need(maker, name, type_name)
        draft.fields[f"{name}Value"] = FieldDraft(type_name)
    if maker.chance(0.6):
        maker.subgraphs[name].type("Query").fields[f"{name}Root"] = FieldDraft(f"[{interface}!]")


def make_roots(maker: Maker) -> None:
    for draft in maker.subgraphs.values():
        known = [name for name, each in draft.types.items() if each.fields and name not in ROOTS]
        known.extend(name for name in draft.others if name in maker.unions)
        known = [name for name in known if name not in maker.split_types and name != "Hidden"]
        for _ in range(maker.random.randint(1, 2) if known else 0):
            inner = maker.random.choice(known)
            type_text = maker.random.choice([inner, f"[{inner}]", f"[{inner}!]!", f"{inner}!"])
            arguments = maker.random.choice(["", "", "(id: ID!)", "(first: Int)" if "[" in type_text else ""])
            draft.type("Query").fields[maker.fresh("root")] = FieldDraft(type_text, arguments)
    _share_a_root(maker)


def _share_a_root(maker: Maker) -> None:
    values = [name for name in maker.value_types if name != "Hidden"]
    for name in maker.some([*maker.entities, *values, *maker.interfaces, *maker.unions]):
        plain = [draft for draft in maker.subgraphs.values() if draft.name not in "yz"]
        knowing = [draft for draft in plain if name in draft.types or name in draft.others]
        type_text = maker.random.choice([name, name, f"[{name}]"])
        is_abstract = name in maker.interfaces | maker.unions
        if len(knowing) > 1 and maker.chance(0.15 if is_abstract else 0.4):
            for draft in knowing:
                draft.type("Query").fields[f"shared{name}"] = FieldDraft(type_text, directives=["@shareable"])


def make_mutations(maker: Maker) -> None:
    for draft in maker.subgraphs.values():
        known = [name for name in maker.entities if name in draft.types]
        if known and maker.chance(0.2):
            returned = maker.random.choice(known)
            draft.type("Mutation").fields[maker.fresh("change")] = FieldDraft(returned, "(to: Int)")


def make_subscriptions(maker: Maker) -> None:
    for draft in maker.subgraphs.values():
        known = [name for name in (*maker.entities, *maker.interfaces) if name in draft.types]
        known.extend(name for name in draft.others if name in maker.unions)
        if known and maker.chance(0.15):
            inner = maker.random.choice(known)
            type_text = maker.random.choice([inner, f"[{inner}]", f"{inner}!"])
            draft.type("Subscription").fields[maker.fresh("watch")] = FieldDraft(type_text, "(to: Int)")


def return_to_the_root(maker: Maker) -> None:
    for entity in maker.entities.values():
        knowing = [name for name in entity.members if "Query" in maker.subgraphs[name].types]
        if knowing and maker.chance(0.08):
            draft = maker.subgraphs[maker.random.choice(knowing)]
            draft.type(entity.name).fields["again"] = FieldDraft(maker.random.choice(["Query", "Query!", "[Query]"]))


def hide_something(maker: Maker) -> None:
    if maker.chance(0.25):
        draft = maker.random.choice([each for each in maker.subgraphs.values() if each.types])
        entity = maker.entities.get(maker.random.choice(list(draft.types)))
        plain = _plain_fields(maker, entity, draft.name) if entity and entity.name in draft.types else []
        if plain:
            maker.random.choice(plain)[1].mark("@inaccessible")


def drop_unused_externals(maker: Maker) -> None:
    """Composition refuses an @external that nothing needs; requirements that were given up leave some."""
    for draft in maker.subgraphs.values():
        marks = " ".join(
            mark
            for each in draft.types.values()
            for field_draft in each.fields.values()
            for mark in field_draft.directives
            if mark.startswith(("@requires", "@provides"))
        )
        used = set(re.findall(r"\w+", marks))
        for each in draft.types.values():
            of_interfaces = {name for interface in each.interfaces for name in draft.type(interface).fields}
            unused = [name for name, one in each.fields.items() if one.is_external and name not in used | of_interfaces]
            for name in unused:
                del each.fields[name]


Step = Callable[[Maker], None]

STEPS: tuple[Step, ...] = (
    make_entities,
    make_value_types,
    make_abstract_types,
    make_fields,
    make_requirements,
    make_overrides,
    make_provisions,
    make_interface_objects,
    make_roots,
    make_mutations,
    make_subscriptions,
    return_to_the_root,
    drop_unused_externals,
    hide_something,
)
