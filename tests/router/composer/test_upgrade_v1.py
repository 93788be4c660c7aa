from router.composer.compose import compose
from router.composer.result import CompositionResult, SubgraphSource
from router.language.names import SubgraphName
from tests.router.composer.error_situation import federated

USERS = 'type Query { me: User } type User @key(fields: "id") { id: ID! name: String }'


def _compose(**sdls: str) -> CompositionResult:
    return compose([SubgraphSource(SubgraphName(name), f"http://{name}", sdl) for name, sdl in sdls.items()])


def _sdl(**sdls: str) -> str:
    result = _compose(**sdls)
    assert result.errors == ()
    assert result.supergraph_sdl is not None
    return " ".join(result.supergraph_sdl.split())


def test_an_extension_of_an_entity_resolves_its_external_key() -> None:
    sdl = _sdl(a=USERS, b='extend type User @key(fields: "id") { id: ID! @external age: Int }')
    assert '@join__type(graph: B, key: "id", extension: true)' in sdl
    assert "id: ID! name: String @join__field(graph: A) age: Int @join__field(graph: B)" in sdl


def test_a_type_marked_extends_is_an_extension() -> None:
    sdl = _sdl(a=USERS, b='type User @extends @key(fields: "id") { id: ID! @external age: Int }')
    assert '@join__type(graph: B, key: "id", extension: true)' in sdl


def test_external_fields_that_nothing_names_vanish() -> None:
    sdl = _sdl(a=USERS, b='extend type User @key(fields: "id") { id: ID! @external name: String @external age: Int }')
    assert "name: String @join__field(graph: A) age" in sdl


def test_required_external_fields_stay() -> None:
    b = 'extend type User @key(fields: "id") '
    b += '{ id: ID! @external name: String @external hi: String @requires(fields: "name") }'
    assert "name: String @join__field(graph: A) @join__field(graph: B, external: true)" in _sdl(a=USERS, b=b)


def test_value_types_are_shareable_without_a_mark() -> None:
    money = "type Money { amount: Int }"
    assert "type Money @join__type(graph: A) @join__type(graph: B) { amount: Int }" in _sdl(
        a="type Query { a: Money } " + money, b="extend type Query { b: Money } " + money
    )


def test_fields_of_entities_that_others_resolve_are_shareable() -> None:
    assert not _compose(a=USERS, b='extend type User @key(fields: "id") { id: ID! @external name: String }').errors


def test_a_version_2_subgraph_still_has_to_say_that_it_shares() -> None:
    plain = 'type User @key(fields: "id") { id: ID! name: String }'
    assert {e.code for e in _compose(a=USERS, b=federated(plain)).errors} == {"INVALID_FIELD_SHARING"}
    marked = 'type User @key(fields: "id") { id: ID! name: String @shareable }'
    assert not _compose(a=USERS, b=federated(marked)).errors


def test_a_list_of_key_fields_is_read_as_one_key() -> None:
    sdl = _sdl(a='type Query { u: User } type User @key(fields: ["id", "org"]) { id: ID! org: ID! }')
    assert '@join__type(graph: A, key: "id org")' in sdl


def test_directives_without_effect_on_interfaces_are_dropped() -> None:
    sdl = _sdl(
        a='type Query { n: Node } interface Node @key(fields: "id") { id: ID! } type X implements Node { id: ID! }'
    )
    assert "interface Node @join__type(graph: A) {" in sdl


def test_a_query_type_may_be_extended_by_everybody() -> None:
    sdl = _sdl(a="extend type Query { a: Int }", b="extend type Query { b: Int }")
    assert "a: Int @join__field(graph: A) b: Int @join__field(graph: B)" in sdl
