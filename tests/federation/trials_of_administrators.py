"""What administrators do with people, through the router."""

from dataclasses import replace
from uuid import UUID

import pyotp

from subgraphs.accounts.roles import Role
from subgraphs.shared.clock import utc_now
from subgraphs.shared.ids import seed_id
from tests.federation.client import Client
from tests.federation.mutating import Trial, mutate
from tests.federation.running import RunningPlatform
from tests.federation.trials_of_people import AMARA, confirmed_newcomer, id_of
from tests.federation.trials_of_sign_in import newcomer, sign_in
from tests.subgraphs.accounts.conftest import claims_of

CODES = "userErrors { code path }"
MANAGED = f"managedUser {{ roles standing user {{ handle }} }} {CODES}"


async def as_administrator(platform: RunningPlatform) -> Client:
    """The demo learner, who has just signed in, with a token that says that they are an administrator too."""
    signed_in = await platform.client.signed_in()
    session_id = UUID(claims_of(signed_in.token or "")["sid"])
    tokens = platform.platform.subgraphs["accounts"].services.credentials.access_tokens
    token = tokens.sign(seed_id("user", 0), list(Role), utc_now(), session_id=session_id)
    return replace(signed_in, token=token.text)


async def suspend_and_restore(client: Client) -> None:
    newcomer = await confirmed_newcomer(client)
    chosen = {"userId": await id_of(newcomer)}
    suspended = await mutate(client, "suspendUser", {**chosen, "reason": "Spam."}, MANAGED)
    assert suspended["managedUser"]["standing"] == "SUSPENDED"
    refused = await sign_in(replace(client, token=None))
    assert refused["session"] is None and refused["userErrors"] == [{"code": "ACCOUNT_IS_SUSPENDED"}]
    restored = await mutate(client, "restoreUser", chosen, MANAGED)
    assert restored["managedUser"]["standing"] == "ACTIVE"
    assert (await sign_in(replace(client, token=None)))["userErrors"] == []


async def change_roles(client: Client) -> None:
    changed = await mutate(client, "changeUserRoles", {"userId": AMARA, "roles": ["USER", "TUTOR"]}, MANAGED)
    assert changed["managedUser"] == {"roles": ["USER", "TUTOR"], "standing": "ACTIVE", "user": {"handle": "amara"}}
    log = await client.data("{ auditLog(first: 1) { edges { node { kind actor { handle } user { handle } } } } }")
    assert log["auditLog"]["edges"][0]["node"] == {
        "kind": "USER_ROLES_CHANGED",
        "actor": {"handle": "demo"},
        "user": {"handle": "amara"},
    }


async def impersonate(client: Client) -> None:
    token = f"accessToken {CODES}"
    begun = await mutate(client, "impersonateUser", {"userId": AMARA, "reason": "A question to support."}, token)
    amara = replace(client, token=begun["accessToken"])
    document = "{ viewer { handle securityEvents { edges { node { kind actor { handle } } } } } }"
    viewer = (await amara.data(document))["viewer"]
    newest = viewer["securityEvents"]["edges"][0]["node"]
    assert (viewer["handle"], newest) == ("amara", {"kind": "IMPERSONATION_STARTED", "actor": {"handle": "demo"}})
    renamed = 'mutation { updateProfile(input: {displayName: "Amara A."}) { user { handle } } }'
    assert (await amara.data(renamed))["updateProfile"]["user"] == {"handle": "amara"}
    for personal in ('changeHandle(input: {handle: "other"})', 'deleteOrganization(input: {organizationId: "x"})'):
        answer = await amara.answer(f"mutation {{ {personal} {{ userErrors {{ code }} }} }}")
        assert answer["errors"][0]["extensions"]["code"] == "FORBIDDEN", personal


async def remove_second_factors(client: Client) -> None:
    person = await newcomer(client)
    begun = await mutate(person, "beginTotpEnrollment", {}, "enrollment { secret }")
    code = pyotp.TOTP(begun["enrollment"]["secret"]).at(utc_now())
    await mutate(person, "confirmTotpEnrollment", {"code": code}, "recoveryCodes")
    assert (await sign_in(replace(client, token=None)))["session"] is None
    chosen = {"userId": await id_of(person), "reason": "Lost phone; known by video call."}
    assert (await mutate(client, "removeSecondFactors", chosen, MANAGED))["userErrors"] == []
    assert (await sign_in(replace(client, token=None)))["session"] is not None


TRIALS: dict[str, Trial] = {
    "suspendUser": suspend_and_restore,
    "restoreUser": suspend_and_restore,
    "changeUserRoles": change_roles,
    "impersonateUser": impersonate,
    "removeSecondFactors": remove_second_factors,
}

INPUTS: dict[str, str] = {
    "suspendUser": f'{{userId: "{AMARA}", reason: "x"}}',
    "restoreUser": f'{{userId: "{AMARA}"}}',
    "changeUserRoles": f'{{userId: "{AMARA}", roles: [USER]}}',
    "impersonateUser": f'{{userId: "{AMARA}", reason: "x"}}',
    "removeSecondFactors": f'{{userId: "{AMARA}", reason: "x"}}',
}
