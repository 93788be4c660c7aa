"""From a review in one subgraph to the notification of another, over an open subscription."""

from kumiki.explorer import read_operation
from tests.federation.client import Client
from tests.federation.running import RunningPlatform
from tests.support.subgraphs import eventually

RECEIVED = read_operation("notification_received")
PROGRESS = "{ viewer { progress { xp } } leaderboard(period: WEEK, first: 12) { edges { xp node { handle } } } }"


async def points_of(client: Client) -> tuple[int, int]:
    """Of the demo learner: all, and this week's."""
    data = await client.data(PROGRESS)
    week = {edge["node"]["handle"]: edge["xp"] for edge in data["leaderboard"]["edges"]}
    return data["viewer"]["progress"]["xp"], week["demo"]


async def test_a_review_awards_points_and_the_notification_arrives_live(platform: RunningPlatform) -> None:
    client = await platform.client.signed_in()
    xp, week = await points_of(client)
    async with client.subscribe(RECEIVED) as subscription:

        async def is_listening() -> bool:
            return platform.listener_count == 1

        await eventually(is_listening)
        await client.review(await client.a_due_card())
        received = (await subscription.next())["notificationReceived"]
    assert received["kind"] in ("XP_AWARDED", "STREAK_EXTENDED", "LEVEL_REACHED")
    now, this_week = await points_of(client)
    assert now - xp == this_week - week > 0
    inbox = await client.data("{ viewer { notifications(first: 5) { edges { node { id } } } } }")
    assert received["id"] in {edge["node"]["id"] for edge in inbox["viewer"]["notifications"]["edges"]}


async def test_an_event_of_one_subgraph_is_completed_by_others(platform: RunningPlatform) -> None:
    client = await platform.client.signed_in()
    document = "subscription { leaderboardChanged(period: WEEK) { xp rank user { handle profile { displayName } } } }"
    async with client.subscribe(document) as subscription:

        async def is_listening() -> bool:
            return platform.listener_count == 1

        await eventually(is_listening)
        await client.review(await client.a_due_card())
        change = (await subscription.next())["leaderboardChanged"]
    assert change["user"] == {"handle": "demo", "profile": {"displayName": "Demo Learner"}}
    assert (await points_of(client))[1] == change["xp"]


async def test_leaving_frees_the_subscription_in_the_subgraph(platform: RunningPlatform) -> None:
    client = await platform.client.signed_in()

    async def has_listeners(count: int) -> bool:
        return platform.listener_count == count

    async with client.subscribe(RECEIVED):
        await eventually(lambda: has_listeners(1))
    await eventually(lambda: has_listeners(0))


async def test_others_do_not_hear_what_is_mine(platform: RunningPlatform) -> None:
    mine = await platform.client.signed_in()
    registered = await platform.client.data(
        """mutation { registerUser(input: {
          handle: "neighbour", email: "neighbour@example.com", password: "a long enough one"
        }) { session { accessToken } } }"""
    )
    token = registered["registerUser"]["session"]["accessToken"]
    neighbour = Client(platform.client.target, platform.client.port, token)
    word = await neighbour.data('{ searchWords(query: "neko", first: 1) { edges { node { id } } } }')
    ids = [edge["node"]["id"] for edge in word["searchWords"]["edges"]]
    made = await neighbour.data(
        "mutation ($ids: [ID!]!) { createFlashcards(input: {wordIds: $ids}) { flashcards { id } } }", {"ids": ids}
    )
    (card,) = made["createFlashcards"]["flashcards"]
    async with mine.subscribe(RECEIVED) as my_subscription, neighbour.subscribe(RECEIVED) as theirs:

        async def both_listen() -> bool:
            return platform.listener_count == 2

        await eventually(both_listen)
        await neighbour.review(card["id"])
        assert (await theirs.next())["notificationReceived"]["title"]
        # Delivery to me would have happened before what I cause now.
        await mine.review(await mine.a_due_card())
        first_heard = (await my_subscription.next())["notificationReceived"]["id"]
    mine_now = await mine.data("{ viewer { notifications(first: 10) { edges { node { id } } } } }")
    assert first_heard in {edge["node"]["id"] for edge in mine_now["viewer"]["notifications"]["edges"]}
