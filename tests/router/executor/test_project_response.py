from copy import deepcopy
from typing import Any

import pytest

from router.errors import InternalError
from router.executor.error_report import ErrorReport
from router.executor.project_response import prepare_careful_projection, prepare_projection
from router.supergraph.model import Supergraph
from tests.router.executor.plans import plan_of, supergraph_of

SUPERGRAPH = supergraph_of(
    """
    type Query {
      book: Book  must: Book!  books: [Book]  all: [Book!]  strict: [Book!]!  grid: [[Int]]
      media: Media  medias: [Media]  any: Any
      text: String  id: ID  count: Int  ratio: Float  flag: Boolean  json: JSON  colour: Colour  colours: [Colour!]
      ids: [ID]
    }
    scalar JSON
    enum Colour { RED GREEN }
    interface Named { title: String }
    interface Media implements Named { id: ID! title: String }
    type Book implements Media & Named { id: ID! title: String pages: Int! next: Book author: Author! }
    type Film implements Media & Named { id: ID! title: String minutes: Int }
    type Song implements Named { title: String }
    type Author { name: String! }
    union Any = Book | Author
    """,
    """
    type Query { x: Int }
    type Secret { id: ID }
    """,
)


def project(
    selection: str, tree: dict[str, Any], report: ErrorReport | None = None, supergraph: Supergraph = SUPERGRAPH
) -> tuple[Any, list[dict[str, Any]]]:
    """By the short way, where there is one, and by the long one."""
    report = report or ErrorReport(100)
    again = deepcopy(report)
    plan = plan_of(selection, None)
    data = prepare_projection(plan, supergraph)(tree, report)
    assert prepare_careful_projection(plan, supergraph)(tree, again) == data
    assert again.errors == report.errors
    return data, report.errors


def data_of(selection: str, tree: dict[str, Any]) -> Any:
    """The data, where no error is expected."""
    data, errors = project(selection, tree)
    assert errors == []
    return data


def failing(selection: str, tree: dict[str, Any]) -> tuple[Any, list[Any], str]:
    """The data, and path and code of the one error."""
    data, errors = project(selection, tree)
    assert len(errors) == 1
    return data, errors[0].get("path", []), errors[0]["extensions"]["code"]


def test_keys_stand_in_the_order_of_the_operation_and_nothing_else_leaks() -> None:
    data = data_of(
        "b: text book { title id } a: count", {"a": 1, "key": 2, "book": {"id": "1", "title": "t"}, "b": "x"}
    )
    assert list(data) == ["b", "book", "a"]
    assert list(data["book"]) == ["title", "id"]


def test_equal_response_keys_are_merged_at_their_first_place() -> None:
    data = data_of("book { id } text book { title }", {"book": {"id": "1", "title": "t"}, "text": "x"})
    assert data == {"book": {"id": "1", "title": "t"}, "text": "x"}
    assert list(data) == ["book", "text"]


def test_type_name_is_the_concrete_type_under_any_alias() -> None:
    data = data_of("__typename q: __typename book { t: __typename }", {"book": {}})
    assert data == {"__typename": "Query", "q": "Query", "book": {"t": "Book"}}


def test_a_type_name_that_a_subgraph_gives_its_own_root_does_not_show() -> None:
    assert data_of("book { __typename }", {"book": {"__typename": "RenamedBook"}}) == {"book": {"__typename": "Book"}}


def test_fragments_choose_by_the_type_of_the_object() -> None:
    tree = {"medias": [{"__typename": "Book", "pages": 3, "title": "b"}, {"__typename": "Film", "minutes": 9}]}
    selection = "medias { ... on Book { pages } ... on Named { title } ... on Film { minutes __typename } }"
    assert data_of(selection, tree) == {
        "medias": [{"pages": 3, "title": "b"}, {"title": None, "minutes": 9, "__typename": "Film"}]
    }


def test_an_object_that_matches_no_fragment_is_empty() -> None:
    assert data_of("any { ... on Book { id } }", {"any": {"__typename": "Author"}}) == {"any": {}}


def test_a_null_in_a_nullable_field_is_no_error() -> None:
    assert data_of("book { title } text books { id }", {"book": None}) == {"book": None, "text": None, "books": None}


def test_a_null_in_a_non_null_field_takes_the_nearest_nullable_parent() -> None:
    data, path, code = failing("book { title author { name } }", {"book": {"title": "t", "author": {"name": None}}})
    assert data == {"book": None}
    assert path == ["book", "author", "name"]
    assert code == "NULL_IN_NON_NULL_FIELD"


def test_nulls_propagate_up_to_data() -> None:
    assert failing("must { pages }", {"must": {}})[:2] == (None, ["must", "pages"])


def test_a_null_item_takes_the_list_where_items_are_not_null() -> None:
    tree = {"all": [{"id": "1"}, None], "books": [None, {"id": "2"}]}
    assert failing("all { id } books { id }", tree)[:2] == ({"all": None, "books": [None, {"id": "2"}]}, ["all", 1])


def test_a_null_inside_an_item_takes_the_item_where_it_may_be_null() -> None:
    data, path, _ = failing("books { pages }", {"books": [{"pages": 1}, {"pages": None}]})
    assert data == {"books": [{"pages": 1}, None]}
    assert path == ["books", 1, "pages"]


def test_a_null_that_an_error_explains_adds_no_error() -> None:
    report = ErrorReport(10)
    report.add("down", ("book", "author"), {"service": "a"})
    data, errors = project("book { author { name } }", {"book": {}}, report)
    assert data == {"book": None}
    assert len(errors) == 1


def test_lists_of_lists_are_completed() -> None:
    assert data_of("grid", {"grid": [[1, None], None, []]}) == {"grid": [[1, None], None, []]}
    assert failing("grid", {"grid": [[1], ["x"], 3, [True]][:2]})[:2] == ({"grid": [[1], [None]]}, ["grid", 1, 0])


def test_scalars_pass_untouched() -> None:
    big = {"n": 18446744073709551615, "deep": [None, {"x": 1.5}]}
    tree = {"json": big, "text": "x", "id": "1", "count": 9007199254740993, "ratio": 2, "flag": False}
    assert data_of("json text id count ratio flag", tree) == tree


def test_an_id_that_is_a_number_becomes_text() -> None:
    assert data_of("id ids", {"id": 12, "ids": [1, "2", None]}) == {"id": "12", "ids": ["1", "2", None]}


def test_an_int_written_with_a_point_is_an_int() -> None:
    data = data_of("count", {"count": 3.0})
    assert type(data["count"]) is int


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", {"not": "text"}),
        ("text", 1),
        ("id", True),
        ("id", 1.5),
        ("count", "1"),
        ("count", 1.5),
        ("count", True),
        ("ratio", "1.5"),
        ("flag", 0),
        ("colour", 1),
        ("colours", "RED"),
        ("grid", {}),
        ("book { id }", "text"),
        ("book { id }", [{"id": "1"}]),
        ("media { id }", ["x"]),
        ("books { id }", {"id": "1"}),
    ],
)
def test_a_value_of_the_wrong_shape_costs_its_own_field_only(field: str, value: object) -> None:
    key = field.split()[0]
    data, errors = project(f"{field} other: text", {key: value, "other": "stays"})
    assert data == {key: None, "other": "stays"}
    assert [(error["path"], error["extensions"]["code"]) for error in errors] == [
        ([key], "SUBREQUEST_MALFORMED_RESPONSE")
    ]


def test_a_wrong_shape_in_a_non_null_field_is_reported_once_and_propagates() -> None:
    data, path, code = failing("book { id pages }", {"book": {"id": "1", "pages": "many"}})
    assert (data, path, code) == ({"book": None}, ["book", "pages"], "SUBREQUEST_MALFORMED_RESPONSE")


def test_an_enum_value_outside_the_api_schema_becomes_null_and_is_not_named() -> None:
    data, errors = project("colour colours", {"colour": "SECRET", "colours": ["RED", "SECRET"]})
    assert data == {"colour": None, "colours": None}
    assert [error["path"] for error in errors] == [["colour"], ["colours", 1]]
    assert "SECRET" not in str(errors)


def test_enum_values_of_the_api_schema_pass() -> None:
    assert data_of("colour colours", {"colour": "RED", "colours": ["GREEN"]}) == {"colour": "RED", "colours": ["GREEN"]}


@pytest.mark.parametrize("type_name", ["Secret", "Author", "NoSuchType"])
def test_an_object_whose_type_the_api_schema_does_not_allow_becomes_null(type_name: str) -> None:
    data, errors = project("medias { id }", {"medias": [{"__typename": type_name, "id": "1"}]})
    assert data == {"medias": [None]}
    assert [(error["path"], error["extensions"]["code"]) for error in errors] == [(["medias", 0], "NOT_IN_API_SCHEMA")]
    assert type_name not in str(errors)


@pytest.mark.parametrize("told", [{}, {"__typename": "Media"}])
def test_an_interface_object_without_concrete_type_answers_the_interfaces_fields(told: dict[str, str]) -> None:
    tree = {"media": {**told, "id": "1", "title": "t"}}
    assert data_of("media { id ... on Media { title } ... on Named { n: title } }", tree | {}) == {
        "media": {"id": "1", "title": "t", "n": None}
    }


def test_a_condition_that_no_object_of_the_interface_meets_needs_no_type() -> None:
    selection = "media { id ... on Named { ... on Song { title } } }"
    assert data_of(selection, {"media": {"id": "1"}}) == {"media": {"id": "1"}}


@pytest.mark.parametrize("selection", ["id __typename", "id ... on Book { title }", "id ... { ... on Film { id } }"])
def test_a_concrete_type_that_is_needed_and_unknown_costs_the_object(selection: str) -> None:
    data, path, code = failing(f"media {{ {selection} }}", {"media": {"id": "1"}})
    assert (data, path, code) == ({"media": None}, ["media"], "SUBREQUEST_MALFORMED_RESPONSE")


def test_an_unknown_type_that_an_error_explains_adds_no_error() -> None:
    report = ErrorReport(10)
    report.add("down", ("media",), {"service": "a"})
    assert project("media { __typename }", {"media": {"id": "1"}}, report) == ({"media": None}, report.errors)
    assert len(report.errors) == 1


def test_introspection_values_keep_their_place() -> None:
    tree = {"s": {"queryType": {"name": "Query"}}, "__type": None, "text": "x"}
    data = data_of('text s: __schema { queryType { name } } __type(name: "X") { name }', tree)
    assert list(data.items()) == [("text", "x"), ("s", {"queryType": {"name": "Query"}}), ("__type", None)]


def test_texts_of_a_subclass_are_texts() -> None:
    class Text(str):
        __slots__ = ()

    assert data_of("text id", {"text": Text("x"), "id": Text("1")}) == {"text": "x", "id": "1"}


def test_a_custom_scalar_may_be_any_value_that_json_can_write() -> None:
    assert data_of("json", {"json": (1, 2)}) == {"json": (1, 2)}


def test_a_root_type_that_is_no_object_type_is_an_internal_error() -> None:
    with pytest.raises(InternalError, match="Media"):
        prepare_projection(plan_of("id", None, root_type="Media"), SUPERGRAPH)
