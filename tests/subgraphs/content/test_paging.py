import base64
from typing import Any

import pytest

from tests.support.subgraphs import SubgraphUnderTest

LISTS = {
    "words": "{ words(filter: {level: N5}, %s) { edges { cursor node { text reading } } pageInfo { %s } } }",
    "kanjiList": "{ kanjiList(filter: {level: N5}, %s) { edges { cursor node { character } } pageInfo { %s } } }",
    "searchWords": '{ searchWords(query: "hon", %s) { edges { cursor node { text reading } } pageInfo { %s } } }',
    "searchContent": '{ searchContent(query: "hon", %s) { edges { cursor node { __typename ... on Node { id } } } '
    "pageInfo { %s } } }",
}
PAGE_INFO = "hasNextPage hasPreviousPage startCursor endCursor"


async def page_of(content: SubgraphUnderTest, name: str, arguments: str) -> dict[str, Any]:
    page: dict[str, Any] = (await content.data(LISTS[name] % (arguments, PAGE_INFO)))[name]
    return page


def nodes(page: dict[str, Any]) -> list[dict[str, Any]]:
    return [edge["node"] for edge in page["edges"]]


@pytest.mark.parametrize("name", LISTS)
async def test_pages_forwards_put_together_are_the_whole_list(content: SubgraphUnderTest, name: str) -> None:
    whole = nodes(await page_of(content, name, "first: 60"))
    walked: list[dict[str, Any]] = []
    page = await page_of(content, name, "first: 7")
    while len(walked) < len(whole):
        walked += nodes(page)
        page = await page_of(content, name, f'first: 7, after: "{page["pageInfo"]["endCursor"]}"')

    assert walked[: len(whole)] == whole
    assert len(whole) > 20


@pytest.mark.parametrize("name", LISTS)
async def test_the_page_before_a_cursor_is_the_one_that_was_there(content: SubgraphUnderTest, name: str) -> None:
    first = await page_of(content, name, "first: 5")
    second = await page_of(content, name, f'first: 5, after: "{first["pageInfo"]["endCursor"]}"')
    back = await page_of(content, name, f'last: 5, before: "{second["pageInfo"]["startCursor"]}"')

    assert nodes(back) == nodes(first)


async def test_the_last_page_says_that_nothing_follows(content: SubgraphUnderTest) -> None:
    page = await page_of(content, "kanjiList", "last: 3")

    assert page["pageInfo"]["hasNextPage"] is False
    assert page["pageInfo"]["hasPreviousPage"] is True


async def test_lists_of_several_parents_are_paged_each_on_its_own(content: SubgraphUnderTest) -> None:
    query = """query ($first: Int, $after: String) { kanjiList(first: 3) { edges { node {
        character words(first: $first, after: $after) { totalCount edges { node { text } } pageInfo { endCursor } }
    } } } }"""
    whole = await content.data(query, {"first": 6})
    start = await content.data(query, {"first": 2})
    after = start["kanjiList"]["edges"][0]["node"]["words"]["pageInfo"]["endCursor"]
    rest = await content.data(query, {"first": 4, "after": after})

    def words(data: dict[str, Any]) -> list[list[str]]:
        return [[n["text"] for n in nodes(edge["node"]["words"])] for edge in data["kanjiList"]["edges"]]

    assert [a + b for a, b in zip(words(start), words(rest), strict=True)] == words(whole)


async def test_every_word_of_a_kanji_is_in_its_pages(content: SubgraphUnderTest) -> None:
    query = """query ($after: String) { kanji(character: "日") { words(first: 30, after: $after) {
        totalCount edges { node { text } } pageInfo { hasNextPage endCursor }
    } } }"""
    found: list[str] = []
    after, has_next = None, True
    while has_next:
        page = (await content.data(query, {"after": after}))["kanji"]["words"]
        found += [node["text"] for node in nodes(page)]
        after, has_next = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]

    assert len(found) == page["totalCount"] == 81
    assert all("日" in text for text in found)


async def test_a_page_larger_than_the_limit_is_refused(content: SubgraphUnderTest) -> None:
    answer = await content.execute("{ words(first: 101) { totalCount } kana(script: HIRAGANA) { romaji } }")

    assert answer["data"]["words"] is None
    assert len(answer["data"]["kana"]) == 120
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["BAD_USER_INPUT"]


@pytest.mark.parametrize("cursor", ["x", "WyJzZW50ZW5jZXMiLDBd", ""])
async def test_a_cursor_of_another_list_is_refused(content: SubgraphUnderTest, cursor: str) -> None:
    answer = await content.execute(f'{{ words(after: "{cursor}") {{ totalCount }} }}')

    assert [error["extensions"]["code"] for error in answer["errors"]] == ["BAD_USER_INPUT"]


async def test_a_cursor_that_holds_no_position_is_refused(content: SubgraphUnderTest) -> None:
    cursor = base64.urlsafe_b64encode(b'["kanji-words","x"]').decode().rstrip("=")
    answer = await content.execute(f'{{ kanji(character: "日") {{ words(after: "{cursor}") {{ totalCount }} }} }}')

    assert [error["extensions"]["code"] for error in answer["errors"]] == ["BAD_USER_INPUT"]
