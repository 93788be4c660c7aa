"""A whole domain on the shared package."""

from uuid import uuid4

from subgraphs.shared.database import count_statements
from tests.subgraphs.shared.conftest import plant
from tests.support.subgraphs import SubgraphUnderTest

GROW = """
mutation ($id: ID!, $by: Int!) {
  growPlant(input: {id: $id, by: $by}) { plant { height plantedAt } userErrors { code message path } }
}
"""


async def test_a_mutation_commits_and_answers_with_what_it_changed(garden: SubgraphUnderTest) -> None:
    (row,) = await plant(garden, 10)
    data = await garden.data(GROW, {"id": str(row.id), "by": 5})
    assert data["growPlant"] == {"plant": {"height": 15, "plantedAt": "2026-01-01T00:00:00Z"}, "userErrors": []}


async def test_a_refused_mutation_changes_and_announces_nothing(garden: SubgraphUnderTest) -> None:
    (row,) = await plant(garden, 10)
    data = await garden.data(GROW, {"id": str(row.id), "by": 5_000})
    assert data["growPlant"]["plant"] is None
    assert data["growPlant"]["userErrors"] == [
        {"code": "HEIGHT_IS_TOO_GREAT", "message": "No plant grows beyond 1000.", "path": ["input", "by"]}
    ]
    after = await garden.data("query ($id: ID!) { plant(id: $id) { height } }", {"id": str(row.id)})
    assert after["plant"]["height"] == 10
    assert await garden.announced() == []


async def test_an_operation_that_changes_twice_answers_each_time_with_the_newest(garden: SubgraphUnderTest) -> None:
    (row,) = await plant(garden, 10)
    document = """mutation ($id: ID!) {
      one: growPlant(input: {id: $id, by: 1}) { plant { height } }
      two: growPlant(input: {id: $id, by: 1}) { plant { height } }
    }"""
    data = await garden.data(document, {"id": str(row.id)})
    assert [data["one"]["plant"]["height"], data["two"]["plant"]["height"]] == [11, 12]


async def test_representations_of_one_type_cost_one_statement(garden: SubgraphUnderTest) -> None:
    rows = await plant(garden, *range(50))
    wanted = [{"__typename": "Plant", "id": str(row.id)} for row in rows]
    with count_statements() as log:
        answer = await garden.entities(wanted, "... on Plant { height }")
    assert [entity["height"] for entity in answer["data"]["_entities"]] == list(range(50))
    assert len(log) == 1


async def test_what_cannot_be_resolved_costs_only_its_own_item(garden: SubgraphUnderTest) -> None:
    (row,) = await plant(garden, 7)
    answer = await garden.entities(
        [
            {"__typename": "Plant", "id": str(row.id)},
            {"__typename": "Plant", "id": str(uuid4())},
            {"__typename": "Plant", "id": "not an id"},
            {"__typename": "Stone", "id": "1"},
            {"__typename": "Plant"},
            {"__typename": "Garden", "name": "locked"},
            {"__typename": "Garden", "name": "nowhere"},
            {"__typename": "Garden", "name": "east", "visitorCount": 3},
        ],
        "... on Plant { height } ... on Garden { name visitorCount }",
    )
    entities = answer["data"]["_entities"]
    assert entities == [{"height": 7}, None, None, None, None, None, None, {"name": "east", "visitorCount": 3}]
    codes = {tuple(error["path"]): error["extensions"]["code"] for error in answer["errors"]}
    assert codes == {
        ("_entities", 3): "BAD_USER_INPUT",
        ("_entities", 4): "BAD_USER_INPUT",
        ("_entities", 5): "FORBIDDEN",
    }


async def test_an_unexpected_exception_tells_the_client_nothing(garden: SubgraphUnderTest) -> None:
    answer = await garden.execute("{ earthquake }")
    (error,) = answer["errors"]
    assert error["message"] == "Something went wrong on our side."
    assert error["extensions"] == {"code": "INTERNAL_SERVER_ERROR"}
    assert error["path"] == ["earthquake"]


async def test_a_header_that_the_router_did_not_sign_is_refused(garden: SubgraphUnderTest) -> None:
    answer = await garden.subgraph.execute("{ me }", headers={"kumiki-caller": "forged"})
    assert answer["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_the_caller_is_who_the_router_says(garden: SubgraphUnderTest) -> None:
    who = uuid4()
    assert await garden.data("{ me }", caller=who) == {"me": str(who)}


async def test_nobody_is_not_a_caller(garden: SubgraphUnderTest) -> None:
    answer = await garden.execute("{ me }")
    assert answer["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
