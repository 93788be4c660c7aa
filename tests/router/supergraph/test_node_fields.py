import pytest

from router.composer.compose import compose
from router.composer.result import SubgraphSource
from router.language.names import SubgraphName, TypeName
from router.supergraph.load import load_supergraph
from router.supergraph.model import Supergraph
from router.supergraph.node_fields import NODE_LOOKUP, add_node_fields, find_node_sources

LINK = """extend schema @link(url: "https://specs.apollo.dev/federation/v2.3",
  import: ["@key", "@external", "@interfaceObject", "@shareable"])
"""
NODE = "interface Node { id: ID! }"
WORDS = f'{NODE} type Query {{ words: [Word] }} type Word implements Node @key(fields: "id") {{ id: ID! text: String }}'


def _supergraph(**subgraphs: str) -> Supergraph:
    sources = [SubgraphSource(SubgraphName(name), f"http://{name}.test", LINK + sdl) for name, sdl in subgraphs.items()]
    result = compose(sources)
    assert not result.errors
    return load_supergraph(str(result.supergraph_sdl))


def test_clients_see_the_fields_as_any_other() -> None:
    extended = add_node_fields(_supergraph(words=WORDS))
    query = extended.api_schema.query_type
    assert query is not None
    assert [str(query.fields[name].type) for name in ("node", "nodes")] == ["Node", "[Node]!"]
    assert [str(query.fields[name].args[argument].type) for name, argument in (("node", "id"), ("nodes", "ids"))] == [
        "ID!",
        "[ID!]!",
    ]
    assert all(field.description for field in query.fields.values() if field is not query.fields["words"])
    assert NODE_LOOKUP in extended.endpoints


@pytest.mark.parametrize(
    "words",
    [
        'type Query { words: [Word] } type Word @key(fields: "id") { id: ID! }',
        WORDS.replace("id: ID!", "id: ID"),
        WORDS.replace('@key(fields: "id")', ""),
        WORDS.replace('@key(fields: "id")', '@key(fields: "id", resolvable: false)'),
        WORDS.replace('@key(fields: "id")', '@key(fields: "id text")'),
        WORDS.replace("{ words: [Word] }", "{ words: [Word] node(id: ID!): Node nodes: [Node] }"),
    ],
    ids=[
        "there is no interface Node",
        "ids may be null",
        "no type is an entity",
        "no key can be resolved",
        "the key is more than the id",
        "subgraphs have the fields",
    ],
)
def test_the_supergraph_stays_as_it_is_where(words: str) -> None:
    supergraph = _supergraph(words=words)
    assert add_node_fields(supergraph) is supergraph


def test_a_field_that_a_subgraph_has_stays_the_subgraphs() -> None:
    own = WORDS.replace("{ words: [Word] }", "{ words: [Word] node(id: ID!): Word }")
    extended = add_node_fields(_supergraph(words=own))
    fields = extended.types[TypeName("Query")].fields
    assert [set(fields[name].joins) for name in fields if name in ("node", "nodes")] == [{"words"}, {NODE_LOOKUP}]


def test_only_subgraphs_that_call_a_type_a_node_are_asked_about_it() -> None:
    cards = 'type Word @key(fields: "id") { id: ID! cards: Int }'
    supergraph = _supergraph(words=WORDS, cards=cards)
    (source,) = find_node_sources(supergraph)[TypeName("Word")]
    assert (source.subgraph, source.tells_id) == ("words", True)


def test_a_subgraph_whose_ids_are_external_is_asked_but_not_for_the_id() -> None:
    more = f'{NODE} extend type Word implements Node @key(fields: "id") {{ id: ID! @external level: Int }}'
    supergraph = _supergraph(words=WORDS, more=more)
    told = {str(source.subgraph): source.tells_id for source in find_node_sources(supergraph)[TypeName("Word")]}
    assert told["words"] is True
    assert set(told) == {"words", "more"}


def test_types_that_clients_do_not_see_are_not_looked_for() -> None:
    hidden = WORDS + 'type Secret implements Node @key(fields: "id") @federation__inaccessible { id: ID! }'
    assert set(find_node_sources(_supergraph(words=hidden))) == {"Word"}
