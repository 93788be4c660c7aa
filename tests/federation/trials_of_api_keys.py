"""API keys, through the router."""

from dataclasses import replace

from subgraphs.shared.ids import new_id
from tests.federation.client import Client
from tests.federation.mutating import Trial, mutate

KEY = "key apiKey { id scopes } userErrors { code }"
REVOKED = "apiKey { id } userErrors { code }"


async def create_api_key(client: Client) -> None:
    payload = await mutate(client, "createApiKey", {"name": "importer", "scopes": ["LEARNING_WRITE"]}, KEY)
    program = replace(client, token=payload["key"])
    assert (await program.data("{ viewer { handle } }"))["viewer"]["handle"] == "demo"


async def revoke_api_key(client: Client) -> None:
    made = await mutate(client, "createApiKey", {"name": "importer", "scopes": []}, KEY)
    payload = await mutate(client, "revokeApiKey", {"apiKeyId": made["apiKey"]["id"]}, REVOKED)
    assert payload == {"apiKey": {"id": made["apiKey"]["id"]}, "userErrors": []}
    answer = await replace(client, token=made["key"]).answer("{ viewer { handle } }")
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["UNAUTHENTICATED"]


TRIALS: dict[str, Trial] = {"createApiKey": create_api_key, "revokeApiKey": revoke_api_key}

INPUTS_OF_SIGNED_IN = {
    "createApiKey": '{name: "importer", scopes: []}',
    "revokeApiKey": f'{{apiKeyId: "{new_id()}"}}',
}
"""For those mutations that mean nothing without a caller."""
