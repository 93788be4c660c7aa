import pytest
from graphql import print_schema

from router.composer.contract import apply_contract, read_contract
from router.composer.result import CompositionResult
from router.errors import SettingsError
from tests.router.composer.composing import compose_all

SDL = """
type Query {
  book(id: ID!, debug: Boolean @tag(name: "internal")): Book @tag(name: "public")
  reports(filter: ReportFilter): [Report!] @tag(name: "internal")
  found: Found @tag(name: "public")
}

type Book @key(fields: "id") {
  id: ID! @tag(name: "public")
  title: String @tag(name: "public")
  margin: Int @tag(name: "internal")
  genre: Genre @tag(name: "public")
}

type Report @tag(name: "internal") { text: String }

type Author @tag(name: "public") { name: String salary: Int @tag(name: "internal") }

union Found @tag(name: "public") = Book | Report | Author

enum Genre { NOVEL MANUAL DRAFT @tag(name: "internal") }

input ReportFilter { text: String }
"""


def contract_of(sdl: str, *terms: str) -> CompositionResult:
    composed = compose_all(a=sdl)
    assert composed.errors == ()
    assert composed.supergraph_sdl is not None
    return apply_contract(composed.supergraph_sdl, read_contract(terms))


def api_of(sdl: str, *terms: str) -> str:
    result = contract_of(sdl, *terms)
    assert result.errors == ()
    assert result.supergraph is not None
    return print_schema(result.supergraph.api_schema)


def codes_of(sdl: str, *terms: str) -> list[tuple[str, str]]:
    return [(error.code, error.message) for error in contract_of(sdl, *terms).errors]


def test_excluded_elements_are_gone_from_the_api_schema() -> None:
    api = api_of(SDL, "exclude=internal")
    for gone in ("debug", "reports", "margin", "Report", "salary", "DRAFT"):
        assert gone not in api
    for kept in ("book(id: ID!): Book", "title", "NOVEL", "union Found = Book | Author"):
        assert kept in api


def test_types_that_nothing_leads_to_any_more_are_gone() -> None:
    assert "ReportFilter" not in api_of(SDL, "exclude=internal")


def test_only_included_fields_stay() -> None:
    query = 'type Query { a: Int @tag(name: "public") b: Int c: T @tag(name: "public") }'
    types = query + ' type T { d: Int e: Int @tag(name: "public") }'
    api = " ".join(api_of(types, "include=public").split())
    assert api == "type Query { a: Int c: T } type T { e: Int }"


def test_a_tag_on_a_type_counts_for_its_fields() -> None:
    sdl = 'type Query { a: T @tag(name: "public") } type T @tag(name: "public") { b: Int }'
    assert "b: Int" in api_of(sdl, "include=public")


def test_an_exclusion_wins() -> None:
    sdl = 'type Query { a: Int @tag(name: "x") b: Int @tag(name: "x") @tag(name: "y") }'
    assert "b:" not in api_of(sdl, "include=x", "exclude=y")


def test_several_tags_to_include_are_alternatives() -> None:
    sdl = 'type Query { a: Int @tag(name: "x") b: Int @tag(name: "y") c: Int }'
    assert api_of(sdl, "include=x,y") == api_of(sdl, "include=x include=y")
    assert "c:" not in api_of(sdl, "include=x,y")


def test_enums_inputs_and_scalars_need_no_tag() -> None:
    sdl = """
    type Query { a(i: I): E @tag(name: "x") s: S @tag(name: "x") b: Unused }
    enum E { A } input I { n: Int } scalar S enum Unused { B }
    """
    api = api_of(sdl, "include=x")
    assert "enum E" in api and "input I" in api and "scalar S" in api
    assert "Unused" not in api


def test_a_contract_without_terms_is_the_whole() -> None:
    assert api_of(SDL) == print_schema(compose_all(a=SDL).supergraph.api_schema)  # type: ignore[union-attr]


def test_keys_that_are_left_out_are_still_read() -> None:
    result = contract_of(
        SDL.replace('id: ID! @tag(name: "public")', 'id: ID! @tag(name: "internal")'), "include=public"
    )
    assert result.errors == ()
    assert result.supergraph_sdl is not None and 'key: "id"' in result.supergraph_sdl
    assert result.supergraph is not None
    assert "id" not in result.supergraph.api_schema.type_map["Book"].fields  # type: ignore[attr-defined]


def test_what_was_inaccessible_stays_so() -> None:
    assert "b:" not in api_of(
        'type Query { a: Int b: Int @inaccessible @tag(name: "x") c: Int @tag(name: "x") }', "include=x"
    )


def test_fields_of_a_type_that_is_left_out_are_named() -> None:
    sdl = 'type Query { a: T @tag(name: "x") } type T { b: Int }'
    ((code, message),) = codes_of(sdl, "include=x")
    assert code == "REFERENCED_INACCESSIBLE"
    assert message == (
        '"Query.a" is in the contract, but its type "T" is not: nothing of it is left. '
        'Tag "T" "x", or leave "Query.a" out.'
    )


def test_a_required_argument_cannot_be_left_out() -> None:
    ((code, message),) = codes_of('type Query { a(b: Int! @tag(name: "y")): Int }', "exclude=y")
    assert code == "REQUIRED_INACCESSIBLE"
    assert '"Query.a(b:)" is required and "Query.a" is in the contract' in message


def test_an_argument_of_a_type_that_is_left_out_is_named() -> None:
    ((code, message),) = codes_of('type Query { a(b: I): Int } input I @tag(name: "y") { c: Int }', "exclude=y")
    assert code == "REFERENCED_INACCESSIBLE"
    assert 'it is tagged "y"' in message


def test_an_implementation_keeps_what_its_interface_keeps() -> None:
    sdl = """
    type Query { n: N @tag(name: "x") }
    interface N @tag(name: "x") { id: ID }
    type T implements N { id: ID other: Int @tag(name: "x") }
    """
    ((code, message),) = codes_of(sdl, "include=x")
    assert code == "IMPLEMENTED_BY_INACCESSIBLE"
    assert '"N.id" is in the contract, but "T.id", which implements it, is not' in message


def test_a_default_value_keeps_what_it_uses() -> None:
    sdl = 'type Query { a(e: E = B): Int } enum E { A B @tag(name: "y") }'
    ((code, message),) = codes_of(sdl, "exclude=y")
    assert code == "DEFAULT_VALUE_USES_INACCESSIBLE"
    assert '"Query.a(e:)"' in message


def test_a_contract_needs_something_to_query() -> None:
    ((code, message),) = codes_of("type Query { a: Int }", "include=x")
    assert code == "QUERY_ROOT_TYPE_INACCESSIBLE"
    assert 'Tag at least one of its fields "x".' in message


@pytest.mark.parametrize("term", ["public", "include", "include=", "only=x"])
def test_what_is_no_term_is_refused(term: str) -> None:
    with pytest.raises(SettingsError, match="is no term of a contract"):
        read_contract([term])


def test_types_of_specs_are_left_as_they_are() -> None:
    sdl = """
    type Query { shop: Shop @tag(name: "public") secret: Int @requiresScopes(scopes: [["a"]]) }
    type Shop @key(fields: "id") @context(name: "shop") {
      id: ID! @tag(name: "public") currency: String! product: Product @tag(name: "public")
    }
    type Product @key(fields: "id") {
      id: ID! price(in: String @fromContext(field: "$shop { currency }")): Int @tag(name: "public")
    }
    """
    result = contract_of(sdl, "include=public")
    assert "scalar context__ContextFieldValue\n" in (result.supergraph_sdl or "")
    assert "scalar requiresScopes__Scope\n" in (result.supergraph_sdl or "")
    assert "currency: String! @inaccessible" in (result.supergraph_sdl or "")
