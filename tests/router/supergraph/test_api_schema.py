from graphql import print_schema

from router.supergraph.load import load_supergraph

SUPERGRAPH = """
schema
  @link(url: "https://specs.apollo.dev/link/v1.0")
  @link(url: "https://specs.apollo.dev/join/v0.3", for: EXECUTION)
  @link(url: "https://specs.apollo.dev/inaccessible/v0.2", import: [{ name: "@inaccessible", as: "@hidden" }])
  @link(url: "https://specs.apollo.dev/requiresScopes/v0.1", for: SECURITY)
  @link(url: "https://example.com/ours/v1.0", import: ["@ours"])
{ query: Query mutation: Mutation }
directive @link(url: String, as: String, for: link__Purpose, import: [link__Import]) repeatable on SCHEMA
directive @hidden on FIELD_DEFINITION | OBJECT | INTERFACE | UNION | ENUM_VALUE | INPUT_FIELD_DEFINITION
directive @requiresScopes(scopes: [[requiresScopes__Scope!]!]!) on FIELD_DEFINITION
directive @ours on FIELD_DEFINITION
directive @live on QUERY
scalar link__Import
enum link__Purpose { SECURITY EXECUTION }
scalar requiresScopes__Scope
enum join__Graph { A @join__graph(name: "a", url: "http://a") }
type Query @join__type(graph: A) {
  open(shown: Int, secret: Filter @hidden): Shown @ours
  closed: Secret @hidden
  guarded: Either @requiresScopes(scopes: [["read"]])
}
type Mutation @join__type(graph: A) @hidden { x: Int }
interface Quiet @join__type(graph: A) @hidden { x: Int }
type Shown implements Quiet @join__type(graph: A) { x: Int }
type Secret @join__type(graph: A) @hidden { x: Int }
union Either @join__type(graph: A) = Shown | Secret
enum Kind @join__type(graph: A) { OPEN CLOSED @hidden }
input Filter @join__type(graph: A) { kind: Kind old: Int @hidden }
"""


def test_clients_see_nothing_inaccessible_and_no_linked_directive() -> None:
    assert print_schema(load_supergraph(SUPERGRAPH).api_schema) == (
        "directive @live on QUERY\n\n"
        "type Query {\n  open(shown: Int): Shown\n  guarded: Either\n}\n\n"
        "type Shown {\n  x: Int\n}\n\n"
        "union Either = Shown\n\n"
        "enum Kind {\n  OPEN\n}\n\n"
        "input Filter {\n  kind: Kind\n}"
    )


def test_the_router_itself_sees_inaccessible_elements_and_access_directives() -> None:
    schema = load_supergraph(SUPERGRAPH).schema
    assert schema.get_directive("requiresScopes") is not None
    assert {"Secret", "Quiet", "Mutation"} <= set(schema.type_map)
    assert "join__Graph" not in schema.type_map
