"""Local files over HTTP: what browsers and players need, and what keeps hostile files harmless."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from starlette.applications import Starlette

from subgraphs.shared.file_routes import file_routes
from subgraphs.shared.file_types import MP3, PDF, PNG, TEXT
from subgraphs.shared.objects import ObjectStore, new_key, open_object_store
from subgraphs.shared.settings import SubgraphSettings
from tests.router.server.raw_http import Answer, ask

CONTENT = bytes(range(200))


@dataclass(frozen=True)
class Files:
    objects: ObjectStore
    app: Starlette

    async def get(self, url: str, method: str = "GET", /, body: bytes = b"", **headers: str) -> Answer:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        parts = urlsplit(url)
        return await ask(self.app, method, f"{parts.path}?{parts.query}", named, body)

    async def stored(self, key: str) -> str:
        """The address of a file of 200 bytes under this key."""
        await self.objects.put(key, CONTENT)
        return self.objects.public_url(key) if key.startswith("public/") else self.objects.signed_url(key)


@pytest.fixture
def files(tmp_path: Path) -> Files:
    objects = open_object_store(SubgraphSettings(home=tmp_path), "garden")
    return Files(objects, Starlette(routes=file_routes(objects)))


async def test_a_player_reads_the_part_it_needs(files: Files) -> None:
    url = await files.stored(new_key("sounds", MP3))
    part = await files.get(url, range="bytes=10-19")
    assert (part.status, part.body) == (206, CONTENT[10:20])
    assert part.headers["content-range"] == "bytes 10-19/200"
    assert (await files.get(url, range="bytes=-5")).body == CONTENT[-5:]
    assert (await files.get(url, range="bytes=190-")).body == CONTENT[190:]
    assert (await files.get(url)).headers["accept-ranges"] == "bytes"


async def test_a_part_that_does_not_exist_is_refused(files: Files) -> None:
    answer = await files.get(await files.stored(new_key("sounds", MP3)), range="bytes=200-300")
    assert answer.status == 416
    assert answer.headers["content-range"] == "bytes */200"


async def test_a_part_of_another_version_is_the_whole_file(files: Files) -> None:
    url = await files.stored(new_key("sounds", MP3))
    etag = (await files.get(url)).headers["etag"]
    assert (await files.get(url, range="bytes=0-9", if_range=etag)).status == 206
    assert (await files.get(url, range="bytes=0-9", if_range='"another"')).status == 200


async def test_what_a_client_has_is_not_sent_again(files: Files) -> None:
    url = await files.stored(new_key("pictures", PNG))
    first = await files.get(url)
    unchanged: tuple[dict[str, Any], ...] = (
        {"if_none_match": first.headers["etag"]},
        {"if_none_match": f'"old", W/{first.headers["etag"]}'},
        {"if_none_match": "*"},
        {"if_modified_since": first.headers["last-modified"]},
    )
    for headers in unchanged:
        again = await files.get(url, **headers)
        assert (again.status, again.body) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
    changed: tuple[dict[str, Any], ...] = (
        {"if_none_match": '"another"', "if_modified_since": first.headers["last-modified"]},
        {"if_modified_since": "Mon, 01 Jan 2001 00:00:00 GMT"},
        {"if_modified_since": "yesterday"},
    )
    for headers in changed:
        assert (await files.get(url, **headers)).status == 200


async def test_head_tells_all_but_the_content(files: Files) -> None:
    url = await files.stored(new_key("pictures", PNG))
    head = await files.get(url, "HEAD")
    assert (head.status, head.body, head.headers["content-length"]) == (200, b"", "200")


async def test_public_files_are_kept_for_ever_and_private_ones_by_their_reader_only(files: Files) -> None:
    public = await files.get(await files.stored(new_key("public/pictures", PNG)))
    assert public.headers["cache-control"] == "public, max-age=31536000, immutable"
    private = (await files.get(await files.stored(new_key("pictures", PNG)))).headers["cache-control"]
    assert private.startswith("private, max-age=") and private.endswith(", immutable")


async def test_a_file_cannot_act_in_a_browser(files: Files) -> None:
    answer = await files.get(await files.stored(new_key("pictures", PNG)))
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["content-disposition"] == "inline"


async def test_documents_are_downloaded_under_the_name_they_were_given(files: Files) -> None:
    key = new_key("papers", PDF)
    await files.objects.put(key, CONTENT)
    answer = await files.get(files.objects.signed_url(key, '単語";\r\nx: y.pdf'))
    assert answer.headers["content-disposition"] == (
        "attachment; filename*=UTF-8''%E5%8D%98%E8%AA%9E%22%3B%0D%0Ax%3A%20y.pdf"
    )
    text = await files.get(await files.stored(new_key("papers", TEXT)))
    assert text.headers["content-type"] == "text/plain; charset=utf-8"


async def test_the_name_of_a_download_is_part_of_what_is_signed(files: Files) -> None:
    key = new_key("papers", PDF)
    await files.objects.put(key, CONTENT)
    url = files.objects.signed_url(key, "words.pdf")
    assert (await files.get(url)).status == 200
    assert (await files.get(url.replace("words.pdf", "virus.exe"))).status == 403
    assert (await files.get(url + "&type=text/html")).status == 403


@pytest.mark.parametrize(
    "query", ["", "?expires=9999999999", "?expires=99999999999999999999&signature=a", "?expires=x&signature=%00é"]
)
async def test_an_address_that_was_not_signed_is_refused(files: Files, query: str) -> None:
    key = new_key("pictures", PNG)
    await files.stored(key)
    answer = await files.get(f"/files/garden/{key}{query}")
    assert answer.status == 403
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "path",
    [
        "/files/garden/public/../../../keys/files.key",
        "/files/garden/public/%2e%2e/%2e%2e/keys/files.key",
        "/files/garden/public//etc/passwd",
        "/files/garden/../../keys/files.key",
        "/files/garden/public/none.png",
        "/files/garden/public/\x00.png",
        "/files/garden/",
        "/files/elsewhere/public/none.png",
    ],
)
async def test_no_path_leads_out_of_the_store(files: Files, path: str) -> None:
    assert (await files.get(path)).status == 404


async def test_pages_of_any_origin_may_read_and_put(files: Files) -> None:
    url = await files.stored(new_key("pictures", PNG))
    preflight = await files.get(url, "OPTIONS", origin="https://app.example.com", access_control_request_method="PUT")
    assert preflight.status == 204
    assert "PUT" in preflight.headers["access-control-allow-methods"]
    assert (await files.get(url)).headers["access-control-allow-origin"] == "*"


async def test_what_breaks_off_is_not_kept(files: Files) -> None:
    key = new_key("incoming", PNG)
    target = files.objects.upload_target(key, 200)
    assert (await files.get(target.url, "PUT", CONTENT[:50], content_type="image/png")).status == 403
    assert await files.objects.info(key) is None
    assert (await files.get(target.url, "PUT", CONTENT, content_type="image/png")).status == 200
    assert await files.objects.read_all(key) == CONTENT
