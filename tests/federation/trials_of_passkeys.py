"""Passkeys, through the router."""

from typing import Any

from subgraphs.shared.ids import new_id
from tests.federation.client import Client
from tests.federation.mutating import Trial, mutate
from tests.support.authenticator import Authenticator

OPTIONS = "options userErrors { code }"
PASSKEY = "passkey { id name } userErrors { code }"
SIGNED_IN = "user { handle } session { accessToken } userErrors { code }"


async def added(client: Client, device: Authenticator, name: str = "My phone") -> str:
    begun = await mutate(client, "beginAddingPasskey", {}, OPTIONS)
    payload = await mutate(client, "addPasskey", {"credential": device.create(begun["options"]), "name": name}, PASSKEY)
    assert (payload["passkey"]["name"], payload["userErrors"]) == (name, [])
    identifier: str = payload["passkey"]["id"]
    return identifier


async def signed_in(client: Client, device: Authenticator) -> dict[str, Any]:
    asked = await mutate(client, "requestPasskey", {"use": "SIGN_IN"}, OPTIONS)
    return await mutate(client, "signInWithPasskey", {"credential": device.get(asked["options"])}, SIGNED_IN)


async def add_passkey(client: Client) -> None:
    device = Authenticator()
    await added(client, device)
    assert (await signed_in(client, device))["user"] == {"handle": "demo"}


async def rename_passkey(client: Client) -> None:
    passkey = await added(client, Authenticator())
    payload = await mutate(client, "renamePasskey", {"passkeyId": passkey, "name": "Old phone"}, PASSKEY)
    assert payload == {"passkey": {"id": passkey, "name": "Old phone"}, "userErrors": []}


async def remove_passkey(client: Client) -> None:
    device = Authenticator()
    passkey = await added(client, device)
    payload = await mutate(client, "removePasskey", {"passkeyId": passkey}, "passkeyId userErrors { code }")
    assert payload == {"passkeyId": passkey, "userErrors": []}
    assert (await signed_in(client, device))["session"] is None


TRIALS: dict[str, Trial] = {
    "beginAddingPasskey": add_passkey,
    "addPasskey": add_passkey,
    "requestPasskey": add_passkey,
    "signInWithPasskey": add_passkey,
    "renamePasskey": rename_passkey,
    "removePasskey": remove_passkey,
}

INPUTS_OF_SIGNED_IN = {
    "beginAddingPasskey": "{}",
    "addPasskey": '{credential: {}, name: "x"}',
    "renamePasskey": f'{{passkeyId: "{new_id()}", name: "x"}}',
    "removePasskey": f'{{passkeyId: "{new_id()}"}}',
}
