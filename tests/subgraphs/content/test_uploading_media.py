"""Files that are taken in with a mutation, and those that are not."""

import asyncio
from pathlib import Path

import pytest

from subgraphs.content.models.organizations import OrganizationRole
from subgraphs.shared.database import count_statements
from subgraphs.shared.ids import new_id
from tests.subgraphs.content.authoring import AIKO, BEN, HANA, KEN, SCHOOL, Place, content_at, error_code, join
from tests.subgraphs.content.library import (
    MEDIA,
    all_keys,
    file_of,
    files_of,
    keys_of_media,
    objects_of,
    refused,
    seen,
    uploaded,
    usage,
)
from tests.subgraphs.content.recordings import aac, flac, mp3, mp4, opus, wav, webm
from tests.subgraphs.shared.pictures import opened, picture
from tests.support.subgraphs import SubgraphUnderTest

PDF = b"%PDF-1.7\n1 0 obj"


async def test_a_picture_is_there_at_once_and_its_variants_soon(courses: SubgraphUnderTest) -> None:
    media = await uploaded(courses, picture(800, 400, "JPEG"), "C:\\Users\\hana\\猫.JPG", altText="A cat.")
    assert (media["kind"], media["status"], media["name"]) == ("IMAGE", "PROCESSING", "猫.JPG")
    assert (media["contentType"], media["width"], media["height"]) == ("image/jpeg", 800, 400)
    assert (media["altText"], media["variants"]) == ("A cat.", [])
    assert "/files/content/media/" in media["url"]
    await courses.run_jobs()
    ready = await seen(courses, media["id"])
    assert ready is not None and ready["status"] == "READY"
    assert [(each["contentType"], each["width"], each["height"]) for each in ready["variants"]] == [
        ("image/avif", 320, 160),
        ("image/avif", 640, 320),
        ("image/avif", 800, 400),
        ("image/webp", 320, 160),
        ("image/webp", 640, 320),
        ("image/webp", 800, 400),
    ]
    assert len(await all_keys(courses)) == 7


async def test_pictures_are_written_anew_and_never_kept_as_they_came(courses: SubgraphUnderTest) -> None:
    content = picture(40, 30, "PNG") + b"<script>alert(1)</script>"
    media = await uploaded(courses, content, "cat.html")
    (key,) = await keys_of_media(courses, media["id"])
    kept = await objects_of(courses).read_all(key)
    assert key.endswith(".png")
    assert opened(kept).size == (40, 30)
    assert b"<script>" not in kept
    assert media["bytes"] == len(kept)


@pytest.mark.parametrize(
    ("content", "content_type", "seconds"),
    [
        (wav(1.5), "audio/wav", 1.5),
        (mp3(), "audio/mpeg", 2.6),
        (aac(), "audio/aac", 2.3),
        (flac(2), "audio/flac", 2.0),
        (opus(3), "audio/ogg", 3.0),
        (mp4(4.0, brand=b"M4A ", width=0), "audio/mp4", 4.0),
        (mp4(4.0, width=0), "audio/mp4", 4.0),
        (webm(5.0, width=0), "audio/webm", 5.0),
    ],
)
async def test_a_recording_is_ready_at_once_with_its_length(
    courses: SubgraphUnderTest, content: bytes, content_type: str, seconds: float
) -> None:
    media = await uploaded(courses, content)
    assert (media["kind"], media["status"], media["contentType"]) == ("AUDIO", "READY", content_type)
    assert media["durationSeconds"] == pytest.approx(seconds, abs=0.1)
    (key,) = await keys_of_media(courses, media["id"])
    assert await objects_of(courses).read_all(key) == content


@pytest.mark.parametrize(("content", "content_type"), [(mp4(), "video/mp4"), (webm(4.0), "video/webm")])
async def test_a_film_is_ready_at_once_with_its_length_and_size(
    courses: SubgraphUnderTest, content: bytes, content_type: str
) -> None:
    media = await uploaded(courses, content)
    assert (media["kind"], media["contentType"], media["durationSeconds"]) == ("VIDEO", content_type, 4.0)
    assert (media["width"], media["height"]) == (320, 180)


async def test_documents_are_kept_as_they_are(courses: SubgraphUnderTest) -> None:
    for content, content_type in ((PDF, "application/pdf"), ("猫は好き？".encode(), "text/plain")):
        media = await uploaded(courses, content, "words.pdf")
        assert (media["kind"], media["status"], media["contentType"]) == ("DOCUMENT", "READY", content_type)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "FILE_IS_EMPTY"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "FILE_TYPE_IS_NOT_TAKEN"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "FILE_TYPE_IS_NOT_TAKEN"),
        (b"PK\x03\x04" + b"\x00" * 100, "FILE_TYPE_IS_NOT_TAKEN"),
        (b"MZ\x90\x00", "FILE_TYPE_IS_NOT_TAKEN"),
        (picture(form="BMP"), "FILE_TYPE_IS_NOT_TAKEN"),
        (picture(600, 400, "JPEG")[:-800], "FILE_IS_DAMAGED"),
        (b"GIF89a" + b"<script>" * 100, "FILE_IS_DAMAGED"),
        (b"ID3" + b"\x00" * 4_000, "FILE_IS_DAMAGED"),
        (b"RIFF\x00\x00\x00\x00WAVE", "FILE_IS_DAMAGED"),
        (mp4()[:-300], "FILE_IS_DAMAGED"),
        (picture(30_000, 2), "PICTURE_IS_TOO_LARGE"),
    ],
)
async def test_what_cannot_be_used_is_refused_whatever_it_is_called(
    courses: SubgraphUnderTest, content: bytes, code: str
) -> None:
    assert await refused(courses, content, "cat.png") == [(code, "input.file")]
    assert await all_keys(courses) == set()
    assert await usage(courses) == (0, 0)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("..", "file"),
        ("", "file"),
        ("a\r\nx-header: b\x00.pdf", "ax-header: b.pdf"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
        ("\u202egpj.exe", "gpj.exe"),
    ],
)
async def test_a_name_is_a_name_and_nothing_else(courses: SubgraphUnderTest, name: str, shown: str) -> None:
    assert (await uploaded(courses, PDF, name))["name"] == shown


async def test_each_kind_has_its_largest_size(tmp_path: Path) -> None:
    place = Place(tmp_path, f"sqlite+aiosqlite:///{tmp_path}/content.db")
    async with content_at(place, media_audio_bytes=2_000, media_image_bytes=1_000) as library:
        assert await refused(library, wav()) == [("FILE_IS_TOO_LARGE", "input.file")]
        assert await refused(library, PDF) == []


async def test_texts_that_are_too_long_are_refused_before_the_file_is_looked_at(courses: SubgraphUnderTest) -> None:
    assert await refused(courses, b"", altText="x" * 501) == [("TEXT_IS_TOO_LONG", "input.altText")]


async def test_who_has_no_room_left_is_refused_and_finds_it_again(tmp_path: Path) -> None:
    place = Place(tmp_path, f"sqlite+aiosqlite:///{tmp_path}/content.db")
    room = len(PDF) * 2
    async with content_at(place, media_user_quota_bytes=room, media_quota_count=3) as library:
        for _ in range(2):
            await uploaded(library, PDF)
        assert await usage(library) == (room, 2)
        assert await refused(library, b"a") == [("QUOTA_IS_REACHED", "input")]
        assert await refused(library, PDF, clientMutationId="again") == [("QUOTA_IS_REACHED", "input")]
        await uploaded(library, PDF, caller=KEN)


async def test_an_organization_has_room_of_its_own(tmp_path: Path) -> None:
    place = Place(tmp_path, f"sqlite+aiosqlite:///{tmp_path}/content.db")
    async with content_at(place, media_organization_quota_bytes=len(PDF)) as library:
        for author in (HANA, KEN):
            await join(library, author, OrganizationRole.TUTOR)
        await uploaded(library, PDF, organizationId=str(SCHOOL))
        assert await refused(library, PDF, caller=KEN, organizationId=str(SCHOOL)) == [("QUOTA_IS_REACHED", "input")]
        assert await refused(library, PDF, caller=KEN) == []


async def test_uploads_at_the_same_time_do_not_share_the_same_room(tmp_path: Path) -> None:
    place = Place(tmp_path, f"sqlite+aiosqlite:///{tmp_path}/content.db")
    async with content_at(place, media_user_quota_bytes=len(PDF)) as library:
        found = await asyncio.gather(*(refused(library, PDF) for _ in range(4)))
        assert sorted(map(len, found)) == [0, 1, 1, 1]
        assert len(await all_keys(library)) == 1
        assert await usage(library) == (len(PDF), 1)


async def test_what_is_sent_twice_is_taken_in_once(courses: SubgraphUnderTest) -> None:
    first = await uploaded(courses, PDF, clientMutationId="one")
    assert (await uploaded(courses, PDF, clientMutationId="one"))["id"] == first["id"]
    assert (await uploaded(courses, PDF, caller=KEN, clientMutationId="one"))["id"] != first["id"]
    assert len(await all_keys(courses)) == 2
    assert await usage(courses) == (len(PDF), 1)


async def test_what_is_sent_twice_at_once_is_taken_in_once(courses: SubgraphUnderTest) -> None:
    both = await asyncio.gather(*(uploaded(courses, PDF, clientMutationId="one") for _ in range(3)))
    assert len({media["id"] for media in both}) == 1
    assert len(await all_keys(courses)) == 1
    assert await usage(courses) == (len(PDF), 1)


async def test_only_authors_upload(courses: SubgraphUnderTest) -> None:
    with file_of(PDF) as file:
        assert await error_code(courses, "uploadMedia", AIKO, file=file) == "FORBIDDEN"
        assert await error_code(courses, "uploadMedia", None, file=file) == "UNAUTHENTICATED"


async def test_an_organizations_media_are_for_its_members_alone(courses: SubgraphUnderTest) -> None:
    await join(courses, HANA, OrganizationRole.TUTOR)
    await join(courses, AIKO, OrganizationRole.MEMBER)
    media = await uploaded(courses, PDF, organizationId=str(SCHOOL))
    assert await seen(courses, media["id"], AIKO) is not None
    assert await seen(courses, media["id"], BEN) is None
    assert await seen(courses, media["id"], None) is None
    assert await usage(courses) == (0, 0)
    refusal = [("ORGANIZATION_IS_UNKNOWN", "input.organizationId")]
    assert await refused(courses, PDF, caller=KEN, organizationId=str(SCHOOL)) == refusal


async def test_ones_own_media_are_for_oneself(courses: SubgraphUnderTest) -> None:
    media = await uploaded(courses, PDF)
    assert await seen(courses, media["id"], HANA) is not None
    assert await seen(courses, media["id"], KEN) is None
    asked = [{"__typename": "MediaAsset", "id": media["id"]}]
    for caller, found in ((HANA, {"name": "file"}), (KEN, None), (None, None)):
        answer = await courses.entities(asked, "... on MediaAsset { name }", caller=caller)
        assert answer == {"data": {"_entities": [found]}}


async def test_many_media_are_read_with_two_statements(courses: SubgraphUnderTest) -> None:
    ids = [(await uploaded(courses, PDF))["id"] for _ in range(5)]
    asked = [{"__typename": "MediaAsset", "id": media_id} for media_id in ids]
    with count_statements() as log:
        answer = await courses.entities(asked, f"... on MediaAsset {{ {MEDIA} }}", caller=HANA)
    assert [found["id"] for found in answer["data"]["_entities"]] == ids
    assert len(log) == 2


async def test_nothing_is_left_of_an_upload_that_could_not_be_written_down(courses: SubgraphUnderTest) -> None:
    files = files_of(courses)
    with file_of(PDF) as file:
        kept = await files.keep(new_id(), file, ())
    with pytest.raises(RuntimeError, match="disk"):
        async with files.discarded_unless_used(kept):
            raise RuntimeError("the disk is full")
    assert await all_keys(courses) == set()
