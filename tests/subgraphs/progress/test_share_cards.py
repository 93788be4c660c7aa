"""Share cards: drawn, seen by everybody who has the address, and gone when thrown away."""

from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from PIL import Image

from subgraphs.shared.ids import new_id
from tests.subgraphs.progress.learners import AIKO, BEN, MONDAY_NINE, Place, described, hear, progress, reviewed
from tests.support.subgraphs import MovableClock, SubgraphUnderTest

CREATE = """
mutation ($input: CreateShareCardInput!) {
  createShareCard(input: $input) {
    shareCard { id kind locale text imageUrl width height createdAt }
    userErrors { code path }
  }
}
"""
DELETE = """
mutation ($input: DeleteShareCardInput!) {
  deleteShareCard(input: $input) { deletedShareCardId userErrors { code } }
}
"""
CARDS = "... on User { shareCards(first: 100) { edges { node { id text } } } }"


async def create(subgraph: SubgraphUnderTest, kind: str, caller: UUID = AIKO, **more: Any) -> dict[str, Any]:
    variables = {"input": {"kind": kind, **more}}
    payload: dict[str, Any] = (await subgraph.data(CREATE, variables, caller=caller))["createShareCard"]
    return payload


async def own_cards(subgraph: SubgraphUnderTest, caller: UUID | None = AIKO, user: UUID = AIKO) -> list[Any]:
    answer = await subgraph.entities([{"__typename": "User", "id": str(user)}], CARDS, caller=caller)
    shown = answer["data"]["_entities"][0]["shareCards"]
    return [] if shown is None else [edge["node"] for edge in shown["edges"]]


async def stored(subgraph: SubgraphUnderTest) -> dict[str, bytes]:
    objects = subgraph.subgraph.services.objects
    return {info.key: await objects.read_all(info.key) async for info in objects.listing("public/share-cards")}


async def test_a_card_is_drawn_with_the_learners_figures(place: Place) -> None:
    async with progress(place) as subgraph:
        await hear(subgraph, *(reviewed(AIKO, MONDAY_NINE + timedelta(minutes=n)) for n in range(3)))
        card = (await create(subgraph, "WEEK"))["shareCard"]
        ((key, content),) = (await stored(subgraph)).items()
    assert card["text"] == "This week: 50 XP, and 3 flashcards answered with Kumiki."
    assert card["imageUrl"].endswith(key)
    image = Image.open(BytesIO(content))
    assert (image.format, image.size) == ("PNG", (card["width"], card["height"]))


async def test_a_card_in_japanese_is_in_japanese(place: Place) -> None:
    async with progress(place) as subgraph:
        await hear(subgraph, reviewed(AIKO, MONDAY_NINE))
        assert (await create(subgraph, "STREAK", locale="JA"))["shareCard"]["text"] == (
            "Kumikiで1日連続で日本語を勉強しました。"
        )


async def test_the_name_stands_on_it_unless_it_is_not_wanted(place: Place) -> None:
    async with progress(place) as subgraph:
        await hear(subgraph, described(AIKO, "UTC"))
        await create(subgraph, "LEVEL")
        await create(subgraph, "LEVEL", showsName=False)
        assert len(set((await stored(subgraph)).values())) == 2


async def test_an_achievement_is_shown_by_who_has_it_only(place: Place) -> None:
    clock = MovableClock(MONDAY_NINE)
    async with progress(place, clock) as subgraph:
        await hear(subgraph, reviewed(AIKO, MONDAY_NINE))
        clock.now += timedelta(minutes=1)
        await subgraph.run_jobs()
        own = await create(subgraph, "ACHIEVEMENT", achievementId="first-review")
        other = await create(subgraph, "ACHIEVEMENT", BEN, achievementId="first-review")
    assert own["shareCard"]["text"] == 'I have earned the badge "First of many" with Kumiki.'
    assert other == {"shareCard": None, "userErrors": [{"code": "NOT_UNLOCKED", "path": ["achievementId"]}]}


@pytest.mark.parametrize(
    ("kind", "more", "code"),
    [
        ("ACHIEVEMENT", {}, "REQUIRED"),
        ("LEVEL", {"achievementId": "first-review"}, "REQUIRED"),
        ("ACHIEVEMENT", {"achievementId": "nonsense"}, "NOT_FOUND"),
    ],
)
async def test_what_does_not_fit_is_refused(place: Place, kind: str, more: dict[str, Any], code: str) -> None:
    async with progress(place) as subgraph:
        assert [each["code"] for each in (await create(subgraph, kind, **more))["userErrors"]] == [code]
        assert await stored(subgraph) == {}


async def test_a_card_that_is_asked_for_twice_is_drawn_once(place: Place) -> None:
    async with progress(place) as subgraph:
        first = await create(subgraph, "LEVEL", clientMutationId="once")
        again = await create(subgraph, "LEVEL", clientMutationId="once")
        assert first == again
        assert len(await stored(subgraph)) == 1


async def test_a_card_that_is_thrown_away_is_seen_no_more(place: Place) -> None:
    async with progress(place) as subgraph:
        card = (await create(subgraph, "LEVEL"))["shareCard"]
        variables = {"input": {"shareCardId": card["id"]}}
        foreign = await subgraph.execute(DELETE, variables, caller=BEN)
        assert foreign["errors"][0]["extensions"]["code"] == "NOT_FOUND"
        await subgraph.data(DELETE, variables, caller=AIKO)
        assert await stored(subgraph) == {}
        assert await own_cards(subgraph) == []


async def test_cards_are_shown_to_their_owner_only(place: Place) -> None:
    async with progress(place) as subgraph:
        await create(subgraph, "LEVEL")
        assert len(await own_cards(subgraph)) == 1
        assert await own_cards(subgraph, BEN) == []


async def test_the_oldest_card_makes_room(place: Place) -> None:
    clock = MovableClock(MONDAY_NINE)
    async with progress(place, clock, share_cards_per_user=2) as subgraph:
        cards = []
        for _ in range(3):
            cards.append((await create(subgraph, "LEVEL"))["shareCard"]["id"])
            clock.now += timedelta(seconds=1)
        assert [card["id"] for card in await own_cards(subgraph)] == [cards[2], cards[1]]
        assert len(await stored(subgraph)) == 2


async def test_nobody_has_cards_drawn_all_day(place: Place) -> None:
    clock = MovableClock(MONDAY_NINE)
    async with progress(place, clock, share_cards_per_day=1) as subgraph:
        await create(subgraph, "LEVEL")
        refused = await create(subgraph, "LEVEL")
        clock.now += timedelta(days=1, seconds=1)
        later = await create(subgraph, "LEVEL")
    assert [each["code"] for each in refused["userErrors"]] == ["LIMIT_EXCEEDED"]
    assert later["userErrors"] == []


async def test_an_unknown_card_is_not_found(place: Place) -> None:
    async with progress(place) as subgraph:
        for text in ("nonsense", str(new_id())):
            answer = await subgraph.execute(DELETE, {"input": {"shareCardId": text}}, caller=AIKO)
            assert answer["errors"][0]["extensions"]["code"] == "NOT_FOUND"
