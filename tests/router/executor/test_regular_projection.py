import json
from typing import Any

import pytest
from graphql import GraphQLObjectType
from hypothesis import given
from hypothesis import strategies as st

from router.executor.error_report import ErrorReport
from router.executor.project_response import prepare_careful_projection, prepare_projection
from router.executor.regular_projection import Irregular, Project, RegularCompiler, compile_small
from router.language.names import ResponseKey
from tests.router.executor.plans import plan_of, select, supergraph_of

SUPERGRAPH = supergraph_of(
    """
    type Query { book: Book books: [Book!]! grid: [[Book]!] media: [Media] any: Any json: JSON! }
    scalar JSON
    enum Colour { RED GREEN }
    interface Media { id: ID! }
    type Book implements Media {
      id: ID! title: String pages: Int! ratio: Float tags: [String!] colour: Colour next: Book
    }
    type Film implements Media { id: ID! minutes: Int! flags: [Boolean] colours: [Colour!]! director: Author! }
    type Author { name: String! }
    union Any = Book | Author
    """
)
BOOK = "id title pages ratio tags colour"
SELECTION = f"""
    json book {{ {BOOK} next {{ {BOOK} }} }} books {{ {BOOK} __typename next {{ pages }} }} grid {{ id }}
    media {{ __typename id ...on Film {{ minutes flags colours director {{ name }} }} ...on Book {{ {BOOK} }} }}
    any {{ ...on Author {{ name }} ...on Book {{ title }} }}
"""
PLAN = plan_of(SELECTION, None)
KEYS = f"{BOOK} book books grid media any json next director __typename colours flags minutes name".split()


def regular(selection: str, aliases: dict[str, str] | None = None) -> Project:
    query = SUPERGRAPH.api_schema.query_type
    assert isinstance(query, GraphQLObjectType)
    keys = {ResponseKey(key): ResponseKey(shown) for key, shown in (aliases or {}).items()}
    return RegularCompiler(SUPERGRAPH.api_schema, keys).project_object(query, (select(selection),), is_nullable=True)


PROJECT = regular(SELECTION)

LEAVES = st.sampled_from([None, None, "x", "RED", "BLUE", 1, 1.0, 1.5, True])
AUTHOR = st.fixed_dictionaries({"__typename": st.just("Author"), "name": st.text(max_size=2)})
BOOKS = st.recursive(
    st.none(),
    lambda next_book: st.fixed_dictionaries(
        {"__typename": st.just("Book"), "id": st.sampled_from(["1", "2", 3]), "pages": st.integers(0, 9)},
        optional={
            "title": st.none() | st.text(max_size=2),
            "ratio": st.none() | st.floats(0, 1) | st.integers(0, 1),
            "tags": st.none() | st.lists(st.text(max_size=1), max_size=2),
            "colour": st.sampled_from(["RED", "GREEN", None]),
            "next": next_book,
            "key": st.just("not selected"),
        },
    ),
    max_leaves=3,
)
FILM = st.fixed_dictionaries(
    {
        "__typename": st.just("Film"),
        "id": st.just("7"),
        "minutes": st.sampled_from([90, 90.0]),
        "colours": st.lists(st.sampled_from(["RED", "GREEN"]), max_size=2),
        "director": AUTHOR,
    },
    optional={"flags": st.none() | st.lists(st.none() | st.booleans(), max_size=2)},
)
IN_ORDER = st.fixed_dictionaries(
    {"books": st.lists(BOOKS.filter(bool), max_size=2), "json": st.just({"any": [1]})},
    optional={
        "book": BOOKS,
        "grid": st.none() | st.lists(st.lists(BOOKS, max_size=2), max_size=2),
        "media": st.none() | st.lists(st.none() | BOOKS | FILM, max_size=3),
        "any": st.none() | BOOKS | AUTHOR,
    },
)
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(KEYS), inner | st.sampled_from(["Book", "Film", "Nobody"]), max_size=6)
    ),
    max_leaves=12,
)


@given(IN_ORDER)
def test_what_is_in_order_is_projected_as_the_careful_projection_does_it(tree: dict[str, Any]) -> None:
    report = ErrorReport(100)
    careful = prepare_careful_projection(PLAN, SUPERGRAPH)(tree, report)
    assert json.dumps(PROJECT(tree)) == json.dumps(careful)
    assert report.errors == []


@given(IN_ORDER, st.dictionaries(st.sampled_from(KEYS), ANYTHING, max_size=3), st.data())
def test_whatever_comes_is_answered_as_by_the_careful_projection_alone(
    tree: dict[str, Any], wrong: dict[str, Any], data: st.DataObject
) -> None:
    place = data.draw(st.sampled_from([tree, *(book for book in tree["books"])]))
    place.update(wrong)
    report, alone = ErrorReport(100), ErrorReport(100)
    answer = prepare_projection(PLAN, SUPERGRAPH)(tree, report)
    assert json.dumps(answer) == json.dumps(prepare_careful_projection(PLAN, SUPERGRAPH)(tree, alone))
    assert report.errors == alone.errors


@pytest.mark.parametrize(
    "tree",
    [
        {"book": "a text"},
        {"book": {"pages": None}},
        {"book": {}},
        {"book": {"pages": "7"}},
        {"book": {"pages": 1, "colour": "BLUE"}},
        {"book": {"pages": 1, "colour": {}}},
        {"book": {"pages": 1, "tags": ["a", None]}},
        {"book": {"pages": 1, "tags": "a"}},
        {"book": []},
    ],
)
def test_what_needs_an_error_is_left_alone(tree: dict[str, Any]) -> None:
    before = json.dumps(tree)
    with pytest.raises(Irregular):
        regular("book { pages tags colour }")(tree)
    assert json.dumps(tree) == before


@pytest.mark.parametrize("type_name", [None, "Nobody", "Author", "Media", 7])
def test_an_object_whose_type_is_not_a_member_is_left_alone(type_name: object) -> None:
    with pytest.raises(Irregular):
        regular("media { id }")({"media": [{"__typename": type_name, "id": "1"}]})


def test_an_object_without_selected_fields_of_its_own_is_still_an_object() -> None:
    project = regular("book { __typename } media { ...on Film { id } }")
    tree = {"book": {"id": "1"}, "media": [{"__typename": "Book", "id": "1"}]}
    assert project(tree) == {"book": {"__typename": "Book"}, "media": [{}]}
    with pytest.raises(Irregular):
        project({"book": "Book", "media": None})


def test_a_key_with_another_name_in_the_tree_is_given_back() -> None:
    assert regular("_own: json", {"_own": "__typename"})({"_own": 1}) == {"__typename": 1}


def test_keys_stand_in_the_order_of_the_operation_also_where_some_are_missing() -> None:
    tree = {"book": {"pages": 1, "id": "1"}}
    assert json.dumps(regular("book { title id pages }")(tree)) == '{"book": {"title": null, "id": "1", "pages": 1}}'


def test_large_selections_are_projected_and_their_code_is_not_kept() -> None:
    count = 500
    project = regular(" ".join(f"j{number}: json" for number in range(count)))
    before = compile_small.cache_info().currsize
    regular(" ".join(f"k{number}: json" for number in range(count)))
    assert compile_small.cache_info().currsize == before
    assert project({f"j{number}": number for number in range(count)}) == {
        f"j{number}": number for number in range(count)
    }
