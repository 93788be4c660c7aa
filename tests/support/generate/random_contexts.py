"""Make up a context: types that set it, and a field that takes an argument from it.

The query type sets it too, so that every way from a query to the field passes an object that does. Supergraphs with
other root types have none, because what begins there need not pass one.
"""

from random import Random

from tests.support.generate.draft import FieldDraft, SubgraphDraft, TypeDraft
from tests.support.generate.random_supergraph import Entity, Maker, owned_elsewhere

CONTEXT = "place"


def make_contexts(maker: Maker) -> None:
    # A stream of its own: what the other steps draw does not depend on this one.
    random = Random(maker.random.random())
    drafts = [draft for draft in maker.subgraphs.values() if _can_take(maker, draft)]
    others = any(root in draft.types for draft in maker.subgraphs.values() for root in ("Mutation", "Subscription"))
    if not drafts or others or random.random() > 0.4:
        return
    for draft in random.sample(drafts, min(len(drafts), random.choice((1, 1, 2)))):
        _make_context(maker, draft, random)


def _can_take(maker: Maker, draft: SubgraphDraft) -> bool:
    has_root = "Query" in draft.types and bool(draft.types["Query"].fields) and not draft.renames_roots
    return has_root and bool(_takers(maker, draft))


def _takers(maker: Maker, draft: SubgraphDraft) -> list[str]:
    """The entities that the subgraph can be entered with."""
    return [name for name in maker.entities if name in draft.types and _is_entered(draft.types[name])]


def _is_entered(draft: TypeDraft) -> bool:
    return any(each.startswith("@key") and "resolvable: false" not in each for each in draft.directives)


def _make_context(maker: Maker, draft: SubgraphDraft, random: Random) -> None:
    base = random.choice(("String", "String", "ID", "Int"))
    name = f"{draft.name}Place"
    selected = {"Query": (name, base + random.choice(("", "!")))}
    draft.types["Query"].fields[name] = FieldDraft(selected["Query"][1])
    for entity in maker.entities.values():
        is_setter = entity.name in draft.types and random.random() < 0.7
        chosen = _value_of(maker, draft, entity, base, random) if is_setter else None
        if chosen is not None:
            selected[entity.name] = chosen
    for type_name in selected:
        draft.types[type_name].mark(f'@context(name: "{CONTEXT}")')
    is_required = all(type_text.endswith("!") for _, type_text in selected.values()) and random.random() < 0.7
    parts = " ".join(f"... on {type_name} {{ {field} }}" for type_name, (field, _) in selected.items())
    selection = parts if len(selected) > 1 else f"{{ {name} }}"
    argument = f'place: {base}{"!" if is_required else ""} @fromContext(field: "${CONTEXT} {selection}")'
    takers = _takers(maker, draft)
    for taker in random.sample(takers, random.randint(1, len(takers))):
        own = random.choice(("", "unit: String, "))
        returned = random.choice(("String", "String", "Int", random.choice(takers), f"[{random.choice(takers)}]"))
        draft.types[taker].fields[f"{draft.name}From"] = FieldDraft(returned, f"({own}{argument})")


def _value_of(maker: Maker, draft: SubgraphDraft, entity: Entity, base: str, random: Random) -> tuple[str, str] | None:
    """A leaf that the subgraph has, or that another one has and this one names."""
    own = draft.types[entity.name].fields
    local = [(name, each.type) for name, each in own.items() if _fits(each, base) and not each.is_external]
    elsewhere = [(name, each.type) for name, each in owned_elsewhere(maker, entity, draft.name) if _fits(each, base)]
    if elsewhere and (not local or random.random() < 0.5):
        name, type_text = random.choice(elsewhere)
        own[name] = FieldDraft(type_text, directives=["@external"])
        return name, type_text
    return random.choice(local) if local else None


def _fits(field: FieldDraft, base: str) -> bool:
    return field.type in (base, f"{base}!") and not field.arguments and "@inaccessible" not in field.directives
