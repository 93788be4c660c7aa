"""A client of the platform, whatever runs behind the port: one process or many."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from kumiki.explorer import read_operation
from tests.router.server.raw_http import Target, ask

DEMO_LOGIN = "demo"
DEMO_PASSWORD = "kumiki-demo"
PATIENCE = 15.0

SIGN_IN = """
mutation SignIn($input: SignInInput!) {
  signIn(input: $input) { session { accessToken } userErrors { code message } }
}
"""


@dataclass(frozen=True, slots=True)
class Client:
    target: Target
    """What is asked: the application itself, or a port."""

    port: int
    """Where subscriptions connect."""

    token: str | None = None
    home: Path | None = None
    """Where a platform in this process leaves its letters."""

    async def answer(self, document: str, variables: dict[str, Any] | None = None) -> dict[str, Any]:
        """The whole GraphQL answer, errors and all."""
        headers = {"content-type": "application/json"}
        if self.token is not None:
            headers["authorization"] = f"Bearer {self.token}"
        body = json.dumps({"query": document, "variables": variables or {}}).encode()
        answer: dict[str, Any] = (await ask(self.target, headers=headers, body=body)).json
        return answer

    async def data(self, document: str, variables: dict[str, Any] | None = None) -> dict[str, Any]:
        """The data of an answer that must have no errors."""
        answer = await self.answer(document, variables)
        assert "errors" not in answer, answer["errors"]
        data: dict[str, Any] = answer["data"]
        return data

    async def signed_in(self, login: str = DEMO_LOGIN, password: str = DEMO_PASSWORD) -> "Client":
        payload = (await self.data(SIGN_IN, {"input": {"login": login, "password": password}}))["signIn"]
        assert payload["userErrors"] == []
        return replace(self, token=payload["session"]["accessToken"])

    async def a_due_card(self) -> str:
        viewer = (await self.data(read_operation("home")))["viewer"]
        identifier: str = viewer["dueCards"]["edges"][0]["node"]["id"]
        return identifier

    async def review(self, card: str, rating: str = "GOOD") -> dict[str, Any]:
        variables = {"input": {"flashcardId": card, "rating": rating}}
        payload: dict[str, Any] = (await self.data(read_operation("review_flashcard"), variables))["reviewFlashcard"]
        assert payload["userErrors"] == []
        return payload

    @asynccontextmanager
    async def subscribe(self, document: str) -> AsyncIterator["Subscription"]:
        """Over graphql-transport-ws. The block begins when the router has accepted the connection."""
        url = f"ws://127.0.0.1:{self.port}/graphql"
        async with connect(url, subprotocols=[Subprotocol("graphql-transport-ws")], proxy=None) as socket:
            payload = {"authorization": f"Bearer {self.token}"} if self.token else {}
            await socket.send(json.dumps({"type": "connection_init", "payload": payload}))
            acknowledged = json.loads(await socket.recv())
            assert acknowledged["type"] == "connection_ack", acknowledged
            await socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": {"query": document}}))
            yield Subscription(socket)


class Subscription:
    def __init__(self, socket: Any) -> None:
        self._socket = socket

    async def next(self) -> dict[str, Any]:
        """The data of the next event."""
        async with asyncio.timeout(PATIENCE):
            message = json.loads(await self._socket.recv())
        assert message["type"] == "next", message
        assert "errors" not in message["payload"], message
        data: dict[str, Any] = message["payload"]["data"]
        return data
