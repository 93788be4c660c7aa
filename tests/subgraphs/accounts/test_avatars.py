"""Avatars: written anew in a few sizes, replaced, removed, and left behind by nobody."""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import Any
from uuid import UUID

import pytest
from PIL import Image

from subgraphs.accounts.service.avatars import collect_left_overs
from subgraphs.shared.database import count_statements
from subgraphs.shared.uploads import UploadedFile
from tests.subgraphs.accounts.conftest import codes
from tests.subgraphs.accounts.people import add_people, add_person
from tests.subgraphs.accounts.test_people import do
from tests.support.subgraphs import SubgraphUnderTest

FIELDS = "user { profile { small: avatarUrl(size: 64) middle: avatarUrl large: avatarUrl(size: 4000) } }"


@contextmanager
def file_of(content: bytes) -> Iterator[UploadedFile]:
    with SpooledTemporaryFile(max_size=1_000_000) as file:
        file.write(content)
        yield UploadedFile("../../me.png", "text/html", len(content), file)


def photograph(width: int = 300, height: int = 200) -> bytes:
    image = Image.new("RGB", (width, height), "red")
    exif = Image.Exif()
    exif[0x010F] = "the maker of a camera"
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", exif=exif)
    return buffer.getvalue()


async def upload(accounts: SubgraphUnderTest, caller: UUID, content: bytes) -> dict[str, Any]:
    with file_of(content) as file:
        return await do(accounts, "uploadAvatar", caller, FIELDS, file=file)


def stored(home: Path) -> list[Path]:
    return sorted((home / "objects" / "accounts" / "public" / "avatars").glob("*"))


async def test_an_avatar_is_square_in_a_few_sizes_and_says_nothing_of_the_camera(
    accounts: SubgraphUnderTest, tmp_path: Path
) -> None:
    payload = await upload(accounts, await add_person(accounts, "mika"), photograph())
    assert codes(payload) == []
    files = {path.name: Image.open(io.BytesIO(path.read_bytes())) for path in stored(tmp_path)}
    assert sorted(image.size for image in files.values()) == [(64, 64), (128, 128), (200, 200)]
    assert {image.format for image in files.values()} == {"WEBP"}
    assert not any(image.getexif() for image in files.values())
    shown = [files[url.rpartition("/")[2]].width for url in payload["user"]["profile"].values()]
    assert shown == [64, 128, 200]


async def test_a_new_avatar_takes_the_place_of_the_old_one(accounts: SubgraphUnderTest, tmp_path: Path) -> None:
    mika = await add_person(accounts, "mika")
    first = await upload(accounts, mika, photograph())
    second = await upload(accounts, mika, photograph())
    assert first["user"]["profile"]["small"] != second["user"]["profile"]["small"]
    assert len(stored(tmp_path)) == 3
    removed = await do(accounts, "removeAvatar", mika, FIELDS)
    assert removed["user"]["profile"] == {"small": None, "middle": None, "large": None}
    assert stored(tmp_path) == []


@pytest.mark.parametrize("content", [b"", b"<svg onload='alert(1)'/>", photograph()[:500], b"GIF89a"])
async def test_what_is_no_picture_is_refused_and_leaves_nothing(
    accounts: SubgraphUnderTest, tmp_path: Path, content: bytes
) -> None:
    refused = await upload(accounts, await add_person(accounts, "mika"), content)
    assert codes(refused) == ["PICTURE_IS_NOT_USABLE"]
    assert stored(tmp_path) == []


async def test_a_picture_that_is_too_large_is_refused(accounts: SubgraphUnderTest) -> None:
    services = accounts.subgraph.services
    accounts.subgraph.services = replace(services, avatars=replace(services.avatars, max_bytes=100))
    assert codes(await upload(accounts, await add_person(accounts, "mika"), photograph())) == ["FILE_IS_TOO_LARGE"]


async def test_an_avatar_is_shown_to_whom_the_profile_is(accounts: SubgraphUnderTest) -> None:
    people = await add_people(accounts, "mika", "noor")
    await upload(accounts, people["mika"], photograph())
    document = "query ($id: ID!) { user(id: $id) { profile { avatarUrl } } }"

    async def seen(caller: UUID) -> Any:
        user = (await accounts.data(document, {"id": str(people["mika"])}, caller=caller))["user"]
        return user["profile"]["avatarUrl"]

    assert await seen(people["noor"]) is not None
    await do(accounts, "updateSettings", people["mika"], "__typename", privacy={"profile": "FRIENDS"})
    assert await seen(people["noor"]) is None
    assert await seen(people["mika"]) is not None


async def test_avatars_of_a_page_cost_one_statement_more(accounts: SubgraphUnderTest) -> None:
    people = await add_people(accounts, "mika", "noor", "otto")
    references = [{"__typename": "User", "id": str(user_id)} for user_id in people.values()]
    with count_statements() as log:
        await accounts.entities(references, "... on User { profile { avatarUrl } }")
    assert len(log) == 2


async def test_files_that_stand_for_nobody_are_collected_after_a_day(
    accounts: SubgraphUnderTest, tmp_path: Path
) -> None:
    mika = await add_person(accounts, "mika")
    await upload(accounts, mika, photograph())
    (tmp_path / "objects" / "accounts" / "public" / "avatars" / "old.webp").write_bytes(b"x")
    (tmp_path / "objects" / "accounts" / "public" / "avatars" / "new.webp").write_bytes(b"x")
    now = datetime.now(UTC)
    for path in stored(tmp_path):
        if path.name != "new.webp":
            os.utime(path, (now.timestamp() - 90_000, now.timestamp() - 90_000))
    objects = accounts.subgraph.services.objects
    assert await collect_left_overs(accounts.subgraph.database, objects, now) == 1
    assert [path.name for path in stored(tmp_path) if path.stem in ("old", "new")] == ["new.webp"]
    assert len(stored(tmp_path)) == 4
