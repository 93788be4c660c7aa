"""Documents by hash and by id, as clients send them."""

import json
from pathlib import Path

from router.settings import RouterSettings, TrustedDocumentsSettings
from tests.clients.talk import talking
from tests.clients.test_clients import refusal_of
from tests.router.server.conftest import StartRouter

TITLE = "query Title($id: ID!) { book(id: $id) { title } }"
KOKORO = {"result": {"data": {"book": {"title": "Kokoro"}}}}


async def test_apollo_client_sends_a_hash_then_the_document_then_the_hash(port: int) -> None:
    async with talking("apollo_persisted", port) as client:
        assert await client.execute(TITLE, id="1") == KOKORO
        assert await client.execute(TITLE, id="1") == KOKORO


async def test_apollo_client_does_without_where_they_are_off(start_router: StartRouter) -> None:
    port = await start_router(RouterSettings.model_validate({"apq": {"enabled": False}}))
    async with talking("apollo_persisted", port) as client:
        assert await client.execute(TITLE, id="1") == KOKORO


async def test_relay_sends_the_id_of_a_trusted_document(start_router: StartRouter, tmp_path: Path) -> None:
    manifest = tmp_path / "persisted_queries.json"
    manifest.write_text(json.dumps({"b3a1": TITLE}))
    trusted = TrustedDocumentsSettings(manifests=(manifest,), mode="require", require_id=True)
    port = await start_router(RouterSettings(trusted_documents=trusted))
    async with talking("relay_persisted", port) as client:
        assert await client.execute("b3a1", id="1") == KOKORO
        assert refusal_of(await client.execute("c4d2", id="1")) == {"status": 400}
