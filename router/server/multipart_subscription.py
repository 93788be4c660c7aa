"""Subscriptions in a multipart answer, as Apollo's clients speak it.

https://www.apollographql.com/docs/graphos/routing/operations/subscriptions/multipart-protocol

An event is a part with its response as `payload`; `{}` is a heartbeat. What ends the subscription from our side stands
in `errors` beside a `payload` of null, so that clients do not take it for the errors of an event.
"""

from typing import Any

from starlette.types import Send

from router.server.incremental_format import Response, response_json
from router.server.multipart_mixed import MultipartMixed


class MultipartSubscription:
    """Writes the events of one operation."""

    def __init__(self, send: Send) -> None:
        self._answer = MultipartMixed(send, "graphql", 'subscriptionSpec="1.0"')

    async def open(self) -> None:
        await self._answer.open()

    async def event(self, result: Response) -> None:
        if result.breaks_off:
            await self._answer.write({"payload": None, "errors": result.errors})
        else:
            await self._answer.write_bytes(b'{"payload":%b}' % response_json(result))

    async def heartbeat(self) -> None:
        await self._answer.write({})

    async def end(self) -> None:
        await self._answer.close()

    async def fail(self, errors: list[dict[str, Any]]) -> None:
        """End with errors that are not of an event."""
        await self._answer.close({"payload": None, "errors": errors})
