import asyncio
from contextlib import aclosing
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from subgraphs.progress.challenge_rules import ChallengeBook, ChallengeTemplate, Prize
from subgraphs.progress.privacy import PRIVACY
from subgraphs.progress.service.running_challenges import run_challenges
from subgraphs.shared.database import count_statements
from subgraphs.shared.privacy import erase
from tests.subgraphs.progress.learners import (
    AIKO,
    BEN,
    CARLA,
    MONDAY_NINE,
    Place,
    hear,
    is_listened_to,
    progress,
    progress_of,
    reviewed,
)
from tests.subgraphs.progress.ties import SCHOOL, befriended, blocked, dissolved, joined, showing_to
from tests.support.subgraphs import MovableClock, SubgraphUnderTest, eventually, headers_of

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)

FIELDS = """challenge { id audience period startsOn endsOn state participantCount viewerMembership template { id } }
    userErrors { code path }"""
SHOWN = """query ($id: ID!) { challenge(id: $id) {
    state participantCount viewerMembership viewerResult { rank xp prize { xp freezes } }
    standings { totalCount viewerRank edges { rank xp node { id } } }
} }"""


async def mutate(
    subgraph: SubgraphUnderTest, name: str, given: dict[str, Any], caller: UUID = AIKO, fields: str = FIELDS
) -> dict[str, Any]:
    input_type = f"{name[0].upper()}{name[1:]}Input"
    document = f"mutation ($input: {input_type}!) {{ {name}(input: $input) {{ {fields} }} }}"
    payload: dict[str, Any] = (await subgraph.data(document, {"input": given}, caller=caller))[name]
    return payload


async def made(subgraph: SubgraphUnderTest, caller: UUID = AIKO, **given: Any) -> str:
    payload = await mutate(subgraph, "createChallenge", {"templateId": "week-race", **given}, caller)
    assert payload["userErrors"] == []
    challenge_id: str = payload["challenge"]["id"]
    return challenge_id


async def shown(subgraph: SubgraphUnderTest, challenge_id: str, caller: UUID = AIKO) -> dict[str, Any] | None:
    found: dict[str, Any] | None = (await subgraph.data(SHOWN, {"id": challenge_id}, caller=caller))["challenge"]
    return found


async def run(subgraph: SubgraphUnderTest) -> None:
    services = subgraph.subgraph.services
    await run_challenges(subgraph.subgraph.transactions, services.challenges, services.settings.challenge_grace)


async def codes(subgraph: SubgraphUnderTest, name: str, given: dict[str, Any], caller: UUID = AIKO) -> list[str]:
    payload = await mutate(subgraph, name, given, caller, "userErrors { code }")
    return [error["code"] for error in payload["userErrors"]]


async def announced(subgraph: SubgraphUnderTest) -> list[tuple[str, dict[str, Any]]]:
    events = await subgraph.announced()
    return [(event.event_type, event.data) for event in events if event.event_type.startswith("Challenge")]


async def test_a_challenge_among_friends_goes_from_invitation_to_prize(place: Place) -> None:
    clock = MovableClock(MONDAY_NINE)
    async with progress(place, clock) as subgraph:
        await hear(subgraph, befriended(AIKO, BEN), befriended(AIKO, CARLA))
        race = await made(subgraph, userIds=[str(BEN), str(CARLA)])
        assert (await shown(subgraph, race, BEN) or {})["viewerMembership"] == "INVITED"
        for learner in (BEN, CARLA):
            assert await codes(subgraph, "joinChallenge", {"challengeId": race}, learner) == []
        await hear(subgraph, reviewed(AIKO, clock.now), reviewed(BEN, clock.now), reviewed(BEN, clock.now + HOUR))
        running = await shown(subgraph, race)
        clock.now += WEEK
        await run(subgraph)
        assert (await shown(subgraph, race) or {})["state"] == "SETTLING"
        await hear(subgraph, *(reviewed(AIKO, MONDAY_NINE + HOUR * n, announced_at=clock.now) for n in range(3)))
        clock.now += DAY
        await run(subgraph)
        await run(subgraph)
        ended = await shown(subgraph, race)
        told = await announced(subgraph)
        points = [(await progress_of(subgraph, learner))["xp"] for learner in (AIKO, BEN, CARLA)]
    assert running is not None and ended is not None
    assert [(e["rank"], e["node"]["id"], e["xp"]) for e in running["standings"]["edges"]] == [
        (1, str(BEN), 40),
        (2, str(AIKO), 30),
    ]
    assert (running["state"], running["participantCount"], running["standings"]["totalCount"]) == ("RUNNING", 3, 2)
    assert ended["state"] == "ENDED"
    assert ended["viewerResult"] == {"rank": 1, "xp": 60, "prize": {"xp": 50, "freezes": 0}}
    assert points == [110, 65, 0]
    mine = [(name, data) for name, data in told if data["challengeId"] == race]
    assert [name for name, _ in mine] == [
        *("ChallengeJoined", "ChallengeInvited", "ChallengeInvited", "ChallengeJoined", "ChallengeJoined"),
        *("ChallengeStarted", "ChallengeEnded", "ChallengePrizeWon", "ChallengePrizeWon"),
    ]


async def test_the_platform_challenges_everybody_again_and_again(place: Place) -> None:
    clock = MovableClock(MONDAY_NINE)
    listed = (
        "query ($state: ChallengeState) { challenges(state: $state) { edges { node { startsOn template { id } } } } }"
    )
    async with progress(place, clock) as subgraph:
        for _ in range(2):
            await run(subgraph)
        running = await subgraph.data(listed, {"state": "RUNNING"}, caller=AIKO)
        upcoming = await subgraph.data(listed, {"state": "UPCOMING"}, caller=AIKO)
        clock.now += WEEK
        await run(subgraph)
        week_after = await subgraph.data(listed, {"state": "RUNNING"}, caller=AIKO)
    started = [(edge["node"]["template"]["id"], edge["node"]["startsOn"]) for edge in running["challenges"]["edges"]]
    assert started == [("weekly-300", "2026-03-02"), ("monthly-2000", "2026-03-01")]
    assert len(upcoming["challenges"]["edges"]) == 2
    assert week_after["challenges"]["edges"][0]["node"]["startsOn"] == "2026-03-09"


async def test_who_reaches_the_target_wins_whatever_their_place(place: Place) -> None:
    clock = MovableClock(MONDAY_NINE)
    async with progress(place, clock) as subgraph:
        await run(subgraph)
        found = await subgraph.data(
            "{ challenges(state: RUNNING) { edges { node { id template { id } } } } }", caller=AIKO
        )
        (weekly,) = (
            edge["node"]["id"]
            for edge in found["challenges"]["edges"]
            if edge["node"]["template"]["id"] == "weekly-300"
        )
        for learner in (AIKO, BEN):
            await mutate(subgraph, "joinChallenge", {"challengeId": weekly}, learner)
        await hear(subgraph, *(reviewed(AIKO, MONDAY_NINE + HOUR) for _ in range(30)), reviewed(BEN, MONDAY_NINE))
        clock.now += WEEK + DAY
        await run(subgraph)
        for_aiko, for_ben = await shown(subgraph, weekly), await shown(subgraph, weekly, BEN)
    assert for_aiko is not None and for_ben is not None
    assert for_aiko["viewerResult"]["prize"] == {"xp": 30, "freezes": 0}
    assert for_ben["viewerResult"] == {"rank": 2, "xp": 30, "prize": None}


async def test_an_organization_is_challenged_by_those_who_lead_it(place: Place) -> None:
    given = {"templateId": "week-race", "audience": "ORGANIZATION", "organizationId": str(SCHOOL)}
    async with progress(place) as subgraph:
        await hear(subgraph, joined(AIKO, role="TUTOR"), joined(BEN))
        challenge = await made(subgraph, audience="ORGANIZATION", organizationId=str(SCHOOL))
        document = "mutation ($input: CreateChallengeInput!) { createChallenge(input: $input) { userErrors { code } } }"
        by_member = await subgraph.execute(document, {"input": given}, caller=BEN)
        assert await codes(subgraph, "createChallenge", given, CARLA) == ["ORGANIZATION_IS_UNKNOWN"]
        assert await codes(subgraph, "joinChallenge", {"challengeId": challenge}, BEN) == []
        assert await codes(subgraph, "joinChallenge", {"challengeId": challenge}, CARLA) == ["CHALLENGE_IS_UNKNOWN"]
        assert await shown(subgraph, challenge, CARLA) is None
        await hear(subgraph, dissolved(at=MONDAY_NINE + DAY), joined(CARLA))
        assert await shown(subgraph, challenge, CARLA) is None
    assert by_member["errors"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_who_was_not_asked_knows_of_nothing(place: Place) -> None:
    async with progress(place) as subgraph:
        await hear(subgraph, befriended(AIKO, BEN))
        race = await made(subgraph, userIds=[str(BEN)])
        for name in ("joinChallenge", "leaveChallenge"):
            assert await codes(subgraph, name, {"challengeId": race}, CARLA) == ["CHALLENGE_IS_UNKNOWN"]
        assert await codes(subgraph, "joinChallenge", {"challengeId": "nonsense"}) == ["CHALLENGE_IS_UNKNOWN"]
        assert await shown(subgraph, race, CARLA) is None
        assert await codes(subgraph, "leaveChallenge", {"challengeId": race}, BEN) == []
        assert await shown(subgraph, race, BEN) is None


async def test_only_friends_can_be_invited_and_only_by_who_made_it(place: Place) -> None:
    async with progress(place) as subgraph:
        await hear(subgraph, befriended(AIKO, BEN), befriended(BEN, CARLA))
        race = await made(subgraph, userIds=[str(BEN)])
        assert await codes(subgraph, "inviteToChallenge", {"challengeId": race, "userIds": [str(CARLA)]}) == [
            "NOT_A_FRIEND"
        ]
        assert await codes(subgraph, "inviteToChallenge", {"challengeId": race, "userIds": [str(BEN), str(BEN)]}) == []
        document = (
            "mutation ($input: InviteToChallengeInput!) { inviteToChallenge(input: $input) { userErrors { code } } }"
        )
        given = {"input": {"challengeId": race, "userIds": [str(CARLA)]}}
        by_guest = await subgraph.execute(document, given, caller=BEN)
        invited = [data["userId"] for name, data in await announced(subgraph) if name == "ChallengeInvited"]
    assert by_guest["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert invited == [str(BEN)]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"templateId": "nonsense"}, "TEMPLATE_IS_UNKNOWN"),
        ({"templateId": "weekly-300"}, "TEMPLATE_IS_NOT_FOR_THEM"),
        ({"templateId": "week-race", "audience": "EVERYBODY"}, "TEMPLATE_IS_NOT_FOR_THEM"),
        ({"templateId": "week-race", "audience": "ORGANIZATION"}, "ORGANIZATION_IS_UNKNOWN"),
        ({"templateId": "week-race", "on": "2026-02-20"}, "CHALLENGE_IS_OVER"),
        ({"templateId": "week-race", "userIds": ["nonsense"]}, "NOT_A_FRIEND"),
    ],
)
async def test_a_challenge_that_makes_no_sense_is_refused(place: Place, given: dict[str, Any], code: str) -> None:
    async with progress(place) as subgraph:
        assert await codes(subgraph, "createChallenge", given) == [code]


async def test_nobody_makes_more_challenges_or_invitations_than_they_may(place: Place) -> None:
    async with progress(place, challenges_at_once=2, challenge_invitations=1) as subgraph:
        await hear(subgraph, befriended(AIKO, BEN), befriended(AIKO, CARLA))
        race = await made(subgraph, userIds=[str(BEN)])
        both = {"challengeId": race, "userIds": [str(BEN), str(CARLA)]}
        assert await codes(subgraph, "inviteToChallenge", both) == ["TOO_MANY_INVITATIONS"]
        await made(subgraph)
        assert await codes(subgraph, "createChallenge", {"templateId": "week-race"}) == ["TOO_MANY_CHALLENGES"]


async def test_a_challenge_that_is_sent_twice_is_made_once(place: Place) -> None:
    async with progress(place) as subgraph:
        first, second = [await made(subgraph, clientMutationId="phone-1") for _ in range(2)]
        other = await made(subgraph, clientMutationId="phone-2")
    assert first == second != other


async def test_what_is_over_can_be_neither_joined_nor_left(place: Place) -> None:
    clock = MovableClock(MONDAY_NINE)
    async with progress(place, clock) as subgraph:
        race = await made(subgraph)
        clock.now += WEEK
        for name in ("joinChallenge", "leaveChallenge"):
            assert await codes(subgraph, name, {"challengeId": race}) == ["CHALLENGE_IS_OVER"]


async def test_participants_see_each_other_except_across_a_block(place: Place) -> None:
    async with progress(place) as subgraph:
        await hear(subgraph, befriended(AIKO, BEN), befriended(AIKO, CARLA), showing_to(BEN, "NOBODY"))
        race = await made(subgraph, userIds=[str(BEN), str(CARLA)])
        for learner in (BEN, CARLA):
            await mutate(subgraph, "joinChallenge", {"challengeId": race}, learner)
            await hear(subgraph, reviewed(learner, MONDAY_NINE))
        await hear(subgraph, blocked(AIKO, CARLA))
        found = await shown(subgraph, race)
    assert found is not None
    assert [edge["node"]["id"] for edge in found["standings"]["edges"]] == [str(BEN)]


async def test_who_is_erased_leaves_their_challenges_to_the_others(place: Place) -> None:
    async with progress(place) as subgraph:
        await hear(subgraph, befriended(AIKO, BEN))
        race = await made(subgraph, userIds=[str(BEN)])
        async with subgraph.subgraph.transactions.begin() as work:
            await erase(work.session, PRIVACY, AIKO)
        document = "query ($id: ID!) { challenge(id: $id) { participantCount creator { id } } }"
        found = await subgraph.data(document, {"id": race}, caller=BEN)
    assert found["challenge"] == {"participantCount": 0, "creator": None}


async def test_a_list_of_challenges_costs_a_bounded_number_of_statements(place: Place) -> None:
    listed = "{ challenges { edges { node { state participantCount viewerMembership viewerResult { rank } } } } }"
    async with progress(place) as subgraph:
        for _ in range(4):
            await made(subgraph)
        with count_statements() as log:
            found = await subgraph.data(listed, caller=AIKO)
    assert len(found["challenges"]["edges"]) == 4
    # The challenges, the counts, and what the caller has to do with them.
    assert len(log) == 3


async def test_standings_are_heard_live_by_who_may_look(place: Place) -> None:
    document = """subscription ($id: ID!) { challengeStandingsChanged(challengeId: $id) {
        challenge { id } changeCount user { id } entry { rank xp } viewerEntry { rank } } }"""
    async with progress(place) as subgraph:
        race = await made(subgraph)
        async with aclosing(subgraph.subgraph.subscribe(document, {"id": race}, headers=headers_of(BEN))) as refused:
            code = (await anext(refused))["errors"][0]["extensions"]["code"]
        async with aclosing(subgraph.subgraph.subscribe(document, {"id": race}, headers=headers_of(AIKO))) as answers:
            next_answer = asyncio.create_task(anext(answers))
            await eventually(lambda: is_listened_to(subgraph))
            await hear(subgraph, reviewed(CARLA, MONDAY_NINE), reviewed(AIKO, MONDAY_NINE))
            told = (await next_answer)["data"]["challengeStandingsChanged"]
    assert code == "NOT_FOUND"
    assert told == {
        "challenge": {"id": race},
        "changeCount": 1,
        "user": {"id": str(AIKO)},
        "entry": {"rank": 1, "xp": 30},
        "viewerEntry": {"rank": 1},
    }


async def test_the_templates_that_ship_can_be_read_by_anybody(place: Place) -> None:
    async with progress(place) as subgraph:
        found = await subgraph.data(
            "{ challengeTemplates { id period audiences target prizeForTarget { xp } prizesForPlaces { xp freezes } } }"
        )
    assert found["challengeTemplates"][0] == {
        "id": "weekly-300",
        "period": "WEEK",
        "audiences": [],
        "target": 300,
        "prizeForTarget": {"xp": 30},
        "prizesForPlaces": [{"xp": 100, "freezes": 1}, {"xp": 60, "freezes": 0}, {"xp": 30, "freezes": 0}],
    }


def test_places_have_prizes_only_where_enough_have_earned_points() -> None:
    weekly = ChallengeBook.load(None).by_id["weekly-300"]
    assert weekly.prize(xp=300, rank=1, field=4) == Prize(xp=30)
    assert weekly.prize(xp=300, rank=1, field=5) == Prize(xp=130, freezes=1)
    assert weekly.prize(xp=299, rank=4, field=5) == Prize()


@pytest.mark.parametrize(
    "odd", [{"period": "ALL_TIME"}, {"audiences": ["EVERYBODY"]}, {"forTarget": {"xp": 5}}, {"leastOfPlaces": 1}]
)
def test_a_template_that_makes_no_sense_is_refused(odd: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="validation error"):
        ChallengeTemplate.model_validate({"id": "x", "name": "X", "description": "X.", "period": "DAY", **odd})
