"""What spans domains, asked of all of them through the router."""

import re

from kumiki.explorer import read_operation
from subgraphs.shared.database import count_statements
from tests.federation.running import RunningPlatform
from tests.router.server.raw_http import ask

HOME = read_operation("home")

CAT = """
query Cat($character: String!) {
  kanji(character: $character) {
    character onReadings kunReadings meanings grade frequency strokeCount level
    strokes { order path }
    words(first: 3) { edges { node {
      text reading meanings sentences(first: 1) { edges { node { text translation } } }
    } } }
  }
}
"""


async def test_the_home_query_is_answered_by_five_subgraphs(platform: RunningPlatform) -> None:
    data = await (await platform.client.signed_in()).data(HOME)
    viewer = data["viewer"]
    assert viewer["profile"]["displayName"] == "Demo Learner"
    assert viewer["progress"]["level"] >= 1
    assert viewer["progress"]["xp"] > 0
    assert viewer["progress"]["streak"]["days"] >= 1
    assert viewer["dueCards"]["totalCount"] >= 20
    cards = [edge["node"] for edge in viewer["dueCards"]["edges"]]
    assert len(cards) == 20
    assert all(card["front"] for card in cards)
    by_front = {card["front"]: card for card in cards}
    assert by_front["犬"]["word"]["reading"] == "いぬ"
    assert "dog" in by_front["犬"]["word"]["meanings"]
    assert viewer["notifications"]["edges"][0]["node"]["title"]
    leaders = data["leaderboard"]["edges"]
    assert [leader["rank"] for leader in leaders] == list(range(1, 11))
    assert all(leader["node"]["profile"]["displayName"] for leader in leaders)


async def test_nobody_in_particular_sees_the_leaderboard_and_no_viewer(platform: RunningPlatform) -> None:
    data = await platform.client.data(HOME)
    assert data["viewer"] is None
    assert len(data["leaderboard"]["edges"]) == 10


async def test_the_home_query_costs_a_bounded_number_of_statements(platform: RunningPlatform) -> None:
    client = await platform.client.signed_in()
    counts = []
    # Five cards already are of words and of kanji, which lie in tables of their own.
    for first in (5, 20):
        document = re.sub(r"first: \d+", f"first: {first}", HOME)
        with count_statements() as log:
            await client.data(document)
        counts.append(len(log))
    assert counts[0] == counts[1], "more rows must not mean more statements"
    assert counts[1] <= 20


async def test_a_kanji_leads_to_words_and_those_to_sentences(platform: RunningPlatform) -> None:
    with count_statements() as log:
        kanji = (await platform.client.data(CAT, {"character": "猫"}))["kanji"]
    assert kanji["character"] == "猫"
    assert kanji["meanings"] == ["cat"]
    assert kanji["strokeCount"] == len(kanji["strokes"]) == 11
    words = [edge["node"] for edge in kanji["words"]["edges"]]
    assert words[0]["text"] == "猫"
    assert "猫" in words[0]["sentences"]["edges"][0]["node"]["text"]
    assert len(log) <= 8


async def test_the_words_of_one_subgraph_stand_on_the_cards_of_another(platform: RunningPlatform) -> None:
    document = """{ viewer { dueCards(first: 5) { edges { node {
      front back owner { profile { displayName } }
      item { __typename ... on Word { text romaji } ... on Kanji { character } }
    } } } } }"""
    cards = (await (await platform.client.signed_in()).data(document))["viewer"]["dueCards"]["edges"]
    for card in (edge["node"] for edge in cards):
        item = card["item"]
        assert card["front"] == (item["text"] if item["__typename"] == "Word" else item["character"])
        assert card["back"]
        assert card["owner"]["profile"]["displayName"] == "Demo Learner"


async def test_a_token_that_is_not_ours_is_refused(platform: RunningPlatform) -> None:
    headers = {"content-type": "application/json", "authorization": "Bearer eyJhbGciOiJub25lIn0.e30."}
    answer = await ask(platform.app, headers=headers, body=b'{"query": "{ viewer { id } }"}')
    assert answer.status == 401
    assert answer.codes == ["UNAUTHENTICATED"]


async def test_introspection_hides_the_machinery(platform: RunningPlatform) -> None:
    data = await platform.client.data("{ __schema { types { name } queryType { fields { name } } } }")
    names = {each["name"] for each in data["__schema"]["types"]}
    fields = {each["name"] for each in data["__schema"]["queryType"]["fields"]}
    assert {"User", "Flashcard", "Kanji", "Notification", "Progress"} <= names
    assert not {
        name for name in names if name.startswith(("join__", "link__")) or name in ("_Any", "_Service", "_Entity")
    }
    assert not {"_entities", "_service"} & fields
