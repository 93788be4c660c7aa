"""Pages that seek."""

import base64
from datetime import UTC, datetime
from uuid import UUID

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Select, select
from sqlmodel import col

from subgraphs.shared.database import count_statements
from subgraphs.shared.errors import BadUserInput
from subgraphs.shared.pagination import (
    CursorValue,
    SeekOrder,
    ascending,
    decode_cursor,
    descending,
    encode_cursor,
    fetch_page,
    page_request,
)
from tests.subgraphs.shared.conftest import plant
from tests.subgraphs.shared.garden import BY_HEIGHT, PlantRow
from tests.support.subgraphs import SubgraphUnderTest

PLANTS = """
query ($first: Int, $after: String, $last: Int, $before: String) {
  plants(first: $first, after: $after, last: $last, before: $before) {
    edges { cursor node { height } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}
"""

LATEST_FIRST = SeekOrder.by(
    "latest", descending(col(PlantRow.planted_at)), ascending(col(PlantRow.name)), descending(col(PlantRow.id))
)


async def heights(garden: SubgraphUnderTest, **arguments: object) -> tuple[list[int], dict[str, object]]:
    data = await garden.data(PLANTS, arguments)
    connection = data["plants"]
    return [edge["node"]["height"] for edge in connection["edges"]], connection["pageInfo"]


async def test_pages_forwards_give_every_row_once(garden: SubgraphUnderTest) -> None:
    await plant(garden, *[5, 3, 3, 3, 1, 2, 4])
    seen: list[int] = []
    after = None
    while True:
        page, info = await heights(garden, first=2, after=after)
        seen += page
        after = info["endCursor"]
        if not info["hasNextPage"]:
            break
    assert seen == [1, 2, 3, 3, 3, 4, 5]


async def test_pages_backwards_give_every_row_once_in_the_same_order(garden: SubgraphUnderTest) -> None:
    await plant(garden, *[5, 3, 3, 3, 1, 2, 4])
    pages: list[list[int]] = []
    before = None
    while True:
        page, info = await heights(garden, last=3, before=before)
        pages.insert(0, page)
        before = info["startCursor"]
        if not info["hasPreviousPage"]:
            break
    assert pages == [[1], [2, 3, 3], [3, 4, 5]]


async def test_a_row_that_appears_meanwhile_moves_no_page(garden: SubgraphUnderTest) -> None:
    await plant(garden, 10, 20, 30)
    _, info = await heights(garden, first=2)
    await plant(garden, 1, 2, 3)
    assert (await heights(garden, first=2, after=info["endCursor"]))[0] == [30]


async def test_directions_and_ties_mix(garden: SubgraphUnderTest) -> None:
    await plant(garden, *range(9))
    async with garden.subgraph.database.write() as session:
        for index, row in enumerate((await session.scalars(select_plants())).all()):
            row.planted_at = datetime(2026, 1, 1 + index % 3, tzinfo=UTC)
            row.name = "ab"[index % 2]
    async with garden.subgraph.database.read() as session:
        whole = await fetch_page(session, select_plants(), LATEST_FIRST, page_request(first=100))
        cursor: str | None = None
        pieces: list[PlantRow] = []
        for _ in range(9):
            page = await fetch_page(session, select_plants(), LATEST_FIRST, page_request(first=1, after=cursor))
            pieces += page.rows
            cursor = page.cursors[-1]
    assert [row.id for row in pieces] == [row.id for row in whole.rows]
    assert [row.planted_at.day for row in whole.rows] == [3, 3, 3, 2, 2, 2, 1, 1, 1]


async def test_the_pages_of_many_parents_cost_one_statement(garden: SubgraphUnderTest) -> None:
    for bed in ("north", "east", "south"):
        await plant(garden, 3, 1, 2, bed=bed)
    document = """query ($after: String) {
      gardens(names: ["north", "east", "south", "nowhere"]) {
        plants(first: 2, after: $after) { edges { cursor node { height } } pageInfo { hasNextPage } }
      }
    }"""
    with count_statements() as log:
        data = await garden.data(document)
    assert len(log) == 1
    pages = [[edge["node"]["height"] for edge in g["plants"]["edges"]] for g in data["gardens"]]
    assert pages == [[1, 2], [1, 2], [1, 2], []]
    assert [g["plants"]["pageInfo"]["hasNextPage"] for g in data["gardens"]] == [True, True, True, False]
    after = data["gardens"][0]["plants"]["edges"][1]["cursor"]
    rest = await garden.data(document, {"after": after})
    assert [edge["node"]["height"] for edge in rest["gardens"][0]["plants"]["edges"]] == [3]


async def test_a_page_has_twenty_rows_unless_said(garden: SubgraphUnderTest) -> None:
    await plant(garden, *range(30))
    page, info = await heights(garden)
    assert (len(page), info["hasNextPage"]) == (20, True)


async def test_a_page_of_none_says_whether_there_is_more(garden: SubgraphUnderTest) -> None:
    await plant(garden, 1)
    page, info = await heights(garden, first=0)
    assert (page, info["hasNextPage"], info["endCursor"]) == ([], True, None)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"first": 101}, "at most 100"),
        ({"first": -1}, "negative"),
        ({"last": 1_000}, "at most 100"),
        ({"first": 1, "last": 1}, "either"),
        ({"first": 1, "before": "x"}, "either"),
        ({"after": "not a cursor"}, "cursor"),
        ({"after": "é"}, "cursor"),
        ({"after": ""}, "cursor"),
        ({"before": "bnVsbA"}, "cursor"),
    ],
)
async def test_impossible_pages_are_refused_with_the_reason(
    garden: SubgraphUnderTest, arguments: dict[str, object], says: str
) -> None:
    answer = await garden.execute(PLANTS, arguments)
    (error,) = answer["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert says in error["message"]


@pytest.mark.parametrize(
    "values",
    [
        ["other-order", 1, {"u": "0" * 32}],
        ["plants-by-height", 1],
        ["plants-by-height", "tall", {"u": "0" * 32}],
        ["plants-by-height", 2**63, {"u": "0" * 32}],
        ["plants-by-height", 1, {"u": "no uuid"}],
        ["plants-by-height", 1, {"z": "1"}],
        ["plants-by-height", 1, {"u": 5}],
        ["plants-by-height", None, {"u": "0" * 32}],
        ["plants-by-height", {}, {"u": "0" * 32}],
    ],
)
async def test_a_forged_cursor_is_refused_before_it_reaches_the_database(
    garden: SubgraphUnderTest, values: list[object]
) -> None:
    forged = base64.urlsafe_b64encode(orjson.dumps(values)).decode()
    answer = await garden.execute(PLANTS, {"after": forged})
    assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


@given(st.integers(-(2**63) + 1, 2**63 - 1), st.uuids())
def test_a_cursor_says_what_was_put_into_it(height: int, id_: UUID) -> None:
    values: tuple[CursorValue, ...] = (height, id_)
    assert decode_cursor(BY_HEIGHT, encode_cursor(BY_HEIGHT, values)) == values


@given(st.text())
def test_any_text_is_a_cursor_or_refused(text: str) -> None:
    try:
        decode_cursor(BY_HEIGHT, text)
    except BadUserInput as error:
        assert "cursor" in error.message


def select_plants() -> Select[PlantRow]:
    return select(PlantRow)
