"""An answer in parts over HTTP, as `multipart/mixed`.

https://github.com/graphql/graphql-over-http/blob/main/rfcs/IncrementalDelivery.md
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from starlette.types import Send

from router.server.incremental_format import IncrementalFormat, ResponsePart
from router.server.internal_failure import report_internal_failure
from router.server.multipart_mixed import MultipartMixed

BOUNDARY = "-"
PARAMETERS = {
    IncrementalFormat.DEFER_20220824: 'deferSpec="20220824"',
    IncrementalFormat.INCREMENTAL_V0_2: 'incrementalSpec="v0.2"',
}


async def send_in_parts(send: Send, parts: AsyncGenerator[ResponsePart, None], written_in: IncrementalFormat) -> None:
    """Each part when it is there. Raises what the first part raises: until then nothing is sent."""
    async with aclosing(parts):
        first = await anext(parts)
        answer = MultipartMixed(send, BOUNDARY, PARAMETERS[written_in])
        await answer.open()
        await _write(answer, first)
        try:
            async for part in parts:
                await _write(answer, part)
        except Exception as error:
            # The request boundary: the status is sent, so a failure of ours can only be told in the last part.
            await answer.close({"errors": [report_internal_failure(error)], "hasNext": False})


async def _write(answer: MultipartMixed, part: ResponsePart) -> None:
    await (answer.close(part.response) if part.is_last else answer.write(part.response))
