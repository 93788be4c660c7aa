"""The files of a request on their way into a subgraph of this process: taken in whole before it is asked."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import ExitStack, asynccontextmanager
from typing import Any

from router.executor.request_files import FilePart, FileTooLarge, SubgraphFiles, UploadFailed
from router.executor.subgraph_client import SubgraphRequest
from subgraphs.shared.uploads import FileSpool, MisplacedFile, UploadedFile, UploadTooLarge, put_files


@asynccontextmanager
async def with_files(request: SubgraphRequest, max_bytes: int) -> AsyncIterator[Mapping[str, Any]]:
    """The variables, with the request's files in them until the block ends.

    Raises `UploadFailed`, and `TimeoutError` where no piece of a file comes within the request's time.
    """
    if request.files is None:
        yield request.variables
        return
    with ExitStack() as opened:
        files = await _receive(request, request.files, max_bytes, opened)
        try:
            variables = put_files(request.variables, request.files.places, files)
        except MisplacedFile as error:
            raise UploadFailed(str(error).rstrip("."), request.subgraph) from error
        yield variables


async def _receive(
    request: SubgraphRequest, source: SubgraphFiles, max_bytes: int, opened: ExitStack
) -> dict[str, UploadedFile]:
    files: dict[str, UploadedFile] = {}
    async with asyncio.timeout(request.timeout) as deadline:
        async for part in source.parts():
            spool = FileSpool(part.filename, part.content_type, max_bytes)
            opened.callback(spool.close)
            try:
                files[part.key] = await _spooled(part, spool, deadline, request.timeout)
            except UploadTooLarge as error:
                message = f'the file "{part.key:.40}" is larger than {max_bytes} bytes'
                raise FileTooLarge(message, request.subgraph) from error
    return files


async def _spooled(part: FilePart, spool: FileSpool, deadline: asyncio.Timeout, seconds: float) -> UploadedFile:
    loop = asyncio.get_running_loop()
    async for chunk in part.content:
        await spool.write(chunk)
        deadline.reschedule(loop.time() + seconds)
    return spool.finish()
