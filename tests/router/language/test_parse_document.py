from pathlib import Path

import pytest
from graphql import DocumentNode, GraphQLSyntaxError, Node, Source, parse
from hypothesis import given, settings
from hypothesis import strategies as st

from router.language.parse_document import parse_document
from router.language.parser.document import read_document
from router.language.parser.tokens import find_tokens

ROOT = Path(__file__).parents[3]
FILES = sorted(
    path
    for folder in ("schema", "tests/scenarios", "tests/router/composer/errors", "kumiki/operations", "bench/operations")
    for path in (ROOT / folder).rglob("*.graphql")
)
EVERYTHING = '''
# every construct once
"""Block \\""" with
    an indent
"""
schema @link(url: "https://specs.example/v1", import: ["@a", {name: "@b", as: "@c"}]) { query: Query mutation: M }
extend schema @tag(name: "x") { subscription: S }
"one line, \\"quoted\\" \\u00e9 \\u{1F600}" scalar Date @specifiedBy(url: "")
extend scalar Date @tag(name: "x")
type Query implements & Node & Other @key(fields: "id", resolvable: false) {
  "described" field("of an argument" a: [Int!]! = [1, -2, 3.5, 1e9, $BAD] @tag(name: "x"), b: E = RED): [[String]!]
}
interface Node implements Other { id: ID! }
extend interface Node @tag(name: "x") { more: Int }
extend type Query implements Node
union U @tag(name: "x") = | A | B
extend union U = C
enum E { RED @deprecated(reason: """a block""") "described" GREEN BLUE }
extend enum E { WHITE }
input I @oneOf { a: Int = 1 b: I = {c: {d: [null, true, false, ""]}} }
extend input I { e: Float = -0.5e-3 }
directive @d(a: Int = 1) repeatable on FIELD | OBJECT
directive @e on | QUERY
type Empty
query Named($a: Int! = 1 @d, $b: [I]) @d(a: $a) { alias: field(a: $a, b: {c: [$b]}) @skip(if: true) { ...F
  ... on T { x } ... @include(if: $a) { y } ... { z } } }
mutation { on: type }
subscription Sub { fragment }
fragment F on T @d { extend }
'''
DOCUMENT = EVERYTHING.replace(", $BAD", "")


def outcome(text: str, max_tokens: int | None = None, quick: bool = True) -> object:
    """All that can be seen of a document, or of the refusal."""
    try:
        document = (parse_document if quick else parse)(Source(text), max_tokens=max_tokens)
    except GraphQLSyntaxError as error:
        return error.message, error.positions
    return describe(document), document.token_count


def describe(document: DocumentNode) -> list[object]:
    """Every attribute of every node with its type, flat, so that any depth can be compared."""
    described: list[object] = []
    open_values: list[object] = [document]
    while open_values:
        value = open_values.pop()
        described.append(type(value))
        match value:
            case Node(loc=loc):
                described.append((loc.start, loc.end, loc.source.body) if loc else None)
                open_values += [getattr(value, key) for key in value.keys if key != "loc"]
            case tuple():
                described.append(len(value))
                open_values += value
            case _:
                described.append(value)
    return described


def read_quickly(text: str) -> DocumentNode | None:
    """None where parsing is left to graphql-core."""
    tokens = find_tokens(text)
    return read_document(tokens, Source(text)) if tokens else None


def test_every_construct_is_read_as_graphql_core_reads_it() -> None:
    assert read_quickly(DOCUMENT) is not None
    assert outcome(DOCUMENT) == outcome(DOCUMENT, quick=False)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_are_read_as_graphql_core_reads_them(path: Path) -> None:
    text = path.read_text()
    assert outcome(text) == outcome(text, quick=False)


def test_without_locations_nothing_else_changes() -> None:
    document = parse_document(Source(DOCUMENT), no_location=True)
    assert document == parse(DOCUMENT, no_location=True)
    assert document.loc is None


def test_a_constant_takes_no_variable() -> None:
    assert read_quickly(EVERYTHING) is None
    assert outcome(EVERYTHING) == outcome(EVERYTHING, quick=False)


@pytest.mark.parametrize("max_tokens", range(8))
def test_tokens_and_comments_count_against_the_limit(max_tokens: int) -> None:
    text = "# one\n{ a # three\n# four\n b }"
    assert outcome(text, max_tokens) == outcome(text, max_tokens, quick=False)


@pytest.mark.parametrize("depth", [98, 99, 100, 101, 150, 199, 200, 201, 5000])
@pytest.mark.parametrize(
    ("start", "opening", "innermost", "closing", "end"),
    [
        ("", "{a", "", "}", ""),
        ("{a(b:", "[", "", "]", ")}"),
        ("{a(b:", "{c:", "1", "}", ")}"),
        ("type T { a: ", "[", "Int", "]", "}"),
    ],
)
def test_nesting_has_the_same_limit(
    depth: int, start: str, opening: str, innermost: str, closing: str, end: str
) -> None:
    text = start + opening * depth + innermost + closing * depth + end
    assert outcome(text) == outcome(text, quick=False)


LEXEMES = [
    *"!$&():=@[]{}|.#'?-\\",
    *("...", "..", "name", "on", "type", "extend", "fragment", "query", "input", "enum", "true", "null", "_0", "é"),
    *("repeatable", "implements", "union", "directive", "scalar", "interface", "schema", "QUERY", "subscription"),
    *("0", "00", "-1", "1.5", "1.", "1.e", "1e", "1e+5", "1.5E-3", "0x", "1a", "1.5.2", "-", "9" * 30),
    *('""', '"a"', '"\\n"', '"\\u0041"', '"\\u{41}"', '"\\x"', '"\\ud800"', '"\\ud83d\\ude00"', '"', '"""', '"""a"""'),
    *('"""\n  a\n b\r\n\\""" c\r"""', '"a""', '"\\"', '"é😀"', "\ud800", '"\ud83d\ude00"', '"""\ud800"""', "#\ud800"),
    *("# comment", "#", '# """', "\n", "\r", "\r\n", " ", "\t", ",", "\ufeff", "\u00a0", "\x00", "\x0b", "\u2028"),
]


@given(st.lists(st.sampled_from(LEXEMES), max_size=12).map("".join))
@settings(max_examples=500, deadline=None)
def test_any_lexemes_in_a_row_are_read_or_refused_alike(text: str) -> None:
    assert outcome(text) == outcome(text, quick=False)


@given(
    start=st.integers(0, len(DOCUMENT)),
    removed=st.integers(0, 6),
    added=st.lists(st.sampled_from(LEXEMES), max_size=3).map("".join),
)
@settings(max_examples=500, deadline=None)
def test_a_document_that_is_changed_anywhere_is_read_or_refused_alike(start: int, removed: int, added: str) -> None:
    text = DOCUMENT[:start] + added + DOCUMENT[start + removed :]
    assert outcome(text) == outcome(text, quick=False)


@given(st.text(max_size=20))
@settings(max_examples=200, deadline=None)
def test_any_string_has_the_value_that_graphql_core_gives_it(text: str) -> None:
    for quoted in (f'{{a(b:"{text}")}}', f'{{a(b:"""{text}""")}}'):
        assert outcome(quoted) == outcome(quoted, quick=False)
