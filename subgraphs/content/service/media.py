"""Media: taken in, described, used, deleted and brought back."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from subgraphs.content.errors import NotYours, OrganizationIsUnknown
from subgraphs.content.media_errors import (
    FileDiffers,
    FileIsEmpty,
    FileIsTooLarge,
    FileTypeIsNotTaken,
    MediaAreInUse,
    MediaIsUnknown,
    QuotaIsReached,
    RestorePeriodIsOver,
    UploadHasExpired,
    UploadIsMissing,
)
from subgraphs.content.media_files import KeptFile, MediaFiles, is_like, kind_of, largest, type_of_key
from subgraphs.content.models.media import MediaKind, MediaRow, MediaStatus
from subgraphs.content.models.organizations import AUTHORING_ROLES
from subgraphs.content.repository.media import MediaRepository
from subgraphs.content.repository.organizations import OrganizationRepository
from subgraphs.content.service.text_rules import check_client_mutation_id, check_length
from subgraphs.content.settings import ContentSettings
from subgraphs.shared.caller import Caller
from subgraphs.shared.errors import NotFound, raise_refusals
from subgraphs.shared.file_types import HEAD_BYTES, by_content_type, sniff
from subgraphs.shared.ids import new_id
from subgraphs.shared.job_request import JobRequest
from subgraphs.shared.scopes import Scope
from subgraphs.shared.signed_urls import UploadTarget
from subgraphs.shared.unit_of_work import UnitOfWork

LONGEST_NAME = 200
LONGEST_ALT_TEXT = 500
_FILE = ("input", "file")


class ProcessMedia(JobRequest):
    """Bring what a client put, or the variants of a picture, into their lasting form."""

    kind: ClassVar[str] = "process-media"

    media_id: UUID


@dataclass(frozen=True, slots=True)
class NewMedia:
    """What an author says of a file."""

    name: str
    alt_text: str = ""
    organization_id: UUID | None = None
    client_mutation_id: str | None = None


@dataclass(frozen=True, slots=True)
class Usage:
    """What the media of one holder take, and may take."""

    bytes: int
    count: int
    most_bytes: int
    most_count: int


async def check_new(
    session: AsyncSession, caller: Caller, wanted: NewMedia, size: int, settings: ContentSettings
) -> MediaRow | None:
    """Raise what is wrong with it before its file is looked at. The medium, where this was sent before."""
    faults = [*check_client_mutation_id(wanted.client_mutation_id)]
    raise_refusals([*faults, *check_length(wanted.alt_text, LONGEST_ALT_TEXT, ("input", "altText"))])
    await check_organization(session, caller, wanted.organization_id)
    usage = await usage_of(session, caller, wanted.organization_id, settings)
    if wanted.client_mutation_id is not None:
        made = await MediaRepository(session).made_by(caller.user_id, wanted.client_mutation_id)
        if made is not None:
            return made
    if usage.bytes + size > usage.most_bytes or usage.count >= usage.most_count:
        raise QuotaIsReached(("input",))
    return None


async def add_media(
    work: UnitOfWork, caller: Caller, media_id: UUID, wanted: NewMedia, kept: KeptFile, settings: ContentSettings
) -> MediaRow:
    """Make a medium of a file that is kept. Another one comes back where this was sent before."""
    row = _new_row(work, caller, media_id, wanted)
    row.kind, row.size, row.content_type = kept.kind, kept.size, kept.file_type.content_type
    settle(row, kept)
    added = await _add(work, row, settings, _FILE)
    if added is row and row.status == MediaStatus.PROCESSING:
        work.enqueue(ProcessMedia(media_id=row.id))
    return added


async def begin_upload(
    work: UnitOfWork, caller: Caller, wanted: NewMedia, content_type: str, size: int, files: MediaFiles
) -> MediaRow:
    """A medium whose file the client puts by itself, where `renew_target` says."""
    media_id = new_id()
    row = _new_row(work, caller, media_id, wanted)
    announced = by_content_type(content_type)
    if announced is None:
        raise FileTypeIsNotTaken(("input", "contentType"))
    row.kind, row.size, row.content_type = kind_of(announced), size, announced.content_type
    _check_size(row.kind, size, files.settings)
    row.status, row.incoming_key = MediaStatus.AWAITING_UPLOAD, files.incoming_key(media_id, announced)
    return await _add(work, row, files.settings, ("input", "size"))


def renew_target(row: MediaRow, files: MediaFiles, now: datetime) -> UploadTarget | None:
    """Where the file of this medium is to be put from now on; nowhere, where that is over."""
    if row.status != MediaStatus.AWAITING_UPLOAD or row.incoming_key is None:
        return None
    row.upload_expires_at = now + files.settings.upload_url_lifetime
    return files.objects.upload_target(row.incoming_key, row.size)


async def check_upload(row: MediaRow, files: MediaFiles, now: datetime) -> None:
    """Look at what the client put, as far as its beginning goes. Raises what is wrong with it."""
    key = row.incoming_key
    if row.status != MediaStatus.AWAITING_UPLOAD or key is None:
        return
    info = await files.objects.info(key)
    if info is None:
        raise UploadHasExpired if row.upload_expires_at is not None and row.upload_expires_at < now else UploadIsMissing
    found, announced = sniff(await files.objects.read_head(key, HEAD_BYTES)), type_of_key(key)
    if info.size != row.size or found is None or announced is None or not is_like(found, announced):
        raise FileDiffers(("input", "mediaId"))


async def find_own(session: AsyncSession, caller: Caller, media_id: UUID) -> MediaRow:
    """Raises where it is not the caller's to change."""
    row = await MediaRepository(session).get(media_id)
    if row is None or row.deleted_at is not None or not await may_see(session, caller, row):
        raise MediaIsUnknown(media_id)
    if not await may_change(session, caller, row):
        raise NotYours
    return row


async def complete_upload(work: UnitOfWork, caller: Caller, media_id: UUID) -> MediaRow:
    """The client says that the file is there; the rest happens without it."""
    row = await _hold_own(work, caller, media_id)
    if row.status == MediaStatus.AWAITING_UPLOAD:
        row.status = MediaStatus.PROCESSING
        work.enqueue(ProcessMedia(media_id=row.id))
    return row


async def describe_media(
    work: UnitOfWork, caller: Caller, media_id: UUID, name: str | None, alt_text: str | None
) -> MediaRow:
    raise_refusals(list(check_length(alt_text or "", LONGEST_ALT_TEXT, ("input", "altText"))))
    row = await _hold_own(work, caller, media_id)
    if name is not None:
        row.name = file_name(name)
    if alt_text is not None:
        row.alt_text = alt_text
    return row


async def delete_media(work: UnitOfWork, caller: Caller, media_id: UUID) -> MediaRow:
    """Hide it. Moderators take away what is in use too."""
    row = await _hold(work, caller, media_id)
    may_take_away = Scope.CONTENT_MODERATE in caller.scopes
    if not may_take_away and not await may_change(work.session, caller, row):
        raise NotYours
    if not may_take_away and await MediaRepository(work.session).is_used(row.id):
        raise MediaAreInUse
    row.deleted_at = row.deleted_at or work.now
    return row


async def restore_media(work: UnitOfWork, caller: Caller, media_id: UUID, settings: ContentSettings) -> MediaRow:
    row = await _hold_own(work, caller, media_id, with_deleted=True)
    if row.deleted_at is not None and row.deleted_at + settings.media_restore_period <= work.now:
        raise RestorePeriodIsOver
    row.deleted_at = None
    if row.unused_since is not None:
        row.unused_since = work.now
    return row


async def set_uses(work: UnitOfWork, used_by: UUID, media_ids: Iterable[UUID]) -> None:
    """For whatever shows media: from now on it shows these, and no others of before."""
    await MediaRepository(work.session).set_uses(used_by, media_ids, work.now)


async def usable_ids(
    session: AsyncSession, caller: Caller, media_ids: Iterable[UUID], kind: MediaKind, organization_id: UUID | None
) -> set[UUID]:
    """Those that this author may put into something of this organization, or for everybody: what an organization has
    does not get out of it."""
    rows = await MediaRepository(session).by_ids(sorted(set(media_ids)))
    return {
        row.id
        for row in rows.values()
        if row.kind == kind
        and row.deleted_at is None
        and row.object_key is not None
        and row.organization_id in (None, organization_id)
        and await may_see(session, caller, row)
    }


async def may_see(session: AsyncSession, caller: Caller, row: MediaRow) -> bool:
    """Those who work with it. Others see a medium where something shows it to them."""
    organizations = await OrganizationRepository(session).organizations_of(caller.user_id)
    return is_seen_by(row, caller, organizations)


def is_seen_by(row: MediaRow, caller: Caller, organizations: Container[UUID]) -> bool:
    """The same, where the caller's organizations are known."""
    if Scope.CONTENT_MODERATE in caller.scopes:
        return True
    return row.owner_id == caller.user_id if row.organization_id is None else row.organization_id in organizations


async def may_change(session: AsyncSession, caller: Caller, row: MediaRow) -> bool:
    if row.organization_id is None:
        return row.owner_id == caller.user_id
    role = await OrganizationRepository(session).role_of(row.organization_id, caller.user_id)
    return role in AUTHORING_ROLES


async def usage_of(
    session: AsyncSession, caller: Caller, organization_id: UUID | None, settings: ContentSettings
) -> Usage:
    """The organization's, or the caller's own."""
    size, count = await MediaRepository(session).usage(organization_id or caller.user_id)
    return Usage(size, count, _most_bytes(organization_id, settings), settings.media_quota_count)


async def check_readable(session: AsyncSession, caller: Caller, organization_id: UUID | None) -> None:
    """For lists: an organization that is not the caller's to fill is none that they know of."""
    try:
        await check_organization(session, caller, organization_id)
    except OrganizationIsUnknown as error:
        raise NotFound(error.message) from error


def settle(row: MediaRow, kept: KeptFile) -> None:
    """It has its file. What remains to be done for a picture are its variants."""
    row.object_key, row.content_type, row.kind, row.size = (
        kept.key,
        kept.file_type.content_type,
        kept.kind,
        kept.size,
    )
    row.width, row.height, row.duration_seconds = kept.width, kept.height, kept.seconds
    row.status = MediaStatus.PROCESSING if kept.kind == MediaKind.IMAGE else MediaStatus.READY


def file_name(text: str) -> str:
    """What a browser may call the file: no path, no control characters, not too long."""
    last = text.replace("\\", "/").rpartition("/")[2]
    shown = "".join(character for character in last if character.isprintable()).strip(" .")
    return shown[-LONGEST_NAME:] or "file"


async def _add(work: UnitOfWork, row: MediaRow, settings: ContentSettings, path: tuple[str, ...]) -> MediaRow:
    repository = MediaRepository(work.session)
    if not await repository.claim(row):
        made = await repository.made_by(row.owner_id, row.client_mutation_id or "")
        if made is None:
            raise RuntimeError("a medium that was made at the same time is not there")
        return made
    most = _most_bytes(row.organization_id, settings)
    if not await repository.reserve(row.holder_id, row.size, most, settings.media_quota_count):
        raise QuotaIsReached(path)
    return row


def _new_row(work: UnitOfWork, caller: Caller, media_id: UUID, wanted: NewMedia) -> MediaRow:
    return MediaRow(
        id=media_id,
        owner_id=caller.user_id,
        organization_id=wanted.organization_id,
        kind=MediaKind.DOCUMENT,
        status=MediaStatus.PROCESSING,
        name=file_name(wanted.name),
        alt_text=wanted.alt_text,
        content_type="",
        size=0,
        width=None,
        height=None,
        duration_seconds=None,
        object_key=None,
        incoming_key=None,
        variants=[],
        failure=None,
        created_at=work.now,
        upload_expires_at=None,
        unused_since=work.now,
        deleted_at=None,
        client_mutation_id=wanted.client_mutation_id,
    )


def _check_size(kind: MediaKind, size: int, settings: ContentSettings) -> None:
    path = ("input", "size")
    if size <= 0:
        raise FileIsEmpty(path)
    most = largest(kind, settings)
    if size > most:
        raise FileIsTooLarge(most, path)


def _most_bytes(organization_id: UUID | None, settings: ContentSettings) -> int:
    return settings.media_user_quota_bytes if organization_id is None else settings.media_organization_quota_bytes


async def check_organization(session: AsyncSession, caller: Caller, organization_id: UUID | None) -> None:
    if organization_id is None:
        return
    role = await OrganizationRepository(session).role_of(organization_id, caller.user_id)
    if role not in AUTHORING_ROLES:
        raise OrganizationIsUnknown("There is no such organization that you write for.", ("input", "organizationId"))


async def _hold(work: UnitOfWork, caller: Caller, media_id: UUID, with_deleted: bool = False) -> MediaRow:
    row = await MediaRepository(work.session).hold(media_id)
    if row is None or not await may_see(work.session, caller, row):
        raise MediaIsUnknown(media_id)
    if row.deleted_at is not None and not with_deleted:
        raise MediaIsUnknown(media_id)
    return row


async def _hold_own(work: UnitOfWork, caller: Caller, media_id: UUID, with_deleted: bool = False) -> MediaRow:
    row = await _hold(work, caller, media_id, with_deleted)
    if not await may_change(work.session, caller, row):
        raise NotYours
    return row
