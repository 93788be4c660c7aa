"""Keys that people give to programs."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from httpx2 import ASGITransport, AsyncClient
from joserfc import jwt
from joserfc.jwk import OctKey
from sqlalchemy import select, update
from sqlmodel import col

from subgraphs.accounts.api_key_format import is_api_key, new_api_key
from subgraphs.accounts.introspection import JWT_BEARER
from subgraphs.accounts.models.api_keys import ApiKeyRow
from subgraphs.accounts.models.organizations import MembershipRow
from subgraphs.accounts.models.standing import SuspensionRow
from subgraphs.accounts.models.users import UserRow
from subgraphs.accounts.service.api_keys import introspect_api_key
from subgraphs.shared.app import create_subgraph_app
from subgraphs.shared.caller import CALLER_AUDIENCE, Caller
from subgraphs.shared.database import count_statements
from subgraphs.shared.ids import new_id
from subgraphs.shared.scopes import Scope
from tests.subgraphs.accounts.conftest import codes, register, signed_in
from tests.support.subgraphs import CALLER_KEY, MovableClock, SubgraphUnderTest

CREATE = """
mutation ($input: CreateApiKeyInput!) {
  createApiKey(input: $input) {
    key
    apiKey { id name beginning scopes createdAt expiresAt lastUsedAt revokedAt }
    userErrors { code message path }
  }
}
"""
REVOKE = """
mutation ($id: ID!) {
  revokeApiKey(input: {apiKeyId: $id}) { apiKey { id revokedAt } userErrors { code path } }
}
"""
LIST = """
query ($first: Int, $after: String) {
  viewer {
    apiKeys(first: $first, after: $after) { edges { node { id name lastUsedAt } } pageInfo { hasNextPage endCursor } }
  }
}
"""


@pytest.fixture
async def mika(accounts: SubgraphUnderTest) -> Caller:
    return signed_in(await register(accounts))


async def create(accounts: SubgraphUnderTest, caller: Caller, **fields: Any) -> dict[str, Any]:
    given = {"name": "importer", "scopes": ["LEARNING_WRITE"], **fields}
    payload: dict[str, Any] = (await accounts.data(CREATE, {"input": given}, caller=caller))["createApiKey"]
    return payload


async def revoke(accounts: SubgraphUnderTest, caller: Caller, key_id: str) -> dict[str, Any]:
    payload: dict[str, Any] = (await accounts.data(REVOKE, {"id": key_id}, caller=caller))["revokeApiKey"]
    return payload


async def keys_of(accounts: SubgraphUnderTest, caller: Caller) -> list[dict[str, Any]]:
    data = await accounts.data(LIST, caller=caller)
    return [edge["node"] for edge in data["viewer"]["apiKeys"]["edges"]]


async def means(accounts: SubgraphUnderTest, key: str) -> dict[str, Any] | None:
    """What the router is told."""
    subgraph = accounts.subgraph
    claims = await introspect_api_key(subgraph.transactions, key, subgraph.services.api_keys)
    return None if claims is None else dict(claims)


def test_a_key_is_known_by_its_beginning_and_its_check() -> None:
    key = new_api_key()
    assert key.startswith("kumiki_") and len(key) == 43 and is_api_key(key)
    assert len({new_api_key() for _ in range(100)}) == 100
    for position in range(len(key)):
        other = "b" if key[position] == "a" else "a"
        assert not is_api_key(key[:position] + other + key[position + 1 :])
    assert not is_api_key("KUMIKI_" + key.removeprefix("kumiki_"))


@pytest.mark.parametrize("text", ["", "kumiki_", "kumiki_" + "0" * 36, "猫" * 43])
def test_other_texts_are_no_keys(text: str) -> None:
    assert not is_api_key(text)


async def test_a_key_is_shown_once_and_stored_as_a_hash(
    accounts: SubgraphUnderTest, mika: Caller, clock: MovableClock
) -> None:
    payload = await create(accounts, mika)
    assert codes(payload) == []
    key, shown = payload["key"], payload["apiKey"]
    assert (shown["name"], shown["scopes"], shown["beginning"]) == ("importer", ["LEARNING_WRITE"], key[:11])
    assert shown["expiresAt"] == (clock.now + timedelta(days=365)).isoformat().replace("+00:00", "Z")
    async with accounts.subgraph.database.read() as session:
        (row,) = (await session.scalars(select(ApiKeyRow))).all()
    assert key not in str(row.model_dump())
    (listed,) = await keys_of(accounts, mika)
    assert listed == {"id": shown["id"], "name": "importer", "lastUsedAt": None}


async def test_a_key_means_its_owner_with_the_scopes_it_was_given_and_no_role(
    accounts: SubgraphUnderTest, mika: Caller
) -> None:
    payload = await create(accounts, mika, scopes=["LEARNING_WRITE", "PROFILE_WRITE"])
    claims = await means(accounts, payload["key"])
    assert claims is not None
    assert (claims["sub"], claims["scope"], claims["jti"]) == (
        str(mika.user_id),
        "learning:write profile:write",
        payload["apiKey"]["id"],
    )
    assert "roles" not in claims and "sid" not in claims


async def test_a_key_loses_what_its_owner_may_not_do_any_more(accounts: SubgraphUnderTest, mika: Caller) -> None:
    await set_roles(accounts, mika, ["USER", "TUTOR"])
    tutor = replace(mika, scopes=mika.scopes | {Scope.CONTENT_WRITE})
    key = (await create(accounts, tutor, scopes=["CONTENT_WRITE", "PROFILE_WRITE"]))["key"]
    await set_roles(accounts, mika, ["USER"])
    claims = await means(accounts, key)
    assert claims is not None and claims["scope"] == "profile:write"


async def set_roles(accounts: SubgraphUnderTest, caller: Caller, roles: list[str]) -> None:
    async with accounts.subgraph.transactions.begin() as work:
        await work.session.execute(update(UserRow).where(col(UserRow.id) == caller.user_id).values(roles=roles))


@pytest.mark.parametrize("scope", ["CONTENT_WRITE", "ACCOUNT_MANAGE", "USERS_MANAGE", "AUDIT_READ"])
async def test_nobody_gives_what_they_have_not_or_what_is_only_for_people(
    accounts: SubgraphUnderTest, mika: Caller, scope: str
) -> None:
    payload = await create(accounts, mika, scopes=["LEARNING_WRITE", scope])
    assert [(e["code"], e["path"]) for e in payload["userErrors"]] == [("SCOPE_CANNOT_BE_GIVEN", ["input", "scopes"])]
    assert payload["key"] is None and await keys_of(accounts, mika) == []


async def test_an_administrator_gives_no_personal_scope_either(accounts: SubgraphUnderTest, mika: Caller) -> None:
    admin = replace(mika, scopes=frozenset(Scope))
    assert codes(await create(accounts, admin, scopes=["USERS_MANAGE"])) == ["SCOPE_CANNOT_BE_GIVEN"]


async def test_every_fault_is_shown_beside_its_field(accounts: SubgraphUnderTest, mika: Caller) -> None:
    payload = await create(accounts, mika, name=" ", scopes=["CONTENT_WRITE"], expiresAt="2026-01-01T00:00:00Z")
    assert [error["path"][-1] for error in payload["userErrors"]] == ["name", "scopes", "expiresAt"]
    assert codes(await create(accounts, mika, name="x" * 81)) == ["TEXT_IS_TOO_LONG"]
    assert codes(await create(accounts, mika, name="a\u202eb")) == ["TEXT_HAS_HIDDEN_CHARACTERS"]


async def test_a_key_expires(accounts: SubgraphUnderTest, mika: Caller, clock: MovableClock) -> None:
    until = clock.now + timedelta(hours=1)
    key = (await create(accounts, mika, expiresAt=until.isoformat()))["key"]
    claims = await means(accounts, key)
    assert claims is not None and claims["exp"] == int(until.timestamp())
    clock.now = until
    assert await means(accounts, key) is None


async def test_no_key_lives_longer_than_the_settings_allow(
    accounts: SubgraphUnderTest, mika: Caller, clock: MovableClock
) -> None:
    longest = clock.now + timedelta(days=365)
    assert codes(await create(accounts, mika, expiresAt=longest.isoformat())) == []
    too_long = longest + timedelta(seconds=1)
    assert codes(await create(accounts, mika, expiresAt=too_long.isoformat())) == ["EXPIRY_IS_OUT_OF_RANGE"]


async def test_a_key_does_no_more_than_its_owner_whose_address_is_not_confirmed(
    accounts: SubgraphUnderTest, mika: Caller
) -> None:
    key = (await create(accounts, mika, scopes=["SOCIAL_WRITE", "LEARNING_WRITE"]))["key"]
    subgraph = accounts.subgraph
    policy = replace(subgraph.services.api_keys, withheld_until_confirmed=frozenset({Scope.SOCIAL_WRITE}))
    claims = await introspect_api_key(subgraph.transactions, key, policy)
    assert claims is not None and claims["scope"] == "learning:write"


async def test_a_key_of_a_closed_account_means_nothing(
    accounts: SubgraphUnderTest, mika: Caller, clock: MovableClock
) -> None:
    key = (await create(accounts, mika))["key"]
    async with accounts.subgraph.transactions.begin() as work:
        await work.session.execute(update(UserRow).values(closed_at=clock.now))
    assert await means(accounts, key) is None


async def test_a_key_of_a_suspended_person_means_nothing_until_they_are_restored(
    accounts: SubgraphUnderTest, mika: Caller, clock: MovableClock
) -> None:
    key = (await create(accounts, mika))["key"]
    until = clock.now + timedelta(hours=1)
    async with accounts.subgraph.transactions.begin() as work:
        admin = new_id()
        work.session.add(
            SuspensionRow(user_id=mika.user_id, reason="x", suspended_by=admin, since=work.now, until=until)
        )
    assert await means(accounts, key) is None
    clock.now = until
    assert await means(accounts, key) is not None


async def test_a_revoked_key_means_nothing_and_is_not_listed(accounts: SubgraphUnderTest, mika: Caller) -> None:
    payload = await create(accounts, mika)
    revoked = await revoke(accounts, mika, payload["apiKey"]["id"])
    assert revoked["apiKey"]["revokedAt"] is not None
    assert await means(accounts, payload["key"]) is None
    assert await keys_of(accounts, mika) == []


async def test_to_revoke_a_key_again_changes_nothing(
    accounts: SubgraphUnderTest, mika: Caller, clock: MovableClock
) -> None:
    key_id = (await create(accounts, mika))["apiKey"]["id"]
    first = await revoke(accounts, mika, key_id)
    clock.now += timedelta(minutes=1)
    assert await revoke(accounts, mika, key_id) == first


async def test_a_key_of_somebody_else_is_as_unknown_as_one_that_never_was(
    accounts: SubgraphUnderTest, mika: Caller
) -> None:
    payload = await create(accounts, mika)
    other = signed_in(await register(accounts, "ren"))
    answers = [await revoke(accounts, other, key_id) for key_id in (payload["apiKey"]["id"], str(new_id()), "nonsense")]
    assert answers[0] == answers[1] == answers[2]
    assert codes(answers[0]) == ["API_KEY_IS_UNKNOWN"]
    assert await means(accounts, payload["key"]) is not None


async def test_keys_are_counted_and_those_that_work_no_more_are_not(
    accounts: SubgraphUnderTest, mika: Caller, clock: MovableClock
) -> None:
    made = [await create(accounts, mika) for _ in range(20)]
    assert codes(await create(accounts, mika)) == ["TOO_MANY_API_KEYS"]
    await revoke(accounts, mika, made[0]["apiKey"]["id"])
    assert codes(await create(accounts, mika)) == []


async def test_an_old_session_has_to_prove_anew_who_it_is(
    accounts: SubgraphUnderTest, mika: Caller, clock: MovableClock
) -> None:
    clock.now += timedelta(minutes=16)
    assert codes(await create(accounts, mika)) == ["REAUTHENTICATION_IS_NEEDED"]


@pytest.mark.parametrize(
    "changes",
    [{"scopes": frozenset({Scope.LEARNING_WRITE})}, {"session_id": None}, {"impersonator_id": UUID(int=1)}],
    ids=["without the scope", "an API key", "an administrator in somebody's name"],
)
async def test_only_somebody_who_signed_in_themselves_gives_out_keys(
    accounts: SubgraphUnderTest, mika: Caller, changes: dict[str, Any]
) -> None:
    answer = await accounts.execute(CREATE, {"input": {"name": "x", "scopes": []}}, caller=replace(mika, **changes))
    assert answer["data"] == {"createApiKey": None}
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["FORBIDDEN"]


async def test_nobody_sees_the_keys_of_others(accounts: SubgraphUnderTest, mika: Caller) -> None:
    await create(accounts, mika)
    other = signed_in(await register(accounts, "ren"))
    query = f'{{ user(id: "{mika.user_id}") {{ handle apiKeys {{ edges {{ node {{ id }} }} }} }} }}'
    assert (await accounts.data(query, caller=other))["user"] == {"handle": "mika", "apiKeys": None}


async def test_many_keys_come_in_pages_the_newest_first(
    accounts: SubgraphUnderTest, mika: Caller, clock: MovableClock
) -> None:
    for number in range(5):
        clock.now += timedelta(seconds=1)
        await create(accounts, mika, name=f"key {number}")
    with count_statements() as log:
        page = (await accounts.data(LIST, {"first": 3}, caller=mika))["viewer"]["apiKeys"]
    assert len(log) == 2
    assert [edge["node"]["name"] for edge in page["edges"]] == ["key 4", "key 3", "key 2"]
    rest = await accounts.data(LIST, {"after": page["pageInfo"]["endCursor"]}, caller=mika)
    assert [edge["node"]["name"] for edge in rest["viewer"]["apiKeys"]["edges"]] == ["key 1", "key 0"]


async def test_the_last_use_is_written_down_once_in_a_while(
    accounts: SubgraphUnderTest, mika: Caller, clock: MovableClock
) -> None:
    key = (await create(accounts, mika))["key"]
    used_at = clock.now
    await means(accounts, key)
    clock.now += timedelta(seconds=30)
    with count_statements() as log:
        await means(accounts, key)
    assert not [statement for statement in log.statements if statement.startswith("UPDATE")]
    (listed,) = await keys_of(accounts, mika)
    assert listed["lastUsedAt"] == used_at.isoformat().replace("+00:00", "Z")
    clock.now += timedelta(seconds=31)
    await means(accounts, key)
    (listed,) = await keys_of(accounts, mika)
    assert listed["lastUsedAt"] == clock.now.isoformat().replace("+00:00", "Z")


async def test_a_text_that_cannot_be_a_key_costs_no_query(accounts: SubgraphUnderTest) -> None:
    with count_statements() as log:
        assert await means(accounts, "kumiki_" + "a" * 36) is None
    assert len(log) == 0


def assertion(clock: MovableClock, key: str = CALLER_KEY, **claims: Any) -> dict[str, str]:
    now = int(clock.now.timestamp())
    said = {"iss": "router", "sub": "router", "aud": "kumiki-introspection", "exp": now + 60, **claims}
    said = {name: value for name, value in said.items() if value is not None}
    signed = jwt.encode({"alg": "HS256"}, said, OctKey.import_key(key))
    return {"client_assertion_type": JWT_BEARER, "client_assertion": signed}


async def ask(accounts: SubgraphUnderTest, form: dict[str, str] | bytes) -> tuple[int, dict[str, Any]]:
    app = create_subgraph_app(accounts.subgraph, accounts.messaging)
    headers = {"content-type": "application/x-www-form-urlencoded"}
    async with AsyncClient(transport=ASGITransport(app), base_url="http://accounts", headers=headers) as client:
        answer = await client.post("/introspect", **({"data": form} if isinstance(form, dict) else {"content": form}))
    assert answer.headers["cache-control"] == "no-store"
    body: dict[str, Any] = answer.json()
    return answer.status_code, body


async def test_the_router_asks_over_http(accounts: SubgraphUnderTest, mika: Caller, clock: MovableClock) -> None:
    key = (await create(accounts, mika))["key"]
    status, body = await ask(accounts, {"token": key, **assertion(clock)})
    assert (status, body["active"], body["sub"], body["scope"]) == (200, True, str(mika.user_id), "learning:write")
    assert await ask(accounts, {"token": new_api_key(), **assertion(clock)}) == (200, {"active": False})
    assert await ask(accounts, assertion(clock)) == (200, {"active": False})


async def test_nobody_else_learns_what_a_key_means(
    accounts: SubgraphUnderTest, mika: Caller, clock: MovableClock
) -> None:
    key = (await create(accounts, mika))["key"]
    now = int(clock.now.timestamp())
    strangers = [
        {},
        {"client_assertion": assertion(clock)["client_assertion"]},
        assertion(clock, key="another key that is long enough to sign"),
        assertion(clock, sub="somebody"),
        assertion(clock, iss="somebody"),
        assertion(clock, aud=CALLER_AUDIENCE),
        assertion(clock, aud=None),
        assertion(clock, exp=None),
        assertion(clock, exp=now - 60),
        {**assertion(clock), "client_assertion": "eyJhbGciOiJub25lIn0.e30."},
        {**assertion(clock), "client_assertion": "猫"},
    ]
    for stranger in strangers:
        assert await ask(accounts, {"token": key, **stranger}) == (401, {"error": "invalid_client"}), stranger
    assert await ask(accounts, b"x" * 100_000) == (401, {"error": "invalid_client"})
    (listed,) = await keys_of(accounts, mika)
    assert listed["lastUsedAt"] is None


FOUND = 'mutation { createOrganization(input: {name: "School"}) { organization { id } userErrors { code } } }'
OF_ORGANIZATION = """
query ($id: ID!) {
  organization(id: $id) {
    apiKeys { edges { node { apiKey { id name } giver { handle } } } pageInfo { hasNextPage } }
  }
}
"""


@pytest.fixture
async def school(accounts: SubgraphUnderTest, mika: Caller) -> str:
    found: str = (await accounts.data(FOUND, caller=mika))["createOrganization"]["organization"]["id"]
    return found


async def join(accounts: SubgraphUnderTest, school: str, handle: str, role: str) -> Caller:
    caller = signed_in(await register(accounts, handle))
    async with accounts.subgraph.transactions.begin() as work:
        membership = MembershipRow(organization_id=UUID(school), user_id=caller.user_id, role=role, joined_at=work.now)
        work.session.add(membership)
    return caller


async def give_role(accounts: SubgraphUnderTest, caller: Caller, role: str) -> None:
    async with accounts.subgraph.transactions.begin() as work:
        changed = update(MembershipRow).where(col(MembershipRow.user_id) == caller.user_id).values(role=role)
        await work.session.execute(changed)


async def keys_of_school(accounts: SubgraphUnderTest, school: str, caller: Caller) -> Any:
    found = (await accounts.data(OF_ORGANIZATION, {"id": school}, caller=caller))["organization"]
    return found and found["apiKeys"] and [edge["node"] for edge in found["apiKeys"]["edges"]]


async def test_a_key_of_an_organization_is_looked_after_by_all_who_administer_it(
    accounts: SubgraphUnderTest, mika: Caller, school: str
) -> None:
    ren, member = await join(accounts, school, "ren", "ADMIN"), await join(accounts, school, "ana", "MEMBER")
    made = await create(accounts, ren, organizationId=school)
    key = {"id": made["apiKey"]["id"], "name": "importer"}
    assert await keys_of_school(accounts, school, mika) == [{"apiKey": key, "giver": {"handle": "ren"}}]
    assert await keys_of_school(accounts, school, member) is None
    assert codes(await revoke(accounts, member, key["id"])) == ["API_KEY_IS_UNKNOWN"]
    assert codes(await revoke(accounts, mika, key["id"])) == []
    assert await means(accounts, made["key"]) is None
    assert await keys_of_school(accounts, school, mika) == []


async def test_who_administers_an_organization_does_not_see_what_is_its_members_own(
    accounts: SubgraphUnderTest, mika: Caller, school: str
) -> None:
    ren = await join(accounts, school, "ren", "ADMIN")
    own = (await create(accounts, ren))["apiKey"]["id"]
    assert await keys_of_school(accounts, school, mika) == []
    assert codes(await revoke(accounts, mika, own)) == ["API_KEY_IS_UNKNOWN"]


@pytest.mark.parametrize(("role", "code"), [("MEMBER", "FORBIDDEN"), ("TUTOR", "FORBIDDEN"), (None, "NOT_FOUND")])
async def test_nobody_else_makes_keys_of_an_organization(
    accounts: SubgraphUnderTest, school: str, role: str | None, code: str
) -> None:
    caller = await join(accounts, school, "ren", role) if role else signed_in(await register(accounts, "ren"))
    for organization in (school, "nonsense") if role is None else (school,):
        given = {"input": {"name": "x", "scopes": [], "organizationId": organization}}
        answer = await accounts.execute(CREATE, given, caller=caller)
        assert [error["extensions"]["code"] for error in answer["errors"]] == [code]


async def test_a_key_of_an_organization_ends_with_its_givers_seat(accounts: SubgraphUnderTest, school: str) -> None:
    ren = await join(accounts, school, "ren", "ADMIN")
    made, own = await create(accounts, ren, organizationId=school), await create(accounts, ren)
    assert await means(accounts, made["key"]) is not None
    await give_role(accounts, ren, "TUTOR")
    assert await means(accounts, made["key"]) is None
    assert await means(accounts, own["key"]) is not None
