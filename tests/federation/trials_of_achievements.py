"""Share cards, through the router."""

from subgraphs.shared.ids import new_id
from tests.federation.client import Client
from tests.federation.mutating import Trial, mutate

CARD = "shareCard { id text imageUrl } userErrors { code }"
DELETED = "deletedShareCardId userErrors { code }"
OWN = "{ viewer { shareCards { edges { node { id } } } } }"


async def create_share_card(client: Client) -> None:
    card = (await mutate(client, "createShareCard", {"kind": "STREAK"}, CARD))["shareCard"]
    assert "in a row" in card["text"]
    assert card["id"] in str(await client.data(OWN))


async def delete_share_card(client: Client) -> None:
    card = (await mutate(client, "createShareCard", {"kind": "LEVEL"}, CARD))["shareCard"]
    payload = await mutate(client, "deleteShareCard", {"shareCardId": card["id"]}, DELETED)
    assert payload == {"deletedShareCardId": card["id"], "userErrors": []}
    assert card["id"] not in str(await client.data(OWN))


TRIALS: dict[str, Trial] = {"createShareCard": create_share_card, "deleteShareCard": delete_share_card}

INPUTS_OF_SIGNED_IN = {
    "createShareCard": "{kind: LEVEL}",
    "deleteShareCard": f'{{shareCardId: "{new_id()}"}}',
}
"""For those mutations that mean nothing without a caller."""
