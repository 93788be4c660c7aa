"""Files in requests, over HTTP and beneath it."""

import json
from collections.abc import AsyncIterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from subgraphs.shared.messaging import Messaging
from subgraphs.shared.uploads import FileSpool, MisplacedFile, UploadedFile, UploadTooLarge, put_files
from tests.subgraphs.shared.garden import GARDEN
from tests.subgraphs.shared.served import request, served
from tests.support.subgraphs import SubgraphUnderTest, open_subgraph

LABEL = "mutation ($input: LabelPlantInput!) { labelPlant(input: $input) { labels { filename contentType digest } } }"
BOUNDARY = "a-boundary"


@pytest.fixture
async def address(tmp_path: Path) -> AsyncIterator[str]:
    messaging = Messaging.in_process()
    subgraph = open_subgraph(
        GARDEN, tmp_path, messaging, max_upload_bytes=1_500_000, max_upload_files=2, max_body_bytes=2_000
    )
    async with served(SubgraphUnderTest(subgraph, messaging)) as address:
        yield address


def form(*parts: tuple[str, str | None, bytes]) -> bytes:
    lines = []
    for name, filename, content in parts:
        file = "" if filename is None else f'; filename="{filename}"\r\nContent-Type: text/plain'
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n'
        lines += [head.encode(), content, b"\r\n"]
    return b"".join([*lines, f"--{BOUNDARY}--\r\n".encode()])


def label(*files: tuple[str, str, bytes], places: Mapping[str, Any] | None = None) -> bytes:
    variables = {"input": {"file": None, "more": [None for _ in files[1:]]}}
    chosen = places or {
        name: ["variables.input.file" if number == 0 else f"variables.input.more.{number - 1}"]
        for number, (name, _, _) in enumerate(files)
    }
    return form(
        ("operations", None, json.dumps({"query": LABEL, "variables": variables}).encode()),
        ("map", None, json.dumps(chosen).encode()),
        *files,
    )


async def send(address: str, body: bytes) -> tuple[int, dict[str, Any]]:
    return await request(address, body, **{"content-type": f"multipart/form-data; boundary={BOUNDARY}"})


async def test_files_of_a_form_reach_the_fields_they_are_for(address: str) -> None:
    large = b"rose " * 250_000
    status, answer = await send(address, label(("a", "薔薇.txt", b"rose"), ("b", "b.txt", large)))
    assert status == 200
    assert answer["data"]["labelPlant"]["labels"] == [
        {"filename": "薔薇.txt", "contentType": "text/plain", "digest": sha256(b"rose").hexdigest()},
        {"filename": "b.txt", "contentType": "text/plain", "digest": sha256(large).hexdigest()},
    ]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no form",
        form(),
        form(("operations", None, b"{}")),
        form(("operations", None, b"not json"), ("map", None, b"{}")),
        form(("operations", None, b'{"query": "{ me }"}'), ("map", None, b"{}")),
        form(("operations", "a-file", b"{}"), ("map", None, b"{}")),
        label(("a", "a", b"1"), places={"a": "variables.input.file"}),
        label(("a", "a", b"1"), places={"a": ["variables.input.other"]}),
        label(("a", "a", b"1"), places={"a": ["variables.input.more.7"]}),
        label(("a", "a", b"1"), places={"a": ["extensions.file"]}),
        label(("a", "a", b"1"), places={"b": ["variables.input.file"]}),
        label(("a", "a", b"1"), ("b", "b", b"2"), ("c", "c", b"3")),
        form(("operations", None, b" " * 3_000), ("map", None, b"{}")),
        label(("a", "a", b"1"))[:-20],
    ],
)
async def test_what_is_no_form_of_the_specification_is_refused(address: str, body: bytes) -> None:
    status, answer = await send(address, body)
    assert status == 400
    assert answer["errors"][0]["extensions"]["code"] == "BAD_REQUEST"


async def test_more_bytes_than_a_request_may_have_are_refused(address: str) -> None:
    status, _ = await send(address, label(("a", "a", b"x" * 1_500_001)))
    assert status == 413


async def test_what_is_no_file_is_refused_before_any_resolver_runs(address: str) -> None:
    body = {"query": LABEL, "variables": {"input": {"file": "a.txt"}}}
    _, answer = await request(address, body)
    assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    assert "Upload" in answer["errors"][0]["message"]


async def spooled(content: bytes) -> UploadedFile:
    spool = FileSpool("a", "text/plain", 10)
    await spool.write(content)
    return spool.finish()


async def test_a_spool_takes_no_more_than_it_may() -> None:
    spool = FileSpool("a", "text/plain", 10)
    await spool.write(b"x" * 10)
    with pytest.raises(UploadTooLarge):
        await spool.write(b"x")
    spool.close()


async def test_the_variables_that_were_given_stay_as_they_were() -> None:
    file = await spooled(b"rose")
    variables: dict[str, Any] = {"input": {"files": [None, None]}}
    filled = put_files(variables, {"a": ["variables.input.files.1"]}, {"a": file})
    assert filled == {"input": {"files": [None, file]}}
    assert variables == {"input": {"files": [None, None]}}
    file.close()


@pytest.mark.parametrize(
    "place", ["variables", "file", "variables.file.x", "variables.list.-1", "variables.list.9999999999", ""]
)
async def test_a_place_that_is_none_is_refused(place: str) -> None:
    file = await spooled(b"rose")
    with pytest.raises(MisplacedFile):
        put_files({"file": None, "list": []}, {"a": [place]}, {"a": file})
    file.close()
