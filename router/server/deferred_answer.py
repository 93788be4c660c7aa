"""An answer in parts over HTTP, as `multipart/mixed`.

https://github.com/graphql/graphql-over-http/blob/main/rfcs/IncrementalDelivery.md
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from starlette.types import Send

from router.errors import OperationError
from router.server.incremental_format import IncrementalFormat, ResponsePart
from router.server.internal_failure import report_internal_failure
from router.server.multipart_mixed import MultipartMixed
from router.server.read_operation import format_errors
from router.server.request_record import note_codes

BOUNDARY = "-"
PARAMETERS = {
    IncrementalFormat.DEFER_20220824: 'deferSpec="20220824"',
    IncrementalFormat.INCREMENTAL_V0_2: 'incrementalSpec="v0.2"',
}


async def send_in_parts(
    send: Send, parts: AsyncGenerator[ResponsePart, None], written_in: IncrementalFormat, max_bytes: int
) -> None:
    """Each part when it is there. Raises what the first part raises, and `ResponseTooLarge` for it: until then nothing
    is sent."""
    async with aclosing(parts):
        first = await anext(parts)
        answer = MultipartMixed(send, BOUNDARY, PARAMETERS[written_in], max_bytes)
        note_codes(first.all_errors)
        await answer.open((), first.response)
        if first.is_last:
            await answer.close()
            return
        try:
            async for part in parts:
                note_codes(part.all_errors)
                await (answer.close(part.response) if part.is_last else answer.write(part.response))
        except OperationError as error:
            await answer.close({"errors": format_errors(error), "hasNext": False})
        except Exception as error:
            # The request boundary: the status is sent, so a failure of ours can only be told in the last part.
            await answer.close({"errors": [report_internal_failure(error)], "hasNext": False})
