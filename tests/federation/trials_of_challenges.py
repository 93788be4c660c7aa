"""Challenges, through the router."""

from datetime import UTC, datetime, timedelta

from subgraphs.shared.ids import new_id
from tests.federation.client import Client
from tests.federation.mutating import Trial, mutate
from tests.federation.trials_of_people import confirmed_newcomer, id_of

CHALLENGE = "challenge { id state participantCount viewerMembership template { name } } userErrors { code }"
LEFT = "challengeId userErrors { code }"


def _coming() -> str:
    """A day of the next week, so that no trial runs into an end."""
    return (datetime.now(UTC).date() + timedelta(days=7)).isoformat()


async def _made(client: Client) -> str:
    payload = await mutate(client, "createChallenge", {"templateId": "week-race", "on": _coming()}, CHALLENGE)
    challenge_id: str = payload["challenge"]["id"]
    return challenge_id


async def create_challenge(client: Client) -> None:
    payload = await mutate(client, "createChallenge", {"templateId": "week-race", "on": _coming()}, CHALLENGE)
    assert payload["challenge"]["state"] == "UPCOMING"
    assert (payload["challenge"]["participantCount"], payload["challenge"]["viewerMembership"]) == (1, "JOINED")
    listed = await client.data("{ challenges(state: UPCOMING) { edges { node { id creator { handle } } } } }")
    found = {edge["node"]["id"]: edge["node"]["creator"] for edge in listed["challenges"]["edges"]}
    assert found[payload["challenge"]["id"]] == {"handle": "demo"}


async def invite_to_challenge(client: Client) -> None:
    given = {"challengeId": await _made(client), "userIds": [str(new_id())]}
    payload = await mutate(client, "inviteToChallenge", given, CHALLENGE)
    assert [error["code"] for error in payload["userErrors"]] == ["NOT_A_FRIEND"]


async def join_challenge(client: Client) -> None:
    challenge_id = await _made(client)
    again = await mutate(client, "joinChallenge", {"challengeId": challenge_id}, CHALLENGE)
    assert again["challenge"]["participantCount"] == 1
    newcomer = await confirmed_newcomer(client)
    assert await id_of(newcomer) != await id_of(client)
    unasked = await mutate(newcomer, "joinChallenge", {"challengeId": challenge_id}, CHALLENGE)
    assert [error["code"] for error in unasked["userErrors"]] == ["CHALLENGE_IS_UNKNOWN"]


async def leave_challenge(client: Client) -> None:
    challenge_id = await _made(client)
    payload = await mutate(client, "leaveChallenge", {"challengeId": challenge_id}, LEFT)
    assert payload == {"challengeId": challenge_id, "userErrors": []}
    assert (await client.data(f'{{ challenge(id: "{challenge_id}") {{ id }} }}'))["challenge"] is None


TRIALS: dict[str, Trial] = {
    "createChallenge": create_challenge,
    "inviteToChallenge": invite_to_challenge,
    "joinChallenge": join_challenge,
    "leaveChallenge": leave_challenge,
}

INPUTS_OF_SIGNED_IN = {
    "createChallenge": '{templateId: "week-race"}',
    "inviteToChallenge": f'{{challengeId: "{new_id()}", userIds: []}}',
    "joinChallenge": f'{{challengeId: "{new_id()}"}}',
    "leaveChallenge": f'{{challengeId: "{new_id()}"}}',
}
"""For those mutations that mean nothing without a caller."""
