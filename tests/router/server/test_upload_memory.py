"""A large file through a router of its own process, whose memory is watched from outside."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import BodyPartReader, web

from router.composer.compose import compose
from router.composer.result import SubgraphSource
from router.language.names import SubgraphName
from tests.router.server.raw_http import read_answer
from tests.router.server.test_uploads import BOUNDARY, END, ONE, PHOTOS_SDL, part
from tests.router.test_main import served

MEGABYTE = 2**20
PIECE = bytes(range(256)) * 256
"""64 KiB."""

SETTINGS = """
uploads: {enabled: true, max_file_bytes: 200000000}
"""


@asynccontextmanager
async def counting_subgraph(sizes: list[int]) -> AsyncIterator[int]:
    """Counts the bytes of each file, and forgets them."""

    async def answer(request: web.Request) -> web.Response:
        form = await request.multipart()
        size = 0
        while (field := await form.next()) is not None:
            assert isinstance(field, BodyPartReader)
            while chunk := await field.read_chunk(65_536):
                size += len(chunk) if field.filename is not None else 0
        sizes.append(size)
        return web.json_response({"data": {"addPhoto": "taken"}})

    app = web.Application()
    app.router.add_post("/", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


def router_files(folder: Path, subgraph_port: int) -> tuple[Path, Path]:
    """The supergraph and the settings."""
    source = SubgraphSource(SubgraphName("photos"), f"http://127.0.0.1:{subgraph_port}/", PHOTOS_SDL)
    supergraph, settings = folder / "supergraph.graphql", folder / "router.yaml"
    supergraph.write_text(compose([source]).supergraph_sdl or "")
    settings.write_text(SETTINGS)
    return supergraph, settings


async def upload(port: int, pieces: int) -> None:
    operations = part("operations", json.dumps({"query": ONE, "variables": {"file": None}}).encode())
    head = operations + part("map", b'{"0": ["variables.file"]}')
    head += part("0", b"", "film.bin", "application/octet-stream").removesuffix(b"\r\n")
    tail = b"\r\n" + END
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    lines = [
        "POST /graphql HTTP/1.1",
        "host: 127.0.0.1",
        "connection: close",
        f"content-type: multipart/form-data; boundary={BOUNDARY}",
        f"content-length: {len(head) + pieces * len(PIECE) + len(tail)}",
        "apollo-require-preflight: 1",
    ]
    writer.write("\r\n".join([*lines, "", ""]).encode() + head)
    for _ in range(pieces):
        writer.write(PIECE)
        await writer.drain()
    writer.write(tail)
    answer = await asyncio.wait_for(read_answer(reader), 30)
    writer.close()
    assert answer.json == {"data": {"addPhoto": "taken"}}


def peak_memory(pid: int) -> int:
    """Bytes that were resident at most."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    assert found is not None
    return int(found[1]) * 1024


async def test_a_file_of_100_megabytes_leaves_memory_flat(tmp_path: Path) -> None:
    sizes: list[int] = []
    async with counting_subgraph(sizes) as subgraph_port:
        supergraph, settings = router_files(tmp_path, subgraph_port)
        async with served("--supergraph", supergraph, "--config", settings) as (process, port):
            await upload(port, 1 * MEGABYTE // len(PIECE))
            before = peak_memory(process.pid)
            await upload(port, 100 * MEGABYTE // len(PIECE))
            grown = peak_memory(process.pid) - before
    assert sizes == [MEGABYTE, 100 * MEGABYTE]
    assert grown < 8 * MEGABYTE
