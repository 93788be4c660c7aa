"""Taking one's data along and leaving, through the router, for the demo learner."""

from tests.federation.client import Client
from tests.federation.mutating import Trial, mutate

ERASURE = "erasure { id state eraseAt parts { domain } } userErrors { code }"
PENDING = "{ viewer { erasure { id state } } }"


async def request_data_export(client: Client) -> None:
    learner = await client.signed_in()
    payload = await mutate(
        learner, "requestDataExport", {}, "dataExport { state progress { total } } userErrors { code }"
    )
    assert payload == {"dataExport": {"state": "COLLECTING", "progress": {"total": 6}}, "userErrors": []}


async def request_account_erasure(client: Client) -> None:
    learner = await client.signed_in()
    payload = await mutate(learner, "requestAccountErasure", {}, ERASURE)
    assert payload["userErrors"] == [] and payload["erasure"]["state"] == "SCHEDULED"
    again = await mutate(learner, "requestAccountErasure", {}, ERASURE)
    assert again == payload
    pending = (await learner.data(PENDING))["viewer"]["erasure"]
    assert pending == {"id": payload["erasure"]["id"], "state": "SCHEDULED"}


async def cancel_account_erasure(client: Client) -> None:
    learner = await client.signed_in()
    await mutate(learner, "requestAccountErasure", {}, ERASURE)
    payload = await mutate(learner, "cancelAccountErasure", {}, "isStaying userErrors { code }")
    assert payload == {"isStaying": True, "userErrors": []}
    assert (await learner.data(PENDING))["viewer"] == {"erasure": None}


TRIALS: dict[str, Trial] = {
    "requestDataExport": request_data_export,
    "requestAccountErasure": request_account_erasure,
    "cancelAccountErasure": cancel_account_erasure,
}

INPUTS_OF_SIGNED_IN = dict.fromkeys(TRIALS, "{}")
"""For those mutations that mean nothing without a caller."""
