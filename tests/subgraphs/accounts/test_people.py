"""Friends, followers, blocked people: what they are to each other, and what they see of each other."""

import asyncio
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from subgraphs.shared.caller import Caller
from subgraphs.shared.database import count_statements
from tests.subgraphs.accounts.conftest import codes
from tests.subgraphs.accounts.people import People, add_people
from tests.support.subgraphs import SubgraphUnderTest


@pytest.fixture
async def people(accounts: SubgraphUnderTest) -> People:
    return await add_people(accounts, "mika", "noor", "otto", "pia")


async def do(accounts: SubgraphUnderTest, mutation: str, caller: UUID, selection: str, **fields: Any) -> dict[str, Any]:
    type_name = mutation[0].upper() + mutation[1:] + "Input"
    document = f"""
    mutation ($input: {type_name}!) {{ {mutation}(input: $input) {{ {selection} userErrors {{ code path }} }} }}
    """
    payload: dict[str, Any] = (await accounts.data(document, {"input": fields}, caller=caller))[mutation]
    return payload


async def ask(accounts: SubgraphUnderTest, caller: UUID, user_id: UUID, **fields: Any) -> dict[str, Any]:
    selection = "request { id message requester { handle } recipient { handle } } user { handle }"
    return await do(accounts, "requestFriendship", caller, selection, userId=str(user_id), **fields)


async def befriend(accounts: SubgraphUnderTest, one: UUID, other: UUID) -> None:
    await ask(accounts, one, other)
    await ask(accounts, other, one)


async def relationship(accounts: SubgraphUnderTest, caller: UUID, user_id: UUID) -> dict[str, Any]:
    document = "query ($id: ID!) { user(id: $id) { relationship { isFriend isFollowing isFollowedBy isBlocked } } }"
    user = (await accounts.data(document, {"id": str(user_id)}, caller=caller))["user"]
    return {name: value for name, value in user["relationship"].items() if value}


async def handles(accounts: SubgraphUnderTest, field: str, user_id: UUID, caller: UUID | None) -> list[str] | None:
    document = f"query ($id: ID!) {{ user(id: $id) {{ {field} {{ edges {{ node {{ handle }} }} }} }} }}"
    listed = (await accounts.data(document, {"id": str(user_id)}, caller=caller))["user"][field]
    return [edge["node"]["handle"] for edge in listed["edges"]] if listed is not None else None


async def test_a_request_that_is_accepted_makes_friends_of_both(accounts: SubgraphUnderTest, people: People) -> None:
    asked = await ask(accounts, people["mika"], people["noor"], message="Hello!")
    assert asked["request"]["requester"] == {"handle": "mika"} and asked["request"]["message"] == "Hello!"
    request_id = asked["request"]["id"]
    accepted = await do(accounts, "acceptFriendRequest", people["noor"], "friend { handle }", requestId=request_id)
    assert accepted == {"friend": {"handle": "mika"}, "userErrors": []}
    assert await handles(accounts, "friends", people["mika"], people["mika"]) == ["noor"]
    assert await handles(accounts, "friends", people["noor"], people["noor"]) == ["mika"]
    kinds = [event.event_type for event in await accounts.announced()][-2:]
    assert kinds == ["FriendshipRequested", "FriendshipBegan"]


async def test_asking_again_has_no_second_effect(accounts: SubgraphUnderTest, people: People) -> None:
    first, second = [await ask(accounts, people["mika"], people["noor"]) for _ in range(2)]
    assert first["request"]["id"] == second["request"]["id"]


async def test_two_who_ask_each_other_are_friends(accounts: SubgraphUnderTest, people: People) -> None:
    await ask(accounts, people["mika"], people["noor"])
    answer = await ask(accounts, people["noor"], people["mika"])
    assert answer["request"] is None and answer["user"] == {"handle": "mika"}
    assert await relationship(accounts, people["mika"], people["noor"]) == {"isFriend": True}
    assert codes(await ask(accounts, people["mika"], people["noor"])) == ["IS_ALREADY_A_FRIEND"]


async def test_two_who_ask_each_other_at_once_are_friends(accounts: SubgraphUnderTest, people: People) -> None:
    mika, noor = people["mika"], people["noor"]
    await asyncio.gather(ask(accounts, mika, noor), ask(accounts, noor, mika))
    assert await relationship(accounts, mika, noor) == {"isFriend": True}


@pytest.mark.parametrize(
    ("mutation", "who"),
    [("acceptFriendRequest", "mika"), ("declineFriendRequest", "otto"), ("cancelFriendRequest", "noor")],
)
async def test_a_request_is_answered_by_its_recipient_and_cancelled_by_its_requester(
    accounts: SubgraphUnderTest, people: People, mutation: str, who: str
) -> None:
    request_id = (await ask(accounts, people["mika"], people["noor"]))["request"]["id"]
    refused = await do(accounts, mutation, people[who], "__typename", requestId=request_id)
    assert codes(refused) == ["FRIEND_REQUEST_IS_UNKNOWN"]


@pytest.mark.parametrize(("mutation", "who"), [("declineFriendRequest", "noor"), ("cancelFriendRequest", "mika")])
async def test_a_request_that_is_declined_or_cancelled_is_gone(
    accounts: SubgraphUnderTest, people: People, mutation: str, who: str
) -> None:
    request_id = (await ask(accounts, people["mika"], people["noor"]))["request"]["id"]
    assert codes(await do(accounts, mutation, people[who], "__typename", requestId=request_id)) == []
    again = await do(accounts, "acceptFriendRequest", people["noor"], "__typename", requestId=request_id)
    assert codes(again) == ["FRIEND_REQUEST_IS_UNKNOWN"]
    assert await relationship(accounts, people["mika"], people["noor"]) == {}


async def test_requests_are_listed_for_both_sides_and_nobody_else(accounts: SubgraphUnderTest, people: People) -> None:
    await ask(accounts, people["mika"], people["noor"])
    document = """
    query ($id: ID!) { user(id: $id) {
      incoming: friendRequests { edges { node { requester { handle } } } }
      outgoing: friendRequests(incoming: false) { edges { node { recipient { handle } } } }
    } }
    """

    async def listed(whose: str, caller: str) -> Any:
        return (await accounts.data(document, {"id": str(people[whose])}, caller=people[caller]))["user"]

    assert (await listed("noor", "noor"))["incoming"]["edges"] == [{"node": {"requester": {"handle": "mika"}}}]
    assert (await listed("mika", "mika"))["outgoing"]["edges"] == [{"node": {"recipient": {"handle": "noor"}}}]
    assert await listed("noor", "mika") == {"incoming": None, "outgoing": None}


async def test_who_asks_too_many_has_to_wait(accounts: SubgraphUnderTest, people: People) -> None:
    services = accounts.subgraph.services
    few = services.settings.model_copy(update={"open_friend_requests": 1})
    accounts.subgraph.services = replace(services, settings=few)
    await ask(accounts, people["mika"], people["noor"])
    assert codes(await ask(accounts, people["mika"], people["otto"])) == ["ASKED_TOO_MANY_PEOPLE"]


async def test_one_cannot_befriend_follow_or_block_oneself(accounts: SubgraphUnderTest, people: People) -> None:
    mika = people["mika"]
    for mutation in ("requestFriendship", "followUser", "blockUser", "unblockUser", "removeFriend"):
        assert codes(await do(accounts, mutation, mika, "__typename", userId=str(mika))) == ["IS_ONESELF"]


@pytest.mark.parametrize("user_id", ["", "nonsense", "01900000-0000-7000-8000-000000000000"])
async def test_nobody_can_be_befriended(accounts: SubgraphUnderTest, people: People, user_id: str) -> None:
    for mutation in ("requestFriendship", "followUser", "blockUser", "removeFriend"):
        assert codes(await do(accounts, mutation, people["mika"], "__typename", userId=user_id)) == ["USER_IS_UNKNOWN"]


async def test_parting_ends_a_friendship_once(accounts: SubgraphUnderTest, people: People) -> None:
    await befriend(accounts, people["mika"], people["noor"])
    for _ in range(2):
        await do(accounts, "removeFriend", people["mika"], "__typename", userId=str(people["noor"]))
    assert await relationship(accounts, people["noor"], people["mika"]) == {}
    assert [e.event_type for e in await accounts.announced()].count("FriendshipEnded") == 1


async def test_followers_are_counted_and_listed(accounts: SubgraphUnderTest, people: People) -> None:
    for name in ("noor", "otto"):
        await do(accounts, "followUser", people[name], "__typename", userId=str(people["mika"]))
    await do(accounts, "followUser", people["otto"], "__typename", userId=str(people["mika"]))
    await do(accounts, "unfollowUser", people["noor"], "__typename", userId=str(people["mika"]))
    assert await handles(accounts, "followers", people["mika"], people["mika"]) == ["otto"]
    assert await handles(accounts, "following", people["otto"], people["otto"]) == ["mika"]
    counts = await accounts.data("{ viewer { followerCount followingCount friendCount } }", caller=people["mika"])
    assert counts["viewer"] == {"followerCount": 1, "followingCount": 0, "friendCount": 0}


async def test_a_block_ends_everything_and_hides_each_from_the_other(
    accounts: SubgraphUnderTest, people: People
) -> None:
    mika, noor = people["mika"], people["noor"]
    await befriend(accounts, mika, noor)
    await do(accounts, "followUser", mika, "__typename", userId=str(noor))
    await do(accounts, "followUser", noor, "__typename", userId=str(mika))
    await do(accounts, "blockUser", mika, "__typename", userId=str(noor))
    find = "query ($id: ID!, $h: String!) { user(id: $id) { handle } userByHandle(handle: $h) { handle } }"
    found = await accounts.data(find, {"id": str(mika), "h": "MIKA"}, caller=noor)
    assert found == {"user": None, "userByHandle": None}
    assert await relationship(accounts, mika, noor) == {"isBlocked": True}
    for mutation in ("requestFriendship", "followUser"):
        assert codes(await do(accounts, mutation, noor, "__typename", userId=str(mika))) == ["USER_IS_UNKNOWN"]
        assert codes(await do(accounts, mutation, mika, "__typename", userId=str(noor))) == ["USER_IS_UNKNOWN"]
    counts = await accounts.data("{ viewer { followerCount followingCount friendCount } }", caller=noor)
    assert counts["viewer"] == {"followerCount": 0, "followingCount": 0, "friendCount": 0}
    document = "{ viewer { blockedUsers { edges { node { handle } } } } }"
    blocked = (await accounts.data(document, caller=mika))["viewer"]["blockedUsers"]["edges"]
    assert blocked == [{"node": {"handle": "noor"}}]


async def test_who_is_unblocked_can_be_found_again(accounts: SubgraphUnderTest, people: People) -> None:
    mika, noor = people["mika"], people["noor"]
    await do(accounts, "blockUser", mika, "__typename", userId=str(noor))
    await do(accounts, "unblockUser", mika, "__typename", userId=str(noor))
    assert await relationship(accounts, noor, mika) == {}


async def test_who_is_blocked_is_missing_from_the_lists_of_others(accounts: SubgraphUnderTest, people: People) -> None:
    mika, noor, otto = people["mika"], people["noor"], people["otto"]
    for friend in (noor, otto):
        await befriend(accounts, mika, friend)
    assert await handles(accounts, "friends", mika, otto) == ["otto", "noor"]
    await do(accounts, "blockUser", noor, "__typename", userId=str(otto))
    assert await handles(accounts, "friends", mika, otto) == ["otto"]
    assert await handles(accounts, "friends", mika, mika) == ["otto", "noor"]


async def test_friends_are_shown_to_friends_unless_somebody_says_otherwise(
    accounts: SubgraphUnderTest, people: People
) -> None:
    mika, noor, otto = people["mika"], people["noor"], people["otto"]
    await befriend(accounts, mika, noor)
    assert await handles(accounts, "friends", mika, otto) is None
    assert await handles(accounts, "friends", mika, None) is None
    assert await handles(accounts, "friends", mika, noor) == ["noor"]
    await do(accounts, "updateSettings", mika, "__typename", privacy={"friends": "EVERYONE"})
    assert await handles(accounts, "friends", mika, otto) == ["noor"]
    await do(accounts, "updateSettings", mika, "__typename", privacy={"friends": "NOBODY"})
    assert await handles(accounts, "friends", mika, noor) is None
    assert await handles(accounts, "friends", mika, mika) == ["noor"]


PROFILE = "query ($id: ID!) { user(id: $id) { profile { displayName bio languages } sharesProgress sharesPresence } }"


async def test_a_profile_is_shown_to_its_audience(accounts: SubgraphUnderTest, people: People) -> None:
    mika, noor, otto = people["mika"], people["noor"], people["otto"]
    await befriend(accounts, mika, noor)
    bio = 'mutation { updateProfile(input: {bio: "I like cats."}) { userErrors { code } } }'
    await accounts.data(bio, caller=mika)

    async def seen_by(caller: Caller | UUID | None) -> Any:
        return (await accounts.data(PROFILE, {"id": str(mika)}, caller=caller))["user"]

    shown = {"displayName": "mika", "bio": "I like cats.", "languages": ["ja"]}
    hidden: dict[str, Any] = {"displayName": "mika", "bio": None, "languages": []}
    assert (await seen_by(None)) == {"profile": shown, "sharesProgress": True, "sharesPresence": False}
    await do(accounts, "updateSettings", mika, "__typename", privacy={"profile": "FRIENDS", "progress": "NOBODY"})
    assert await seen_by(None) == {"profile": hidden, "sharesProgress": False, "sharesPresence": False}
    assert await seen_by(otto) == {"profile": hidden, "sharesProgress": False, "sharesPresence": False}
    assert await seen_by(noor) == {"profile": shown, "sharesProgress": False, "sharesPresence": True}
    assert await seen_by(mika) == {"profile": shown, "sharesProgress": True, "sharesPresence": True}
    admin = Caller(people["pia"], scopes=frozenset({"users:manage"}))
    assert (await seen_by(admin))["profile"] == shown


async def test_a_block_outdoes_every_audience(accounts: SubgraphUnderTest, people: People) -> None:
    mika, noor = people["mika"], people["noor"]
    await do(accounts, "blockUser", mika, "__typename", userId=str(noor))
    reference = [{"__typename": "User", "id": str(mika)}]
    answer = await accounts.entities(
        reference, "... on User { handle profile { languages } sharesProgress }", caller=noor
    )
    assert answer["data"]["_entities"] == [{"handle": "mika", "profile": {"languages": []}, "sharesProgress": False}]


async def test_people_of_a_page_cost_a_few_statements_however_many(accounts: SubgraphUnderTest, people: People) -> None:
    references = [{"__typename": "User", "id": str(user_id)} for user_id in people.values()]
    fields = """... on User { handle profile { bio } friendCount followerCount relationship { isFriend }
      friends(first: 2) { edges { node { handle profile { bio } } } } }"""
    for friend in ("noor", "otto", "pia"):
        await befriend(accounts, people["mika"], people[friend])
    with count_statements() as one:
        await accounts.entities(references[:2], fields, caller=people["mika"])
    with count_statements() as four:
        await accounts.entities(references, fields, caller=people["mika"])
    assert len(four) <= len(one) <= 10


async def test_settings_are_ones_own(accounts: SubgraphUnderTest, people: People) -> None:
    document = (
        """query ($id: ID!) { user(id: $id) { settings { locale timeZone dailyGoal privacy { profile friends } } } }"""
    )
    changed = await do(
        accounts,
        "updateSettings",
        people["mika"],
        "user { settings { dailyGoal timeZone } }",
        dailyGoal=120,
        timeZone="Asia/Tokyo",
        locale="de",
    )
    assert changed["user"] == {"settings": {"dailyGoal": 120, "timeZone": "Asia/Tokyo"}}
    own = await accounts.data(document, {"id": str(people["mika"])}, caller=people["mika"])
    assert own["user"]["settings"] == {
        "locale": "de",
        "timeZone": "Asia/Tokyo",
        "dailyGoal": 120,
        "privacy": {"profile": "EVERYONE", "friends": "FRIENDS"},
    }
    foreign = await accounts.data(document, {"id": str(people["mika"])}, caller=people["noor"])
    assert foreign["user"]["settings"] is None
    assert (await accounts.announced())[-1].data["dailyGoal"] == 120


async def test_settings_that_cannot_be_are_refused_together(accounts: SubgraphUnderTest, people: People) -> None:
    refused = await do(accounts, "updateSettings", people["mika"], "__typename", dailyGoal=5, timeZone="Mars/Base")
    assert [error["path"][-1] for error in refused["userErrors"]] == ["dailyGoal", "timeZone"]
