import pytest
from graphql import GraphQLObjectType, print_schema

from router.errors import SupergraphError
from router.language.names import FieldName, SubgraphName, TypeName
from router.supergraph.load import load_supergraph
from router.supergraph.model import FieldDefinition, Supergraph, TypeDefinition

HEADER = """
schema
  @link(url: "https://specs.apollo.dev/link/v1.0")
  @link(url: "https://specs.apollo.dev/join/v0.3", for: EXECUTION)
{
  query: Query
}
directive @link(url: String, as: String, for: link__Purpose, import: [link__Import]) repeatable on SCHEMA
directive @join__graph(name: String!, url: String!) on ENUM_VALUE
scalar link__Import
enum link__Purpose { SECURITY EXECUTION }
scalar join__FieldSet
enum join__Graph {
  ACCOUNTS @join__graph(name: "accounts", url: "http://accounts/graphql")
  REVIEWS_1 @join__graph(name: "reviews-1", url: "http://reviews/graphql")
}
"""

ACCOUNTS = SubgraphName("accounts")
REVIEWS = SubgraphName("reviews-1")


def _load(types: str, header: str = HEADER) -> Supergraph:
    return load_supergraph(header + types)


def _type(supergraph: Supergraph, name: str) -> TypeDefinition:
    return supergraph.types[TypeName(name)]


def _field(supergraph: Supergraph, coordinate: str) -> FieldDefinition:
    type_name, _, field_name = coordinate.partition(".")
    return _type(supergraph, type_name).fields[FieldName(field_name)]


QUERY = (
    "type Query @join__type(graph: ACCOUNTS) @join__type(graph: REVIEWS_1) { me: User @join__field(graph: ACCOUNTS) }"
)
USER = """
type User
  @join__type(graph: ACCOUNTS, key: "id")
  @join__type(graph: ACCOUNTS, key: "email org { id }")
  @join__type(graph: REVIEWS_1, key: "id", resolvable: false, extension: true)
{
  id: ID!
  email: String @join__field(graph: ACCOUNTS)
  org: String @join__field(graph: ACCOUNTS, type: "String!") @join__field(graph: REVIEWS_1, external: true)
  score: Int @join__field(graph: REVIEWS_1, requires: "org")
  best: User @join__field(graph: REVIEWS_1, provides: "org")
}
"""


def test_subgraphs_are_known_by_the_names_their_authors_gave() -> None:
    supergraph = _load(QUERY + USER)
    assert {name: (e.enum_value, e.routing_url) for name, e in supergraph.endpoints.items()} == {
        "accounts": ("ACCOUNTS", "http://accounts/graphql"),
        "reviews-1": ("REVIEWS_1", "http://reviews/graphql"),
    }


def test_every_key_of_a_type_is_kept() -> None:
    joins = _type(_load(QUERY + USER), "User").joins
    assert [str(key.selection_set) for key in joins[ACCOUNTS].keys] == ["{id}", "{email org{id}}"]
    assert not joins[REVIEWS].keys[0].resolvable
    assert joins[REVIEWS].is_extension and not joins[ACCOUNTS].is_extension


def test_a_field_without_join_is_in_every_subgraph_of_its_type() -> None:
    assert set(_field(_load(QUERY + USER), "User.id").joins) == {ACCOUNTS, REVIEWS}


def test_a_field_with_joins_is_only_where_they_say() -> None:
    assert set(_field(_load(QUERY + USER), "User.email").joins) == {ACCOUNTS}


def test_what_a_subgraph_says_of_its_field_is_kept() -> None:
    supergraph = _load(QUERY + USER)
    org = _field(supergraph, "User.org")
    assert (org.type, org.joins[ACCOUNTS].type, org.joins[REVIEWS].type) == ("String", "String!", "String")
    assert org.joins[REVIEWS].external and not org.joins[ACCOUNTS].external
    assert str(_field(supergraph, "User.score").joins[REVIEWS].requires) == "{org}"
    assert str(_field(supergraph, "User.best").joins[REVIEWS].provides) == "{org}"


def test_a_join_without_a_graph_leaves_the_field_to_an_interface_object() -> None:
    supergraph = _load(
        QUERY.replace("User", "Node")
        + """
        interface Node
          @join__type(graph: ACCOUNTS, key: "id")
          @join__type(graph: REVIEWS_1, key: "id", isInterfaceObject: true)
        { id: ID! score: Int @join__field(graph: REVIEWS_1) }
        type Book implements Node
          @join__type(graph: ACCOUNTS, key: "id") @join__implements(graph: ACCOUNTS, interface: "Node")
        { id: ID! score: Int @join__field }
        """
    )
    assert _field(supergraph, "Book.score").joins == {}
    assert _type(supergraph, "Node").joins[REVIEWS].is_interface_object
    assert _type(supergraph, "Book").interfaces == {ACCOUNTS: {"Node"}}


def test_a_field_overridden_for_good_is_not_resolvable_where_it_was() -> None:
    supergraph = _load(
        QUERY.replace("User", "Int")
        + """type T @join__type(graph: ACCOUNTS) @join__type(graph: REVIEWS_1) {
          moved: Int @join__field(graph: ACCOUNTS) @join__field(graph: REVIEWS_1, override: "accounts")
          moving: Int
            @join__field(graph: ACCOUNTS, overrideLabel: "percent(5)")
            @join__field(graph: REVIEWS_1, override: "accounts", overrideLabel: "percent(5)")
        }"""
    )
    moved, moving = _field(supergraph, "T.moved").joins, _field(supergraph, "T.moving").joins
    assert moved[ACCOUNTS].used_overridden and not moved[REVIEWS].used_overridden
    assert not moving[ACCOUNTS].used_overridden
    assert (moving[REVIEWS].override, moving[REVIEWS].override_label) == (ACCOUNTS, "percent(5)")


def test_union_members_and_enum_values_are_kept_by_subgraph() -> None:
    supergraph = _load(
        """
        type Query @join__type(graph: ACCOUNTS) @join__type(graph: REVIEWS_1) { all: Either kind: Kind sort: Sort }
        union Either
          @join__type(graph: ACCOUNTS) @join__type(graph: REVIEWS_1)
          @join__unionMember(graph: ACCOUNTS, member: "A") @join__unionMember(graph: REVIEWS_1, member: "B") = A | B
        type A @join__type(graph: ACCOUNTS) { x: Int }
        type B @join__type(graph: REVIEWS_1) { x: Int }
        enum Kind @join__type(graph: ACCOUNTS) @join__type(graph: REVIEWS_1) {
          OLD @join__enumValue(graph: ACCOUNTS)
          NEW @join__enumValue(graph: ACCOUNTS) @join__enumValue(graph: REVIEWS_1)
        }
        enum Sort @join__type(graph: ACCOUNTS) @join__type(graph: REVIEWS_1) { UP }
        """
    )
    assert _type(supergraph, "Either").members == {ACCOUNTS: {"A"}, REVIEWS: {"B"}}
    assert _type(supergraph, "Kind").enum_values == {ACCOUNTS: {"OLD", "NEW"}, REVIEWS: {"NEW"}}
    assert _type(supergraph, "Sort").enum_values == {ACCOUNTS: {"UP"}, REVIEWS: {"UP"}}


def test_both_schemas_are_free_of_federation_machinery() -> None:
    supergraph = _load(QUERY + USER.replace("best: User", "best: User @deprecated"))
    for schema in (supergraph.schema, supergraph.api_schema):
        printed = print_schema(schema)
        assert "join__" not in printed and "link" not in printed
    user = supergraph.api_schema.get_type("User")
    assert isinstance(user, GraphQLObjectType)
    assert user.fields["best"].deprecation_reason == "No longer supported"


V01 = """
schema
  @core(feature: "https://specs.apollo.dev/core/v0.1")
  @core(feature: "https://specs.apollo.dev/join/v0.1")
{ query: Query }
directive @core(feature: String!) repeatable on SCHEMA
directive @join__graph(name: String!, url: String!) on ENUM_VALUE
enum join__Graph {
  ACCOUNTS @join__graph(name: "accounts" url: "http://accounts")
  REVIEWS_1 @join__graph(name: "reviews-1" url: "http://reviews")
}
type Query { me: User @join__field(graph: ACCOUNTS) }
type User
  @join__owner(graph: ACCOUNTS)
  @join__type(graph: ACCOUNTS, key: "id")
  @join__type(graph: REVIEWS_1, key: "id")
{
  id: ID! @join__field(graph: ACCOUNTS)
  name: String
  birthday: String @join__field(graph: ACCOUNTS)
  reviews: [Review] @join__field(graph: REVIEWS_1, requires: "birthday")
}
type Review implements Node { id: ID! author: User price: Money }
type Money { amount: Int }
interface Node { id: ID! }
"""


def test_the_oldest_supergraphs_name_an_owner_for_the_rest() -> None:
    supergraph = load_supergraph(V01)
    assert set(_field(supergraph, "User.name").joins) == {ACCOUNTS}
    assert set(_field(supergraph, "User.reviews").joins) == {REVIEWS}
    assert not _type(supergraph, "User").joins[ACCOUNTS].is_extension
    assert _type(supergraph, "User").joins[REVIEWS].is_extension


def test_in_the_oldest_supergraphs_keys_and_requires_declare_their_fields() -> None:
    supergraph = load_supergraph(V01)
    assert not _field(supergraph, "User.id").joins[REVIEWS].external
    assert _field(supergraph, "User.birthday").joins[REVIEWS].external


def test_value_types_of_the_oldest_supergraphs_are_everywhere() -> None:
    supergraph = load_supergraph(V01)
    assert set(_type(supergraph, "Money").joins) == {ACCOUNTS, REVIEWS}
    assert set(_field(supergraph, "Money.amount").joins) == {ACCOUNTS, REVIEWS}
    assert _type(supergraph, "Review").interfaces == {ACCOUNTS: {"Node"}, REVIEWS: {"Node"}}
    assert set(_type(supergraph, "Query").joins) == {ACCOUNTS}


def test_machinery_may_be_linked_under_other_names() -> None:
    supergraph = load_supergraph(
        """
        schema
          @lnk(url: "https://specs.apollo.dev/link/v1.0", as: "lnk")
          @lnk(url: "https://specs.apollo.dev/join/v0.3", as: "jn", for: EXECUTION)
        { query: Root }
        directive @lnk(url: String, as: String, for: String) repeatable on SCHEMA
        enum jn__Graph { A @jn__graph(name: "a", url: "http://a") }
        type Root @jn__type(graph: A) { x: Int y: Int @jn__field(graph: A, type: "Int!") }
        """
    )
    assert _field(supergraph, "Root.y").joins[SubgraphName("a")].type == "Int!"
    assert supergraph.api_schema.query_type is supergraph.api_schema.get_type("Root")
    assert "jn__Graph" not in supergraph.schema.type_map
    assert supergraph.schema.get_directive("lnk") is None


@pytest.mark.parametrize(
    ("sdl", "message"),
    [
        ("type Query {", "not valid GraphQL"),
        ("type Query { a: Int }", "no enum `join__Graph`"),
        ("enum join__Graph { A } type Thing @join__type(graph: A) { x: Int }", "no query type"),
        (
            "enum join__Graph { A } type Query @join__type(graph: B) { x: Int }",
            "`@join__type(graph: B)` names a subgraph",
        ),
        ('enum join__Graph { A } type Query @join__type(graph: A, key: "{") { x: Int }', "not a field set"),
        ("enum join__Graph { A } type Query @join__type(graph: A) { x: Missing }", "Missing"),
    ],
)
def test_what_is_no_supergraph_is_refused_with_a_sentence(sdl: str, message: str) -> None:
    with pytest.raises(SupergraphError) as caught:
        load_supergraph(sdl)
    assert message in caught.value.message


def test_a_feature_that_must_not_be_ignored_is_refused() -> None:
    feature = '@link(url: "https://specs.apollo.dev/join/v0.3", for: EXECUTION)'
    unknown = '@link(url: "https://example.com/vault/v1.0", for: SECURITY)'
    with pytest.raises(SupergraphError, match=r"vault.*for SECURITY"):
        _load(QUERY + USER, HEADER.replace(feature, f"{feature} {unknown}"))
    _load(QUERY + USER, HEADER.replace(feature, f"{feature} {unknown.replace(', for: SECURITY', '')}"))


def test_the_newest_join_version_loads() -> None:
    newest = """
    directive @join__directive(graphs: [join__Graph!], name: String!, args: join__DirectiveArguments) on SCHEMA
    scalar join__DirectiveArguments
    scalar join__FieldValue
    input join__ContextArgument { name: String! type: String! context: String! selection: join__FieldValue! }
    """
    supergraph = _load(newest + QUERY + USER, HEADER.replace("join/v0.3", "join/v0.5"))
    assert set(supergraph.types) == {"Query", "User"}
    assert "join" not in print_schema(supergraph.schema)


def test_a_field_whose_argument_comes_from_above_is_known_as_such() -> None:
    context = '[{name: "limit", type: "Int", context: "accounts__user", selection: " { limit }"}]'
    supergraph = _load(
        QUERY.replace("User", "Int")
        + f"""type T @join__type(graph: ACCOUNTS) {{
          x: Int @join__field(graph: ACCOUNTS, contextArguments: {context})
          y: Int
        }}"""
    )
    (argument,) = _field(supergraph, "T.x").joins[ACCOUNTS].context_arguments
    assert (argument.name, argument.type, argument.context) == ("limit", "Int", "accounts__user")
    assert str(argument.selection_set) == "{limit}"
    assert not _field(supergraph, "T.y").joins[ACCOUNTS].context_arguments


def test_a_selection_from_a_context_may_be_type_conditions_alone() -> None:
    context = '[{name: "l", type: "Int", context: "accounts__c", selection: " ... on A { x { y } } ... on B { z }"}]'
    supergraph = _load(
        QUERY.replace("User", "Int")
        + f"type T @join__type(graph: ACCOUNTS) {{ x: Int @join__field(graph: ACCOUNTS, contextArguments: {context}) }}"
    )
    (argument,) = _field(supergraph, "T.x").joins[ACCOUNTS].context_arguments
    assert str(argument.selection_set) == "{...on A{x{y}} ...on B{z}}"


def test_a_context_argument_without_a_context_is_refused() -> None:
    with pytest.raises(SupergraphError, match=r"T\.x.*give it `context`"):
        _load(
            QUERY.replace("User", "Int")
            + """type T @join__type(graph: ACCOUNTS) {
              x: Int @join__field(graph: ACCOUNTS, contextArguments: [{name: "limit", type: "Int", selection: "{ a }"}])
            }"""
        )


def test_types_tell_which_contexts_their_objects_set() -> None:
    link = '@link(url: "https://specs.apollo.dev/context/v0.1", for: SECURITY)'
    supergraph = _load(
        QUERY.replace("User", "Int")
        + """directive @context(name: String!) repeatable on INTERFACE | OBJECT | UNION
        type T @join__type(graph: ACCOUNTS) @context(name: "accounts__a") @context(name: "accounts__b") { x: Int }
        union U @join__type(graph: ACCOUNTS) @context(name: "accounts__a") = T""",
        HEADER.replace("@link(", f"{link} @link(", 1),
    )
    contexts = {str(name): set(definition.contexts) for name, definition in supergraph.types.items()}
    assert contexts == {"Query": set(), "T": {"accounts__a", "accounts__b"}, "U": {"accounts__a"}}
    assert "context" not in print_schema(supergraph.api_schema)


def test_a_label_belongs_to_the_subgraph_that_takes_the_field() -> None:
    supergraph = _load(
        QUERY.replace("User", "Int")
        + """type T @join__type(graph: ACCOUNTS) @join__type(graph: REVIEWS_1) {
          x: Int
            @join__field(graph: ACCOUNTS, overrideLabel: "l")
            @join__field(graph: REVIEWS_1, override: "accounts", overrideLabel: "l")
        }"""
    )
    joins = _field(supergraph, "T.x").joins
    assert (joins[ACCOUNTS].override_label, joins[REVIEWS].override_label) == (None, "l")


def test_what_is_no_graph_is_refused_with_a_sentence() -> None:
    with pytest.raises(SupergraphError, match="is empty"):
        load_supergraph("enum join__Graph type Query { x: Int }")
    with pytest.raises(SupergraphError, match="names no subgraph"):
        load_supergraph("enum join__Graph { A } type Query @join__type { x: Int }")
