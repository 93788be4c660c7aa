"""What administrators do with people, and what becomes of it."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from subgraphs.accounts.roles import Role, scopes_of
from subgraphs.accounts.service import audit, roles
from subgraphs.shared.caller import Caller
from subgraphs.shared.scalars import serialize_date_time
from subgraphs.shared.scopes import PERSONAL_SCOPES, Scope
from tests.subgraphs.accounts.conftest import PASSWORD, codes, register
from tests.subgraphs.accounts.people import add_person, add_session
from tests.subgraphs.accounts.test_people import do
from tests.support.subgraphs import MovableClock, SubgraphUnderTest

EVERYTHING = frozenset(scope.value for scope in scopes_of(Role))
MANAGED = "managedUser { user { handle } email roles standing suspension { reason until } }"


@pytest.fixture
async def admin(accounts: SubgraphUnderTest) -> Caller:
    user_id = await add_person(accounts, "ada")
    async with accounts.subgraph.transactions.begin() as work:
        await roles.grant_role(work, "ada", Role.ADMIN)
    return await in_session(accounts, Caller(user_id, frozenset({"USER", "ADMIN"}), EVERYTHING))


@pytest.fixture
async def mika(accounts: SubgraphUnderTest) -> UUID:
    return UUID((await register(accounts, "mika"))["user"]["id"])


async def in_session(accounts: SubgraphUnderTest, caller: Caller) -> Caller:
    return replace(caller, session_id=await add_session(accounts, caller.user_id))


async def act(
    accounts: SubgraphUnderTest, mutation: str, caller: Caller, user_id: UUID, selection: str = MANAGED, **fields: Any
) -> dict[str, Any]:
    return await do(accounts, mutation, caller, selection, userId=str(user_id), **fields)  # type: ignore[arg-type]


async def refused_code(
    accounts: SubgraphUnderTest, mutation: str, caller: Caller | None, user_id: UUID, fields: str
) -> str:
    type_name = mutation[0].upper() + mutation[1:]
    document = f'mutation {{ {mutation}(input: {{userId: "{user_id}" {fields}}}) {{ __typename }} }}'
    answer = await accounts.execute(document, caller=caller)
    assert answer["data"] == {mutation: None}, type_name
    code: str = answer["errors"][0]["extensions"]["code"]
    return code


async def security_events(accounts: SubgraphUnderTest, user_id: UUID) -> list[dict[str, Any]]:
    document = """{ viewer { securityEvents { edges { node {
      kind actor { handle } impersonator { handle } details { name value }
    } } } } }"""
    viewer = (await accounts.data(document, caller=user_id))["viewer"]
    return [edge["node"] for edge in viewer["securityEvents"]["edges"]]


async def refresh(accounts: SubgraphUnderTest, token: str) -> Any:
    document = "mutation ($t: String!) { refreshSession(input: {refreshToken: $t}) { session { accessToken } } }"
    return (await accounts.data(document, {"t": token}))["refreshSession"]["session"]


ACTIONS = {
    "suspendUser": 'reason: "spam"',
    "restoreUser": "",
    "changeUserRoles": "roles: [USER]",
    "impersonateUser": 'reason: "support"',
    "removeSecondFactors": 'reason: "lost phone"',
}


@pytest.mark.parametrize(("mutation", "fields"), ACTIONS.items())
async def test_nobody_else_may_act_as_an_administrator(
    accounts: SubgraphUnderTest, admin: Caller, mika: UUID, mutation: str, fields: str
) -> None:
    learner = Caller(mika, frozenset({"USER"}), frozenset(scopes_of([Role.USER])))
    impersonator = Caller(admin.user_id, admin.roles, EVERYTHING, impersonator_id=uuid4())
    assert await refused_code(accounts, mutation, None, mika, fields) == "UNAUTHENTICATED"
    assert await refused_code(accounts, mutation, learner, mika, fields) == "FORBIDDEN"
    assert await refused_code(accounts, mutation, impersonator, mika, fields) == "FORBIDDEN"


@pytest.mark.parametrize(("mutation", "fields"), ACTIONS.items())
async def test_a_token_is_not_enough_without_a_fresh_proof_of_identity(
    accounts: SubgraphUnderTest, admin: Caller, mika: UUID, clock: MovableClock, mutation: str, fields: str
) -> None:
    document = f'mutation {{ {mutation}(input: {{userId: "{mika}" {fields}}}) {{ userErrors {{ code }} }} }}'
    assert await refused_code(accounts, mutation, replace(admin, session_id=None), mika, fields) == "FORBIDDEN"
    clock.now += timedelta(minutes=15)
    refused = (await accounts.data(document, caller=admin))[mutation]
    assert codes(refused) == ["REAUTHENTICATION_IS_NEEDED"]
    assert [event["kind"] for event in await security_events(accounts, mika)] == ["SESSION_OPENED"]


async def test_administrators_do_nothing_to_themselves(accounts: SubgraphUnderTest, admin: Caller) -> None:
    given: dict[str, dict[str, Any]] = {
        "suspendUser": {"reason": "x"},
        "restoreUser": {},
        "changeUserRoles": {"roles": ["USER"]},
        "impersonateUser": {"reason": "x"},
        "removeSecondFactors": {"reason": "x", "removesPasskeys": True},
    }
    for mutation, fields in given.items():
        assert codes(await act(accounts, mutation, admin, admin.user_id, "__typename", **fields)) == ["IS_ONESELF"]
        assert codes(await act(accounts, mutation, admin, uuid4(), "__typename", **fields)) == ["USER_IS_UNKNOWN"]


async def test_a_suspension_ends_sessions_and_is_told_to_its_person(
    accounts: SubgraphUnderTest, admin: Caller, clock: MovableClock
) -> None:
    registered = await register(accounts, "noor")
    noor = UUID(registered["user"]["id"])
    until = clock() + timedelta(days=3)
    suspended = await act(accounts, "suspendUser", admin, noor, reason="Spam.", until=serialize_date_time(until))
    assert suspended["managedUser"]["standing"] == "SUSPENDED"
    assert suspended["managedUser"]["suspension"] == {"reason": "Spam.", "until": serialize_date_time(until)}
    assert await refresh(accounts, registered["session"]["refreshToken"]) is None
    newest = (await security_events(accounts, noor))[0]
    assert (newest["kind"], newest["actor"]) == ("USER_SUSPENDED", {"handle": "ada"})
    assert {"name": "reason", "value": "Spam."} in newest["details"]
    event = (await accounts.announced())[-1]
    assert (event.event_type, event.key) == ("UserSuspended", str(noor))


SIGN_IN = """
mutation ($password: String!) {
  signIn(input: {login: "mika", password: $password}) { session { accessToken } userErrors { code message } }
}
"""


async def signing_in(accounts: SubgraphUnderTest, password: str) -> list[str]:
    payload = (await accounts.data(SIGN_IN, {"password": password}))["signIn"]
    assert (payload["session"] is None) == bool(payload["userErrors"])
    return [error["code"] + ": " + error["message"] for error in payload["userErrors"]]


async def test_only_who_knows_the_password_learns_of_a_suspension(
    accounts: SubgraphUnderTest, admin: Caller, mika: UUID, clock: MovableClock
) -> None:
    until = clock() + timedelta(days=3)
    await act(accounts, "suspendUser", admin, mika, reason="Spam.", until=serialize_date_time(until))
    (wrong,) = await signing_in(accounts, "not the password")
    assert wrong.startswith("CREDENTIALS_ARE_WRONG")
    (right,) = await signing_in(accounts, PASSWORD)
    assert right == "ACCOUNT_IS_SUSPENDED: This account is suspended until 2026-03-05 09:00 UTC: Spam."
    clock.now = until
    assert await signing_in(accounts, PASSWORD) == []


async def test_a_restored_account_is_as_before(accounts: SubgraphUnderTest, admin: Caller, mika: UUID) -> None:
    await act(accounts, "suspendUser", admin, mika, reason="Spam.")
    restored = await act(accounts, "restoreUser", admin, mika)
    assert restored["managedUser"]["standing"] == "ACTIVE" and restored["managedUser"]["suspension"] is None
    assert codes(await act(accounts, "restoreUser", admin, mika)) == ["USER_IS_NOT_SUSPENDED"]
    assert await signing_in(accounts, PASSWORD) == []


async def test_what_cannot_be_is_refused_together(
    accounts: SubgraphUnderTest, admin: Caller, mika: UUID, clock: MovableClock
) -> None:
    past = serialize_date_time(clock() - timedelta(days=1))
    refused = await act(accounts, "suspendUser", admin, mika, reason=" ", until=past)
    assert codes(refused) == ["TEXT_IS_EMPTY", "INSTANT_IS_PAST"]


async def test_roles_are_given_and_taken(accounts: SubgraphUnderTest, admin: Caller, mika: UUID) -> None:
    changed = await act(accounts, "changeUserRoles", admin, mika, roles=["TUTOR", "USER", "TUTOR"])
    assert changed["managedUser"]["roles"] == ["USER", "TUTOR"]
    assert codes(await act(accounts, "changeUserRoles", admin, mika, roles=["TUTOR"])) == ["ROLE_CANNOT_BE_TAKEN"]
    assert (await accounts.announced())[-1].data == {"userId": str(mika), "roles": ["USER", "TUTOR"]}
    assert (await security_events(accounts, mika))[0]["kind"] == "USER_ROLES_CHANGED"


async def test_two_administrators_who_demote_each_other_leave_one(
    accounts: SubgraphUnderTest, admin: Caller, mika: UUID
) -> None:
    await act(accounts, "changeUserRoles", admin, mika, roles=["USER", "ADMIN"])
    other = await in_session(accounts, Caller(mika, admin.roles, EVERYTHING))
    answers = await asyncio.gather(
        act(accounts, "changeUserRoles", admin, mika, roles=["USER"]),
        act(accounts, "changeUserRoles", other, admin.user_id, roles=["USER"]),
    )
    assert sorted(codes(answer) for answer in answers) == [[], ["IS_THE_LAST_ADMINISTRATOR"]]


async def test_an_impersonation_names_who_acts_and_may_nothing_personal(
    accounts: SubgraphUnderTest, admin: Caller, mika: UUID, clock: MovableClock
) -> None:
    selection = "user { handle } accessToken accessTokenExpiresAt"
    begun = await act(accounts, "impersonateUser", admin, mika, selection, reason="A question to support.")
    assert begun["user"] == {"handle": "mika"}
    keys = KeySet.import_key_set(accounts.subgraph.services.credentials.access_tokens.key_set())
    with pytest.warns(Warning, match="EdDSA"):
        claims = jwt.decode(begun["accessToken"], keys, algorithms=["EdDSA"]).claims
    assert (claims["sub"], claims["act"]) == (str(mika), {"sub": str(admin.user_id)})
    assert PERSONAL_SCOPES.isdisjoint(claims["scope"].split()) and Scope.LEARNING_WRITE in claims["scope"].split()
    assert claims["exp"] == int((clock() + timedelta(minutes=15)).timestamp())
    newest = (await security_events(accounts, mika))[0]
    assert newest["kind"] == "IMPERSONATION_STARTED" and newest["actor"] == {"handle": "ada"}
    assert {"name": "reason", "value": "A question to support."} in newest["details"]


async def test_nobody_acts_in_the_name_of_an_administrator(
    accounts: SubgraphUnderTest, admin: Caller, mika: UUID
) -> None:
    await act(accounts, "changeUserRoles", admin, mika, roles=["USER", "ADMIN"])
    refused = await act(accounts, "impersonateUser", admin, mika, "accessToken", reason="Curiosity.")
    assert codes(refused) == ["CANNOT_BE_IMPERSONATED"] and refused["accessToken"] is None


async def test_who_impersonates_cannot_take_what_is_personal(accounts: SubgraphUnderTest, mika: UUID) -> None:
    impersonated = Caller(mika, scopes=EVERYTHING, impersonator_id=uuid4())
    document = 'mutation { changeHandle(input: {handle: "somebody"}) { user { handle } } }'
    answer = await accounts.execute(document, caller=impersonated)
    assert answer["errors"][0]["extensions"]["code"] == "FORBIDDEN"


FIND = """
query ($filter: ManagedUserFilter, $first: Int, $after: String) {
  managedUsers(filter: $filter, first: $first, after: $after) {
    edges { cursor node { user { handle } } } pageInfo { hasNextPage }
  }
}
"""


async def found(accounts: SubgraphUnderTest, admin: Caller, **filter: Any) -> list[str]:
    edges = (await accounts.data(FIND, {"filter": filter}, caller=admin))["managedUsers"]["edges"]
    return sorted(edge["node"]["user"]["handle"] for edge in edges)


async def test_people_are_found_by_what_is_known(accounts: SubgraphUnderTest, admin: Caller, mika: UUID) -> None:
    await register(accounts, "mikado", email="Somebody@Example.org")
    await act(accounts, "suspendUser", admin, mika, reason="Spam.")
    assert await found(accounts, admin) == ["ada", "mika", "mikado"]
    assert await found(accounts, admin, text="MIK") == ["mika", "mikado"]
    assert await found(accounts, admin, text="somebody@") == ["mikado"]
    assert await found(accounts, admin, text=str(mika)) == ["mika"]
    assert await found(accounts, admin, role="ADMIN") == ["ada"]
    assert await found(accounts, admin, standing="SUSPENDED") == ["mika"]
    assert await found(accounts, admin, standing="ACTIVE", text="mi") == ["mikado"]


async def test_pages_of_people_go_on_behind_each_other(accounts: SubgraphUnderTest, admin: Caller, mika: UUID) -> None:
    first = (await accounts.data(FIND, {"first": 1}, caller=admin))["managedUsers"]
    assert first["pageInfo"] == {"hasNextPage": True}
    second = await accounts.data(FIND, {"first": 1, "after": first["edges"][0]["cursor"]}, caller=admin)
    handles = [page["edges"][0]["node"]["user"]["handle"] for page in (first, second["managedUsers"])]
    assert sorted(handles) == ["ada", "mika"] and second["managedUsers"]["pageInfo"] == {"hasNextPage": False}


@pytest.mark.parametrize("field", ["managedUsers", 'managedUser(id: "x")', "auditLog"])
async def test_lists_of_administrators_are_theirs_alone(accounts: SubgraphUnderTest, mika: UUID, field: str) -> None:
    answer = await accounts.execute(f"{{ {field} {{ __typename }} }}", caller=mika)
    assert answer["errors"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_the_audit_log_is_read_by_whom_what_and_when(
    accounts: SubgraphUnderTest, admin: Caller, mika: UUID, clock: MovableClock
) -> None:
    await act(accounts, "changeUserRoles", admin, mika, roles=["USER", "TUTOR"])
    clock.now += timedelta(minutes=10)
    await act(accounts, "suspendUser", admin, mika, reason="Spam.")
    document = "query ($f: AuditLogFilter) { auditLog(filter: $f) { edges { node { kind user { handle } } } } }"

    async def kinds(**filter: Any) -> list[str]:
        log = (await accounts.data(document, {"f": filter}, caller=admin))["auditLog"]
        return [edge["node"]["kind"] for edge in log["edges"] if edge["node"]["kind"].startswith("USER_")]

    assert await kinds(userId=str(mika)) == ["USER_SUSPENDED", "USER_ROLES_CHANGED"]
    assert await kinds(actorId=str(admin.user_id)) == ["USER_SUSPENDED", "USER_ROLES_CHANGED"]
    assert await kinds(kinds=["USER_SUSPENDED"]) == ["USER_SUSPENDED"]
    assert await kinds(userId=str(mika), until=serialize_date_time(clock())) == ["USER_ROLES_CHANGED"]
    assert await kinds(since=serialize_date_time(clock())) == ["USER_SUSPENDED"]
    answer = await accounts.execute(document, {"f": {"userId": "nonsense"}}, caller=admin)
    assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


async def test_security_events_are_ones_own(accounts: SubgraphUnderTest, admin: Caller, mika: UUID) -> None:
    document = "query ($id: ID!) { user(id: $id) { securityEvents { edges { cursor } } } }"
    answer = await accounts.data(document, {"id": str(mika)}, caller=admin)
    assert answer["user"]["securityEvents"] is None


async def test_what_was_done_is_a_whole_chain(accounts: SubgraphUnderTest, admin: Caller, mika: UUID) -> None:
    await act(accounts, "suspendUser", admin, mika, reason="Spam.")
    await act(accounts, "restoreUser", admin, mika)
    assert (await audit.verify(accounts.subgraph.database)).broken is None
