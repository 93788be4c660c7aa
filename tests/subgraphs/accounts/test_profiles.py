"""Profiles, users as entities, and the people for a first look."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from subgraphs.accounts.models.table import Table
from subgraphs.shared.database import count_statements
from subgraphs.shared.ids import seed_id
from subgraphs.shared.migrations import find_drift
from tests.subgraphs.accounts.conftest import register
from tests.subgraphs.accounts.test_signing_in import sign_in
from tests.support.subgraphs import SubgraphUnderTest

UPDATE = """
mutation ($input: UpdateProfileInput!) {
  updateProfile(input: $input) {
    user { timeZone profile { displayName bio locale timeZone languages } }
    userErrors { code path }
  }
}
"""


async def update(accounts: SubgraphUnderTest, user_id: str, **fields: Any) -> dict[str, Any]:
    data = await accounts.data(UPDATE, {"input": fields}, caller=UUID(user_id))
    payload: dict[str, Any] = data["updateProfile"]
    return payload


async def test_what_is_left_out_stays_as_it_is(accounts: SubgraphUnderTest) -> None:
    user = (await register(accounts, displayName="Mika"))["user"]
    payload = await update(accounts, user["id"], bio="I like cats.", timeZone="Asia/Tokyo")
    assert payload["user"] == {
        "timeZone": "Asia/Tokyo",
        "profile": {
            "displayName": "Mika",
            "bio": "I like cats.",
            "locale": "en",
            "timeZone": "Asia/Tokyo",
            "languages": ["ja"],
        },
    }


async def test_null_empties_what_may_be_empty_and_is_refused_elsewhere(accounts: SubgraphUnderTest) -> None:
    user = (await register(accounts))["user"]
    await update(accounts, user["id"], bio="words")
    emptied = await update(accounts, user["id"], bio=None, languages=None)
    assert emptied["user"]["profile"]["bio"] is None and emptied["user"]["profile"]["languages"] == []
    refused = await update(accounts, user["id"], displayName=None, locale=None, timeZone=None)
    assert [error["path"][-1] for error in refused["userErrors"]] == ["displayName", "locale", "timeZone"]


async def test_a_change_is_announced_whole_and_no_change_is_not(accounts: SubgraphUnderTest) -> None:
    user = (await register(accounts))["user"]
    await update(accounts, user["id"], displayName="Mika M.")
    await update(accounts, user["id"], displayName="Mika M.")
    _, envelope = await accounts.announced()
    assert envelope.event_type == "ProfileUpdated"
    assert envelope.data == {
        "userId": user["id"],
        "displayName": "Mika M.",
        "locale": "en",
        "timeZone": "UTC",
        "languages": ["ja"],
    }


async def test_nobody_cannot_update_a_profile(accounts: SubgraphUnderTest) -> None:
    answer = await accounts.execute(UPDATE, {"input": {"bio": "x"}})
    assert answer["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_the_viewer_is_who_asks(accounts: SubgraphUnderTest) -> None:
    user = (await register(accounts))["user"]
    assert (await accounts.data("{ viewer { handle } }", caller=UUID(user["id"])))["viewer"] == {"handle": "mika"}
    assert (await accounts.data("{ viewer { handle } }"))["viewer"] is None
    assert (await accounts.data("{ viewer { handle } }", caller=uuid4()))["viewer"] is None


@pytest.mark.parametrize("user_id", ["", "1", "not an id", "01900000-0000-7000-8000-000000000000"])
async def test_a_user_who_is_not_there_is_null(accounts: SubgraphUnderTest, user_id: str) -> None:
    data = await accounts.data("query ($id: ID!) { user(id: $id) { handle } }", {"id": user_id})
    assert data["user"] is None


async def test_a_hundred_users_cost_one_statement(accounts: SubgraphUnderTest) -> None:
    await accounts.subgraph.seed()
    ids = [str(seed_id("user", number)) for number in range(12)] + [str(uuid4()) for _ in range(88)]
    with count_statements() as log:
        answer = await accounts.entities(
            [{"__typename": "User", "id": id_} for id_ in ids], "... on User { timeZone profile { displayName } }"
        )
    assert len(log) == 1
    entities = answer["data"]["_entities"]
    assert entities[0] == {"timeZone": "Europe/Berlin", "profile": {"displayName": "Demo Learner"}}
    assert entities[12:] == [None] * 88
    assert "errors" not in answer


async def test_the_demo_learner_can_sign_in_and_the_others_just_take_part(accounts: SubgraphUnderTest) -> None:
    await accounts.subgraph.seed()
    assert (await sign_in(accounts, "demo", "kumiki-demo"))["user"] == {"handle": "demo"}
    assert (await sign_in(accounts, "amara", "kumiki-demo"))["session"] is None
    assert (await sign_in(accounts, "amara", ""))["session"] is None


async def test_seeding_again_leaves_what_is_there(accounts: SubgraphUnderTest) -> None:
    await accounts.subgraph.seed()
    demo = str(seed_id("user", 0))
    await update(accounts, demo, displayName="Somebody Else")
    await accounts.subgraph.seed()
    data = await accounts.data("query ($id: ID!) { user(id: $id) { profile { displayName } } }", {"id": demo})
    assert data["user"]["profile"]["displayName"] == "Somebody Else"


async def test_models_and_migrations_agree(accounts: SubgraphUnderTest) -> None:
    url = accounts.subgraph.settings.database_url_for("accounts")
    assert not await find_drift(url, "accounts", Table.metadata)
