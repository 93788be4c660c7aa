"""Identities elsewhere, through the router, where no provider is set. test_external_sign_in.py goes to one."""

from subgraphs.shared.ids import new_id
from tests.federation.client import Client
from tests.federation.mutating import Trial, mutate

BROUGHT = {"code": "x", "state": "x", "secret": "x"}
ERRORS = "userErrors { code }"


async def begin_external_sign_in(client: Client) -> None:
    where = {"provider": "nowhere", "redirectUri": "http://localhost:4000/sign-in"}
    payload = await mutate(client, "beginExternalSignIn", where, ERRORS)
    assert payload["userErrors"] == [{"code": "IDENTITY_PROVIDER_IS_UNKNOWN"}]


async def complete_external_sign_in(client: Client) -> None:
    payload = await mutate(client, "completeExternalSignIn", BROUGHT, ERRORS)
    assert payload["userErrors"] == [{"code": "EXTERNAL_SIGN_IN_IS_NOT_VALID"}]


async def link_external_identity(client: Client) -> None:
    payload = await mutate(client, "linkExternalIdentity", BROUGHT, ERRORS)
    assert payload["userErrors"] == [{"code": "EXTERNAL_SIGN_IN_IS_NOT_VALID"}]


async def unlink_external_identity(client: Client) -> None:
    payload = await mutate(client, "unlinkExternalIdentity", {"externalIdentityId": str(new_id())}, ERRORS)
    assert payload["userErrors"] == [{"code": "EXTERNAL_IDENTITY_IS_UNKNOWN"}]


TRIALS: dict[str, Trial] = {
    "beginExternalSignIn": begin_external_sign_in,
    "completeExternalSignIn": complete_external_sign_in,
    "linkExternalIdentity": link_external_identity,
    "unlinkExternalIdentity": unlink_external_identity,
}

INPUTS_OF_SIGNED_IN = {
    "linkExternalIdentity": '{code: "x", state: "x", secret: "x"}',
    "unlinkExternalIdentity": f'{{externalIdentityId: "{new_id()}"}}',
}
