"""What both kinds of object store do: files of this machine, and a real S3 server."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from pydantic import ValidationError
from starlette.applications import Starlette

from kumiki.ports import free_port
from subgraphs.shared.clock import Clock, utc_now
from subgraphs.shared.file_routes import file_routes
from subgraphs.shared.file_types import PDF, PNG
from subgraphs.shared.objects import ObjectIsMissing, ObjectStore, is_key, new_key, open_object_store
from subgraphs.shared.settings import SubgraphSettings
from tests.subgraphs.shared.served import served_app
from tests.support.s3_server import s3_server
from tests.support.subgraphs import MovableClock


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Message
    body: bytes


async def http(method: str, url: str, body: bytes | None = None, **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    def send() -> Answer:
        try:
            with urlopen(Request(url, data=body, headers=named, method=method)) as response:
                return Answer(response.status, response.headers, response.read())
        except HTTPError as error:
            with error:
                return Answer(error.code, error.headers, error.read())

    return await asyncio.to_thread(send)


@pytest.fixture(scope="module")
def s3_settings() -> Iterator[dict[str, Any]]:
    with s3_server() as settings:
        yield settings


@dataclass(frozen=True)
class Place:
    """Opens stores on one place, by clocks of the test's choice."""

    settings: SubgraphSettings

    def open(self, clock: Clock = utc_now) -> ObjectStore:
        return open_object_store(self.settings, "garden", clock)


@pytest.fixture(params=["local", "s3"])
async def place(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Place]:
    chosen = request.getfixturevalue("s3_settings") if request.param == "s3" else {}
    port = free_port()
    place = Place(SubgraphSettings(home=tmp_path, files_url=f"http://127.0.0.1:{port}", **chosen))
    app = Starlette(routes=file_routes(place.open()))
    async with served_app(app, port=port):
        yield place


@pytest.fixture
def store(place: Place) -> ObjectStore:
    return place.open()


async def in_pieces(*pieces: bytes) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece


async def test_what_was_put_is_read(store: ObjectStore) -> None:
    key = new_key("pictures", PNG)
    await store.put(key, b"rose")
    info = await store.info(key)
    assert info is not None and info.size == 4
    assert await store.read_all(key) == b"rose"


async def test_large_content_goes_in_and_out_in_pieces(store: ObjectStore) -> None:
    key = new_key("pictures", PNG)
    pieces = [bytes([number]) * 1_000_000 for number in range(11)]
    await store.put(key, in_pieces(*pieces))
    read = [chunk async for chunk in store.read(key)]
    assert b"".join(read) == b"".join(pieces)
    assert max(map(len, read)) < 11_000_000


async def test_what_cannot_be_written_whole_is_not_there(store: ObjectStore) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield b"x" * 6_000_000
        raise RuntimeError("the client is gone")

    key = new_key("pictures", PNG)
    with pytest.raises(RuntimeError, match="gone"):
        await store.put(key, broken())
    assert await store.info(key) is None


async def test_what_is_not_there_is_missing(store: ObjectStore) -> None:
    key = new_key("pictures", PNG)
    assert await store.info(key) is None
    with pytest.raises(ObjectIsMissing):
        await store.read_all(key)
    with pytest.raises(ObjectIsMissing):
        await store.copy(key, new_key("pictures", PNG))
    await store.delete(key)


async def test_a_copy_stays_when_its_source_is_deleted(store: ObjectStore) -> None:
    source, target = new_key("incoming", PNG), new_key("pictures", PNG)
    await store.put(source, b"rose")
    await store.copy(source, target)
    await store.delete(source)
    assert await store.info(source) is None
    assert await store.read_all(target) == b"rose"


async def test_a_listing_has_what_is_in_the_folder(store: ObjectStore) -> None:
    keys = {new_key("listed", PNG) for _ in range(3)}
    for key in keys:
        await store.put(key, b"rose")
    await store.put(new_key("elsewhere", PNG), b"rose")
    assert {info.key async for info in store.listing("listed")} == keys


async def test_a_signed_address_reads_this_object_and_no_other(store: ObjectStore) -> None:
    key, other = new_key("pictures", PNG), new_key("pictures", PNG)
    await store.put(key, b"rose")
    await store.put(other, b"thorn")
    url = store.signed_url(key)
    answer = await http("GET", url)
    assert (answer.status, answer.body) == (200, b"rose")
    assert answer.headers["content-type"] == "image/png"
    assert (await http("GET", url.replace(key, other))).status == 403
    assert (await http("PUT", url, b"thorn", content_type="image/png")).status == 403


async def test_a_signed_address_expires(place: Place) -> None:
    key = new_key("pictures", PNG)
    await place.open().put(key, b"rose")
    early = place.open(MovableClock(datetime.now(UTC) - timedelta(hours=2)))
    assert (await http("GET", early.signed_url(key))).status in (400, 403)


async def test_a_signed_address_stays_the_same_for_half_its_life(place: Place) -> None:
    clock = MovableClock(datetime(2026, 3, 2, 9, 0, 1, tzinfo=UTC))
    store, key = place.open(clock), new_key("pictures", PNG)
    first = store.signed_url(key)
    clock.now += timedelta(minutes=29)
    assert store.signed_url(key) == first
    clock.now += timedelta(minutes=1)
    assert store.signed_url(key) != first


async def test_a_client_puts_a_file_by_itself(store: ObjectStore) -> None:
    key = new_key("incoming", PNG)
    target = store.upload_target(key, 4)
    answer = await http("PUT", target.url, b"rose", **target.headers)
    assert answer.status == 200
    assert await store.read_all(key) == b"rose"
    assert (await http("GET", store.signed_url(key))).headers["content-type"] == "image/png"


async def test_what_differs_from_what_was_announced_is_not_put(store: ObjectStore) -> None:
    key = new_key("incoming", PNG)
    target = store.upload_target(key, 4)
    assert (await http("PUT", target.url, b"roses", **target.headers)).status == 403
    assert (await http("PUT", target.url, b"ros", **target.headers)).status == 403
    assert (await http("PUT", target.url, b"rose", content_type="text/html")).status == 403
    other = new_key("incoming", PNG)
    assert (await http("PUT", target.url.replace(key, other), b"rose", **target.headers)).status == 403
    assert await store.info(key) is None
    assert await store.info(other) is None


async def test_an_upload_address_expires(place: Place) -> None:
    early = place.open(MovableClock(datetime.now(UTC) - timedelta(hours=1)))
    target = early.upload_target(new_key("incoming", PNG), 4)
    assert (await http("PUT", target.url, b"rose", **target.headers)).status in (400, 403)


async def test_everybody_reads_what_is_public_and_nothing_else(store: ObjectStore) -> None:
    key, private = new_key("public/pictures", PNG), new_key("pictures", PNG)
    await store.put(key, b"rose")
    await store.put(private, b"thorn")
    answer = await http("GET", store.public_url(key))
    assert (answer.status, answer.body) == (200, b"rose")
    assert (await http("GET", store.public_url(key).replace(key, private))).status == 403
    with pytest.raises(ValueError, match="everybody"):
        store.public_url(private)


@pytest.mark.parametrize(
    "text",
    ["", "a", "../a.png", "a/../b.png", "/a.png", "a//b.png", "a.png/", "A.png", "a\x00.png", "a" * 300 + ".png"],
)
async def test_what_is_no_key_is_never_a_path(store: ObjectStore, text: str) -> None:
    assert not is_key(text)
    with pytest.raises(ValueError, match="no key"):
        await store.put(text, b"")


def test_a_bucket_without_keys_is_refused_at_the_start() -> None:
    with pytest.raises(ValidationError, match="S3_ACCESS_KEY_ID"):
        SubgraphSettings(s3_bucket="kumiki")


def test_a_download_has_the_name_that_it_was_signed_with(tmp_path: Path, s3_settings: dict[str, Any]) -> None:
    for chosen in ({}, s3_settings):
        store = open_object_store(SubgraphSettings(home=tmp_path, **chosen), "garden")
        assert "%E5%8D%98%E8%AA%9E" in store.signed_url(new_key("papers", PDF), "単語.pdf").replace("%25", "%")


def test_a_bucket_can_stand_before_the_host_and_clients_see_their_own_address(tmp_path: Path) -> None:
    settings = SubgraphSettings(
        home=tmp_path,
        s3_bucket="kumiki",
        s3_endpoint="http://inside:9000",
        s3_public_endpoint="https://s3.example.com",
        s3_public_url="https://cdn.example.com/kumiki",
        s3_access_key_id="id",
        s3_secret_access_key="secret",
    )
    store = open_object_store(settings, "garden")
    assert store.signed_url("pictures/1.png").startswith("https://kumiki.s3.example.com/garden/pictures/1.png?")
    assert store.public_url("public/1.png") == "https://cdn.example.com/kumiki/garden/public/1.png"
