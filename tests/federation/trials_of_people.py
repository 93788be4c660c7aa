"""What people are to each other, and how they want to be seen, through the router."""

from dataclasses import replace
from typing import Any

from subgraphs.shared.ids import seed_id
from tests.federation.client import Client
from tests.federation.mutating import Trial, mutate
from tests.federation.trials_of_media import send_file
from tests.federation.trials_of_sign_in import OPENED, PASSWORD, token_mailed
from tests.subgraphs.accounts.test_avatars import photograph

DEMO, AMARA, BRUNO = (str(seed_id("user", number)) for number in range(3))
CODES = "userErrors { code path }"
USER = f"user {{ handle relationship {{ isFriend isFollowing isBlocked }} }} {CODES}"
RELATIONSHIP = "query ($id: ID!) { user(id: $id) { relationship { isFriend } } }"


async def confirmed_newcomer(client: Client) -> Client:
    """Somebody who has registered, and has shown that they read their address."""
    given = {"handle": "newcomer", "email": "newcomer@example.com", "password": PASSWORD}
    session = (await mutate(client, "registerUser", given, OPENED))["session"]
    await mutate(client, "confirmEmail", {"token": await token_mailed(client, "Confirm your address")}, CODES)
    refreshed = await mutate(client, "refreshSession", {"refreshToken": session["refreshToken"]}, OPENED)
    return replace(client, token=refreshed["session"]["accessToken"])


async def id_of(client: Client) -> str:
    user_id: str = (await client.data("{ viewer { id } }"))["viewer"]["id"]
    return user_id


async def befriend(client: Client) -> None:
    newcomer = await confirmed_newcomer(client)
    request = f"request {{ id message requester {{ handle }} }} {CODES}"
    asked = await mutate(client, "requestFriendship", {"userId": await id_of(newcomer), "message": "Hello!"}, request)
    assert (asked["request"]["message"], asked["request"]["requester"]) == ("Hello!", {"handle": "demo"})
    chosen = {"requestId": asked["request"]["id"]}
    accepted = await mutate(newcomer, "acceptFriendRequest", chosen, f"friend {{ handle progress {{ xp }} }} {CODES}")
    assert accepted["friend"]["handle"] == "demo" and accepted["friend"]["progress"]["xp"] > 0
    home = "{ viewer { friendCount friends(first: 10) { edges { node { handle profile { displayName } } } } } }"
    friends = (await client.data(home))["viewer"]
    assert (friends["friendCount"], friends["friends"]["edges"][0]["node"]["handle"]) == (1, "newcomer")
    await mutate(newcomer, "removeFriend", {"userId": DEMO}, USER)
    assert (await client.data(home))["viewer"]["friendCount"] == 0


async def answer_requests(client: Client) -> None:
    newcomer = await confirmed_newcomer(client)
    request = f"request {{ id }} {CODES}"
    for mutation, who, said in (
        ("declineFriendRequest", newcomer, "requester"),
        ("cancelFriendRequest", client, "recipient"),
    ):
        asked = await mutate(client, "requestFriendship", {"userId": await id_of(newcomer)}, request)
        chosen = {"requestId": asked["request"]["id"]}
        assert (await mutate(who, mutation, chosen, f"{said} {{ handle }} {CODES}"))["userErrors"] == []
        again = await mutate(newcomer, "acceptFriendRequest", chosen, CODES)
        assert again["userErrors"][0]["code"] == "FRIEND_REQUEST_IS_UNKNOWN"


async def follow(client: Client) -> None:
    followed = await mutate(client, "followUser", {"userId": AMARA}, USER)
    assert followed["user"]["relationship"]["isFollowing"]
    unfollowed = await mutate(client, "unfollowUser", {"userId": AMARA}, USER)
    assert not unfollowed["user"]["relationship"]["isFollowing"]


async def block(client: Client) -> None:
    blocked = await mutate(client, "blockUser", {"userId": BRUNO}, USER)
    assert blocked["user"]["relationship"]["isBlocked"]
    refused = await mutate(client, "followUser", {"userId": BRUNO}, CODES)
    assert refused["userErrors"] == [{"code": "USER_IS_UNKNOWN", "path": ["input", "userId"]}]
    unblocked = await mutate(client, "unblockUser", {"userId": BRUNO}, USER)
    assert not unblocked["user"]["relationship"]["isBlocked"]


async def update_settings(client: Client) -> None:
    async def seen_by_nobody() -> Any:
        document = "query ($id: ID!) { user(id: $id) { handle progress { xp } } }"
        return (await replace(client, token=None).data(document, {"id": DEMO}))["user"]

    assert (await seen_by_nobody())["progress"]["xp"] > 0
    change = {"dailyGoal": 200, "privacy": {"progress": "NOBODY"}}
    changed = await mutate(
        client, "updateSettings", change, f"user {{ settings {{ dailyGoal }} progress {{ xp }} }} {CODES}"
    )
    assert changed["user"]["settings"] == {"dailyGoal": 200} and changed["user"]["progress"]["xp"] > 0
    assert await seen_by_nobody() == {"handle": "demo", "progress": None}


async def change_handle(client: Client) -> None:
    changed = await mutate(client, "changeHandle", {"handle": "Kitsune"}, f"user {{ handle }} {CODES}")
    assert changed["user"] == {"handle": "kitsune"}
    found = await client.data(
        '{ userByHandle(handle: "kitsune") { id } searchUsers(text: "kits") { edges { cursor } } }'
    )
    assert found["userByHandle"] == {"id": DEMO} and len(found["searchUsers"]["edges"]) == 1


async def choose_avatar(client: Client) -> None:
    document = """mutation ($input: UploadAvatarInput!) { uploadAvatar(input: $input) {
      user { profile { avatarUrl(size: 64) } } userErrors { code }
    } }"""
    uploaded = (await send_file(client, document, photograph(), "me.jpg"))["uploadAvatar"]
    assert uploaded["userErrors"] == [] and uploaded["user"]["profile"]["avatarUrl"].endswith(".webp")
    removed = await mutate(client, "removeAvatar", {}, f"user {{ profile {{ avatarUrl }} }} {CODES}")
    assert removed["user"] == {"profile": {"avatarUrl": None}}


TRIALS: dict[str, Trial] = {
    "requestFriendship": befriend,
    "acceptFriendRequest": befriend,
    "removeFriend": befriend,
    "declineFriendRequest": answer_requests,
    "cancelFriendRequest": answer_requests,
    "followUser": follow,
    "unfollowUser": follow,
    "blockUser": block,
    "unblockUser": block,
    "updateSettings": update_settings,
    "changeHandle": change_handle,
    "uploadAvatar": choose_avatar,
    "removeAvatar": choose_avatar,
}

_PERSON, _REQUEST = f'{{userId: "{AMARA}"}}', f'{{requestId: "{AMARA}"}}'
INPUTS_OF_SIGNED_IN = {
    **dict.fromkeys(
        ("requestFriendship", "removeFriend", "followUser", "unfollowUser", "blockUser", "unblockUser"), _PERSON
    ),
    **dict.fromkeys(("acceptFriendRequest", "declineFriendRequest", "cancelFriendRequest"), _REQUEST),
    "updateSettings": "{dailyGoal: 100}",
    "changeHandle": '{handle: "kitsune"}',
    "removeAvatar": "{}",
}
