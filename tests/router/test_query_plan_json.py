from typing import Any

from router.language.names import FieldName, ResponseKey, SubgraphName, TypeName
from router.language.response_path import ANY_ITEM, KeyElement, ResponsePath, TypeElement
from router.language.selection_set import Field, InlineFragment, SelectionSet
from router.query_plan import (
    BatchNode,
    BatchPart,
    ConditionNode,
    FetchNode,
    FlattenNode,
    OperationKind,
    ParallelNode,
    PlanNode,
    QueryPlan,
    Rename,
    Requirement,
    SequenceNode,
    SubscriptionNode,
)
from router.query_plan_json import path_to_json, query_plan_to_json

BOOKS = FetchNode(SubgraphName("books"), "{books{id}}", variable_names=("first",))
BOOKS_JSON = {
    "kind": "Fetch",
    "serviceName": "books",
    "requires": None,
    "variableUsages": ["first"],
    "operation": "{books{id}}",
    "operationKind": "query",
    "operationName": None,
    "inputRewrites": None,
    "outputRewrites": None,
}
ITEMS: ResponsePath = (KeyElement(ResponseKey("items")), ANY_ITEM)


def plan_of(node: PlanNode | None) -> QueryPlan:
    return QueryPlan(OperationKind.QUERY, node, TypeName("Query"), SelectionSet())


def paths_of(node: Any) -> Any:
    return [flatten["path"] for flatten in node["nodes"] if flatten["kind"] == "Flatten"]


def test_one_fetch_at_several_paths_is_a_flatten_for_each_beside_its_request() -> None:
    authors: ResponsePath = (KeyElement(ResponseKey("author")),)
    node = query_plan_to_json(plan_of(FlattenNode(ITEMS, BOOKS, (authors,))))["node"]
    assert (node["kind"], paths_of(node)) == ("Parallel", [["items", "@"], ["author"]])
    assert node["batch"] == BOOKS_JSON


def test_a_batch_is_a_flatten_for_each_part_beside_its_request() -> None:
    authors: ResponsePath = (KeyElement(ResponseKey("author")),)
    request = FetchNode(SubgraphName("books"), "{all}")
    parts = [
        BatchPart(ResponseKey(f"_{index}"), f"r{index}", FlattenNode(path, BOOKS))
        for index, path in enumerate((ITEMS, authors))
    ]
    node = query_plan_to_json(plan_of(BatchNode(request, tuple(parts))))["node"]
    assert (node["kind"], paths_of(node)) == ("Parallel", [["items", "@"], ["author"]])
    assert node["batch"]["operation"] == "{all}"


def test_a_plan_without_fetches_has_no_node() -> None:
    assert query_plan_to_json(plan_of(None)) == {"kind": "QueryPlan", "node": None}


def test_a_fetch_has_the_published_members() -> None:
    assert query_plan_to_json(plan_of(BOOKS))["node"] == BOOKS_JSON


def test_nodes_nest() -> None:
    node = SequenceNode((BOOKS, ParallelNode((FlattenNode(ITEMS, BOOKS), ConditionNode("flag", BOOKS)))))
    assert query_plan_to_json(plan_of(node))["node"] == {
        "kind": "Sequence",
        "nodes": [
            BOOKS_JSON,
            {
                "kind": "Parallel",
                "nodes": [
                    {"kind": "Flatten", "path": ["items", "@"], "node": BOOKS_JSON},
                    {"kind": "Condition", "condition": "flag", "ifClause": BOOKS_JSON, "elseClause": None},
                ],
            },
        ],
    }


def test_a_subscription_has_a_primary_and_a_rest() -> None:
    node = query_plan_to_json(plan_of(SubscriptionNode(BOOKS, FlattenNode(ITEMS, BOOKS))))["node"]
    assert (node["kind"], node["primary"], node["rest"]["kind"]) == ("Subscription", BOOKS_JSON, "Flatten")


def test_requirements_are_fragments_and_rewrites() -> None:
    selected = SelectionSet(
        (
            Field(FieldName("id"), alias=ResponseKey("key")),
            InlineFragment(TypeName("Book"), SelectionSet((Field(FieldName("isbn")),))),
        )
    )
    requirement = Requirement(frozenset({TypeName("Book")}), selected, representation_type=TypeName("Media"))
    rename = Rename(ITEMS, ResponseKey("_kumiki_0"), ResponseKey("title"))
    fetch = FetchNode(SubgraphName("books"), "{}", requires=(requirement,), renames=(rename,))
    node = query_plan_to_json(plan_of(FlattenNode(ITEMS, fetch)))["node"]["node"]
    fragment = {
        "kind": "InlineFragment",
        "typeCondition": "Book",
        "selections": [{"kind": "Field", "name": "isbn"}],
    }
    assert node["requires"] == [
        {
            "kind": "InlineFragment",
            "typeCondition": "Book",
            "selections": [
                {"kind": "Field", "name": "__typename"},
                {"kind": "Field", "name": "id", "alias": "key"},
                fragment,
            ],
        }
    ]
    assert node["inputRewrites"] == [
        {"kind": "ValueSetter", "path": ["... on Book", "__typename"], "setValueTo": "Media"}
    ]
    assert node["outputRewrites"] == [
        {"kind": "KeyRenamer", "path": ["items", "@", "_kumiki_0"], "renameKeyTo": "title"}
    ]


def test_a_narrowing_belongs_to_the_element_before_it() -> None:
    narrowed = TypeElement(frozenset({TypeName("Film"), TypeName("Book")}))
    assert path_to_json((*ITEMS, narrowed, KeyElement(ResponseKey("author")))) == ["items", "@|[Book,Film]", "author"]
    assert path_to_json((narrowed,)) == ["|[Book,Film]"]
