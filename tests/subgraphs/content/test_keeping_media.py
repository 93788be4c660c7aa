"""Media in the course of time: uploads of clients' own, lists, deletion, and what is collected."""

import os
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from subgraphs.content.models.organizations import OrganizationRole
from subgraphs.content.repository.media import MediaRepository
from subgraphs.content.service.media import set_uses
from subgraphs.shared.ids import new_id
from subgraphs.shared.scopes import Scope
from tests.subgraphs.content.authoring import AIKO, HANA, KEN, SCHOOL, error_code, join, refusals, send
from tests.subgraphs.content.library import (
    MEDIA,
    all_keys,
    announced,
    arrive,
    objects_of,
    row_of,
    seen,
    uploaded,
    usage,
)
from tests.subgraphs.content.recordings import mp3, mp4
from tests.subgraphs.shared.pictures import picture
from tests.support.subgraphs import MovableClock, SubgraphUnderTest

PDF = b"%PDF-1.7\n1 0 obj"
MONTH = timedelta(days=31)


async def complete(library: SubgraphUnderTest, media_id: str) -> dict[str, Any]:
    payload = await send(library, "completeMediaUpload", f"media {{ {MEDIA} }}", HANA, mediaId=media_id)
    assert payload["userErrors"] == []
    media: dict[str, Any] = payload["media"]
    return media


async def pass_time(library: SubgraphUnderTest, clock: MovableClock, time: timedelta) -> None:
    """Let so much time pass, and housekeeping happen."""
    await library.run_jobs()
    clock.now += time
    await library.run_jobs()


async def use(library: SubgraphUnderTest, lesson_id: UUID, *media_ids: str) -> None:
    async with library.subgraph.transactions.begin() as work:
        await set_uses(work, lesson_id, map(UUID, media_ids))


def written_at(library: SubgraphUnderTest, key: str, instant: datetime) -> None:
    """Say of a file that it is from then."""
    directory = objects_of(library).directory
    assert directory is not None
    os.utime(directory / key, (instant.timestamp(), instant.timestamp()))


# --- Uploads of clients' own


@pytest.mark.parametrize(
    ("content", "content_type", "kind", "variants"),
    [
        (mp3(), "audio/mpeg", "AUDIO", 0),
        (mp4(), "video/mp4", "VIDEO", 0),
        (mp4(width=0), "audio/x-m4a", "AUDIO", 0),
        (picture(400, 200, "JPEG"), "image/jpeg", "IMAGE", 4),
        (PDF, "application/pdf; charset=binary", "DOCUMENT", 0),
    ],
)
async def test_a_file_that_a_client_put_becomes_a_medium(
    courses: SubgraphUnderTest, content: bytes, content_type: str, kind: str, variants: int
) -> None:
    begun = await announced(courses, content, content_type, name="a/b.bin", altText="A cat.")
    media_id = begun["media"]["id"]
    assert (begun["media"]["status"], begun["media"]["url"]) == ("AWAITING_UPLOAD", None)
    assert begun["upload"]["method"] == "PUT"
    assert begun["media"]["bytes"] == len(content)
    assert await usage(courses) == (len(content), 1)
    await arrive(courses, media_id, content)
    assert (await complete(courses, media_id))["status"] == "PROCESSING"
    await courses.run_jobs()
    media = await seen(courses, media_id)
    assert media is not None
    assert (media["status"], media["kind"], media["name"], media["altText"]) == ("READY", kind, "b.bin", "A cat.")
    assert len(media["variants"]) == variants
    assert len(await all_keys(courses)) == 1 + variants
    assert await usage(courses) == (media["bytes"], 1)
    assert (await complete(courses, media_id))["status"] == "READY"


@pytest.mark.parametrize("content", [PDF[:-1], PDF + b" ", b"x" * len(PDF), b"<html>" + b" " * (len(PDF) - 6)])
async def test_a_file_that_differs_from_what_was_announced_is_refused(
    courses: SubgraphUnderTest, content: bytes
) -> None:
    media_id = (await announced(courses, PDF, "application/pdf"))["media"]["id"]
    await arrive(courses, media_id, content)
    assert await refusals(courses, "completeMediaUpload", HANA, mediaId=media_id) == [("FILE_DIFFERS", "input.mediaId")]
    await arrive(courses, media_id, PDF)
    assert (await complete(courses, media_id))["status"] == "PROCESSING"


async def test_a_file_that_is_broken_behind_its_beginning_fails_with_a_reason(courses: SubgraphUnderTest) -> None:
    broken = picture(600, 400, "JPEG")[:-800]
    media_id = (await announced(courses, broken, "image/jpeg"))["media"]["id"]
    await arrive(courses, media_id, broken)
    await complete(courses, media_id)
    await courses.run_jobs()
    media = await seen(courses, media_id)
    assert media is not None
    assert (media["status"], media["failureCode"], media["url"]) == ("FAILED", "FILE_IS_DAMAGED", None)
    assert await all_keys(courses) == set()
    assert await usage(courses) == (0, 1)


async def test_a_file_that_is_exchanged_after_the_first_look_is_looked_at_again(courses: SubgraphUnderTest) -> None:
    media_id = (await announced(courses, PDF, "application/pdf"))["media"]["id"]
    await arrive(courses, media_id, PDF)
    await complete(courses, media_id)
    await arrive(courses, media_id, b"<html><script></script></html>"[: len(PDF)])
    await courses.run_jobs()
    media = await seen(courses, media_id)
    assert media is not None
    assert (media["status"], media["url"]) == ("FAILED", None)
    assert await all_keys(courses) == set()


async def test_an_upload_that_is_not_there_yet_can_be_completed_later(
    courses: SubgraphUnderTest, clock: MovableClock
) -> None:
    media_id = (await announced(courses, PDF, "application/pdf"))["media"]["id"]
    missing = await refusals(courses, "completeMediaUpload", HANA, mediaId=media_id)
    assert missing == [("UPLOAD_IS_MISSING", "input.mediaId")]
    row = await row_of(courses, media_id)
    assert row is not None and row.upload_expires_at is not None
    clock.now = row.upload_expires_at + timedelta(seconds=1)
    expired = await refusals(courses, "completeMediaUpload", HANA, mediaId=media_id)
    assert expired == [("UPLOAD_HAS_EXPIRED", "input.mediaId")]
    await pass_time(courses, clock, timedelta(hours=2))
    assert await seen(courses, media_id) is None
    assert await usage(courses) == (0, 0)


@pytest.mark.parametrize(
    ("told", "refusal"),
    [
        ({"contentType": "image/svg+xml"}, ("FILE_TYPE_IS_NOT_TAKEN", "input.contentType")),
        ({"contentType": "text/html"}, ("FILE_TYPE_IS_NOT_TAKEN", "input.contentType")),
        ({"contentType": ""}, ("FILE_TYPE_IS_NOT_TAKEN", "input.contentType")),
        ({"size": 0}, ("FILE_IS_EMPTY", "input.size")),
        ({"size": -5}, ("FILE_IS_EMPTY", "input.size")),
        ({"size": 50_000_001}, ("FILE_IS_TOO_LARGE", "input.size")),
        ({"contentType": "video/mp4", "size": 2_000_000_001}, ("QUOTA_IS_REACHED", "input")),
        ({"organizationId": str(SCHOOL)}, ("ORGANIZATION_IS_UNKNOWN", "input.organizationId")),
    ],
)
async def test_what_could_not_be_taken_is_refused_before_it_is_sent(
    courses: SubgraphUnderTest, told: dict[str, Any], refusal: tuple[str, str]
) -> None:
    fields = {"name": "cat.mp3", "contentType": "audio/mpeg", "size": 1_000, **told}
    assert await refusals(courses, "createMediaUpload", HANA, **fields) == [refusal]


async def test_who_asks_twice_gets_one_upload_and_a_fresh_address(courses: SubgraphUnderTest) -> None:
    first = await announced(courses, PDF, "application/pdf", clientMutationId="one")
    again = await announced(courses, PDF, "application/pdf", clientMutationId="one")
    assert again["media"]["id"] == first["media"]["id"]
    assert again["upload"] is not None
    await arrive(courses, first["media"]["id"], PDF)
    await complete(courses, first["media"]["id"])
    late = await announced(courses, PDF, "application/pdf", clientMutationId="one")
    assert late["upload"] is None
    assert await usage(courses) == (len(PDF), 1)


async def test_nobody_else_completes_an_upload(courses: SubgraphUnderTest) -> None:
    media_id = (await announced(courses, PDF, "application/pdf"))["media"]["id"]
    assert await error_code(courses, "completeMediaUpload", KEN, mediaId=media_id) == "NOT_FOUND"
    assert await error_code(courses, "completeMediaUpload", HANA, mediaId="nothing") == "NOT_FOUND"


async def test_a_medium_that_is_gone_when_its_job_runs_leaves_nothing(
    courses: SubgraphUnderTest, clock: MovableClock
) -> None:
    await uploaded(courses, picture(400, 200))
    async with courses.subgraph.database.write() as session:
        await session.execute(text("DELETE FROM media"))
    await courses.run_jobs()
    assert len(await all_keys(courses)) == 1


# --- Lists


async def test_ones_media_are_listed_the_latest_first_page_by_page(courses: SubgraphUnderTest) -> None:
    documents = [(await uploaded(courses, PDF))["id"] for _ in range(3)]
    recording = (await uploaded(courses, mp3()))["id"]
    await uploaded(courses, PDF, caller=KEN)
    query = """
      query ($after: String, $kind: MediaKind) {
        myMedia(first: 2, after: $after, kind: $kind) { edges { node { id } } pageInfo { hasNextPage endCursor } }
      }
    """
    first = (await courses.data(query, caller=HANA))["myMedia"]
    rest = (await courses.data(query, {"after": first["pageInfo"]["endCursor"]}, caller=HANA))["myMedia"]
    found = [edge["node"]["id"] for page in (first, rest) for edge in page["edges"]]
    assert found == [recording, *reversed(documents)]
    assert (first["pageInfo"]["hasNextPage"], rest["pageInfo"]["hasNextPage"]) == (True, False)
    recordings = (await courses.data(query, {"kind": "AUDIO"}, caller=HANA))["myMedia"]
    assert [edge["node"]["id"] for edge in recordings["edges"]] == [recording]


async def test_an_organizations_media_are_listed_for_those_who_write_for_it(courses: SubgraphUnderTest) -> None:
    await join(courses, HANA, OrganizationRole.TUTOR)
    await join(courses, KEN, OrganizationRole.ADMIN)
    await join(courses, AIKO, OrganizationRole.MEMBER)
    media = await uploaded(courses, PDF, organizationId=str(SCHOOL))
    await uploaded(courses, PDF)
    query = """
      query ($id: ID!) {
        myMedia(organizationId: $id) { edges { node { id } } }
        mediaUsage(organizationId: $id) { count }
      }
    """
    listed = await courses.data(query, {"id": str(SCHOOL)}, caller=KEN)
    assert listed == {"myMedia": {"edges": [{"node": {"id": media["id"]}}]}, "mediaUsage": {"count": 1}}
    answer = await courses.execute(query, {"id": str(SCHOOL)}, caller=AIKO)
    assert answer["data"] == {"myMedia": None, "mediaUsage": None}
    assert {error["extensions"]["code"] for error in answer["errors"]} == {"NOT_FOUND"}


# --- What is said of them


async def test_what_is_said_of_a_medium_changes_field_by_field(courses: SubgraphUnderTest) -> None:
    media = await uploaded(courses, PDF, "words.pdf", altText="Words.")
    payload = await send(courses, "updateMedia", "media { name altText }", HANA, mediaId=media["id"], altText="猫")
    assert payload["media"] == {"name": "words.pdf", "altText": "猫"}
    payload = await send(
        courses, "updateMedia", "media { name altText }", HANA, mediaId=media["id"], name="../cats.pdf"
    )
    assert payload["media"] == {"name": "cats.pdf", "altText": "猫"}
    assert await error_code(courses, "updateMedia", KEN, mediaId=media["id"], name="x") == "NOT_FOUND"


async def test_members_who_only_learn_change_nothing(courses: SubgraphUnderTest) -> None:
    await join(courses, HANA, OrganizationRole.TUTOR)
    await join(courses, KEN, OrganizationRole.MEMBER)
    media = await uploaded(courses, PDF, organizationId=str(SCHOOL))
    assert await error_code(courses, "updateMedia", KEN, mediaId=media["id"], name="x") == "FORBIDDEN"
    assert await error_code(courses, "deleteMedia", KEN, mediaId=media["id"]) == "FORBIDDEN"
    await join(courses, KEN, OrganizationRole.TUTOR)
    assert await refusals(courses, "deleteMedia", KEN, mediaId=media["id"]) == []


# --- Deleting


async def test_what_is_deleted_can_be_brought_back_for_a_while(courses: SubgraphUnderTest, clock: MovableClock) -> None:
    media = await uploaded(courses, PDF)
    await use(courses, new_id())
    payload = await send(courses, "deleteMedia", "media { deletedAt restorableUntil }", HANA, mediaId=media["id"])
    assert payload["media"]["deletedAt"] is not None
    listed = "query ($deleted: Boolean!) { myMedia(deleted: $deleted) { edges { node { id } } } }"
    assert (await courses.data(listed, {"deleted": False}, caller=HANA))["myMedia"]["edges"] == []
    assert len((await courses.data(listed, {"deleted": True}, caller=HANA))["myMedia"]["edges"]) == 1
    await pass_time(courses, clock, timedelta(days=29))
    assert await refusals(courses, "restoreMedia", HANA, mediaId=media["id"]) == []
    restored = await seen(courses, media["id"])
    assert restored is not None and restored["deletedAt"] is None
    assert await usage(courses) == (len(PDF), 1)


async def test_what_was_deleted_too_long_ago_is_gone_with_its_files(
    courses: SubgraphUnderTest, clock: MovableClock
) -> None:
    media = await uploaded(courses, picture(400, 200))
    await courses.run_jobs()
    assert len(await all_keys(courses)) > 1
    await send(courses, "deleteMedia", "__typename", HANA, mediaId=media["id"])
    clock.now += timedelta(days=30)
    assert await refusals(courses, "restoreMedia", HANA, mediaId=media["id"]) == [
        ("RESTORE_PERIOD_IS_OVER", "input.mediaId")
    ]
    await pass_time(courses, clock, timedelta(hours=2))
    assert await error_code(courses, "restoreMedia", HANA, mediaId=media["id"]) == "NOT_FOUND"
    assert await all_keys(courses) == set()
    assert await usage(courses) == (0, 0)


async def test_what_lessons_show_is_deleted_by_moderators_only(courses: SubgraphUnderTest) -> None:
    media, lesson = await uploaded(courses, PDF), new_id()
    await use(courses, lesson, media["id"])
    in_use = [("MEDIA_ARE_IN_USE", "input.mediaId")]
    assert await refusals(courses, "deleteMedia", HANA, mediaId=media["id"]) == in_use
    await use(courses, lesson)
    assert await refusals(courses, "deleteMedia", HANA, mediaId=media["id"]) == []
    other = await uploaded(courses, PDF)
    await use(courses, lesson, other["id"])
    assert await error_code(courses, "deleteMedia", KEN, mediaId=other["id"]) == "NOT_FOUND"
    mori = replace(KEN, scopes=KEN.scopes | {Scope.CONTENT_MODERATE.value})
    assert await refusals(courses, "deleteMedia", mori, mediaId=other["id"]) == []


# --- What is collected


async def test_what_nothing_ever_used_is_collected(courses: SubgraphUnderTest, clock: MovableClock) -> None:
    used, unused = await uploaded(courses, PDF), await uploaded(courses, PDF)
    await use(courses, new_id(), used["id"])
    await pass_time(courses, clock, MONTH)
    assert await seen(courses, used["id"]) is not None
    assert await seen(courses, unused["id"]) is None
    assert len(await all_keys(courses)) == 1
    assert await usage(courses) == (len(PDF), 1)


async def test_what_is_used_no_more_stays_for_a_while(courses: SubgraphUnderTest, clock: MovableClock) -> None:
    media, lesson, episode = await uploaded(courses, PDF), new_id(), new_id()
    await use(courses, lesson, media["id"])
    await use(courses, episode, media["id"])
    await pass_time(courses, clock, MONTH)
    await use(courses, lesson)
    await pass_time(courses, clock, MONTH)
    await use(courses, episode)
    await pass_time(courses, clock, timedelta(days=29))
    assert await seen(courses, media["id"]) is not None
    await pass_time(courses, clock, timedelta(days=2))
    assert await seen(courses, media["id"]) is None


async def test_files_that_belong_to_nothing_are_swept_away_and_counts_put_right(
    courses: SubgraphUnderTest, clock: MovableClock
) -> None:
    media = await uploaded(courses, PDF)
    (kept,) = await all_keys(courses)
    objects = objects_of(courses)
    for key in (
        f"media/{new_id().hex}/a.pdf",
        f"incoming/{new_id().hex}/b.pdf",
        f"media/{media['id'].replace('-', '')}/c.pdf",
    ):
        await objects.put(key, b"stray")
    await use(courses, new_id(), media["id"])
    async with courses.subgraph.transactions.begin() as work:
        await MediaRepository(work.session).resize(HANA.user_id, 1_000)
    for key in await all_keys(courses):
        written_at(courses, key, clock.now)
    await pass_time(courses, clock, timedelta(hours=23))
    assert len(await all_keys(courses)) == 4
    await pass_time(courses, clock, timedelta(days=2))
    assert await all_keys(courses) == {kept}
    assert await usage(courses) == (len(PDF), 1)


async def test_what_never_became_ready_is_given_up(courses: SubgraphUnderTest, clock: MovableClock) -> None:
    media = await uploaded(courses, picture(400, 200))
    async with courses.subgraph.database.write() as session:
        await session.execute(text("DELETE FROM job WHERE kind = 'process-media'"))
    await pass_time(courses, clock, timedelta(days=1, hours=2))
    found = await seen(courses, media["id"])
    assert found is not None
    assert (found["status"], found["failureCode"]) == ("FAILED", "PROCESSING_FAILED")
