"""Records of every domain by their id alone, which the router answers without a subgraph that has the field."""

from subgraphs.shared.database import count_statements
from subgraphs.shared.ids import seed_id
from tests.federation.running import RunningPlatform

NODE = """
query Node($id: ID!) {
  node(id: $id) {
    __typename
    id
    ... on StudyItem { text meanings }
    ... on Word { reading }
    ... on User { handle progress { level } }
    ... on Flashcard { front owner { handle } }
    ... on Notification { title }
  }
}
"""
NODES = """
query Nodes($ids: [ID!]!) {
  nodes(ids: $ids) { ... on Kanji { character } ... on User { handle } }
}
"""
DEMO_LEARNER = str(seed_id("user", 0))
CAT = str(seed_id("kanji", "猫"))


async def test_a_record_is_found_by_its_id_whatever_its_domain(platform: RunningPlatform) -> None:
    client = await platform.client.signed_in()
    cards = (await client.data("{ viewer { dueCards(first: 1) { edges { node { id front } } } } }"))["viewer"][
        "dueCards"
    ]
    card = cards["edges"][0]["node"]
    found = (await client.data(NODE, {"id": card["id"]}))["node"]
    assert (found["__typename"], found["id"], found["front"]) == ("Flashcard", card["id"], card["front"])
    user = (await client.data(NODE, {"id": DEMO_LEARNER}))["node"]
    assert (user["__typename"], user["handle"]) == ("User", "demo")
    assert user["progress"]["level"] >= 1
    kanji = (await client.data(NODE, {"id": CAT}))["node"]
    assert (kanji["__typename"], kanji["text"], kanji["meanings"]) == ("Kanji", "猫", ["cat"])


async def test_an_id_that_names_nothing_is_null(platform: RunningPlatform) -> None:
    for unknown in (str(seed_id("kanji", "no kanji")), "not an id of ours"):
        assert (await platform.client.data(NODE, {"id": unknown})) == {"node": None}


async def test_somebody_elses_flashcard_is_null(platform: RunningPlatform) -> None:
    card = await (await platform.client.signed_in()).a_due_card()
    assert (await platform.client.data(NODE, {"id": card})) == {"node": None}


async def test_several_records_come_in_the_order_of_their_ids_and_cost_few_statements(
    platform: RunningPlatform,
) -> None:
    ids = [CAT, DEMO_LEARNER, str(seed_id("kanji", "犬")), "nothing", CAT]
    with count_statements() as log:
        nodes = (await platform.client.data(NODES, {"ids": ids}))["nodes"]
    assert nodes == [{"character": "猫"}, {"handle": "demo"}, {"character": "犬"}, None, {"character": "猫"}]
    assert len(log) <= 6
