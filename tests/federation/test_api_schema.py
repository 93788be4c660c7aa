"""What clients read of the schema: in the composed whole, where an entity is described by the domain that owns it."""

from pathlib import Path

from graphql import GraphQLNamedType, build_schema, is_specified_scalar_type

API_SCHEMA = Path(__file__).parent.parent.parent / "schema/api.graphql"
ROOTS = ("Query", "Mutation", "Subscription")


def test_every_type_field_argument_and_enum_value_says_what_it_is() -> None:
    types = build_schema(API_SCHEMA.read_text()).type_map.values()
    own = [t for t in types if not t.name.startswith("__") and not is_specified_scalar_type(t)]
    assert [coordinate for t in own for coordinate in undescribed_in(t)] == []


def undescribed_in(named_type: GraphQLNamedType) -> list[str]:
    found = [] if named_type.description or named_type.name in ROOTS else [named_type.name]
    members = getattr(named_type, "fields", None) or getattr(named_type, "values", None) or {}
    for name, member in members.items():
        found += [] if member.description else [f"{named_type.name}.{name}"]
        arguments = getattr(member, "args", {}).items()
        found += [f"{named_type.name}.{name}({argument}:)" for argument, one in arguments if not one.description]
    return found
