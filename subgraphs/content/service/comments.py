"""Talking about lessons and episodes, and keeping the talk decent."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from subgraphs.content.errors import (
    ClientMutationIdIsTaken,
    CommentIsClosed,
    CommentIsUnknown,
    CommentsAreTooMany,
    EpisodeIsUnknown,
    LessonIsUnknown,
    ParentIsUnknown,
    SuspendedPeopleDoNotWrite,
    TextIsEmpty,
    TimeIsOver,
    WorkIsYourOwn,
)
from subgraphs.content.events.comments import (
    CommentCreated,
    CommentDeleted,
    CommentEdited,
    CommentModerated,
    CommentReported,
    CommentRestored,
)
from subgraphs.content.models.comments import (
    CommentModerationRow,
    CommentReportRow,
    CommentRow,
    CommentState,
    CommentSubject,
    ReportReason,
)
from subgraphs.content.repository.comments import CommentRepository
from subgraphs.content.repository.courses import CourseRepository
from subgraphs.content.repository.people import PeopleRepository
from subgraphs.content.repository.series import SeriesRepository
from subgraphs.content.service.drafts import check_revision
from subgraphs.content.service.text_rules import LONGEST_NOTE, check_client_mutation_id, check_length, check_line
from subgraphs.content.settings import ContentSettings
from subgraphs.shared.errors import raise_refusals
from subgraphs.shared.ids import new_id
from subgraphs.shared.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class NewComment:
    kind: CommentSubject
    subject_id: UUID
    text: str
    parent_id: UUID | None = None
    client_mutation_id: str | None = None


async def create_comment(
    work: UnitOfWork, author_id: UUID, wanted: NewComment, settings: ContentSettings
) -> CommentRow:
    """Sent again with the same clientMutationId, it gives the comment that the first one made."""
    raise_refusals(
        [
            *check_line(wanted.text, settings.longest_comment, ("input", "text")),
            *check_client_mutation_id(wanted.client_mutation_id),
        ]
    )
    await _check_subject(work, author_id, wanted.kind, wanted.subject_id)
    sent = await _sent_before(work, author_id, wanted)
    if sent is not None:
        return sent
    await _check_author(work, author_id, settings)
    parent = await _parent_of(work, author_id, wanted, settings)
    row = CommentRow(
        id=new_id(),
        subject_kind=wanted.kind,
        subject_id=wanted.subject_id,
        parent_id=parent.id if parent is not None else None,
        depth=parent.depth + 1 if parent is not None else 0,
        author_id=author_id,
        text=wanted.text,
        state=CommentState.VISIBLE,
        revision=1,
        reply_count=0,
        report_count=0,
        created_at=work.now,
        edited_at=None,
        deleted_at=None,
        client_mutation_id=wanted.client_mutation_id,
    )
    repository = CommentRepository(work.session)
    if not await repository.add(row):
        return await _sent_before(work, author_id, wanted) or row
    if parent is not None:
        await repository.count_reply(parent.id, 1)
    work.announce(
        CommentCreated(
            **_about(row),
            parent_id=row.parent_id,
            parent_author_id=parent.author_id if parent is not None and parent.deleted_at is None else None,
            text=row.text,
        )
    )
    return row


async def edit_comment(
    work: UnitOfWork, author_id: UUID, comment_id: UUID, revision: int, text: str, settings: ContentSettings
) -> CommentRow:
    row = await _hold_own(work, author_id, comment_id)
    raise_refusals(list(check_line(text, settings.longest_comment, ("input", "text"))))
    await _check_standing(work, author_id)
    if row.deleted_at is not None or row.state == CommentState.REMOVED:
        raise CommentIsClosed("This comment does not change any more.", ("input", "commentId"))
    check_revision(row.revision, revision)
    row.text = text
    row.edited_at = work.now
    row.revision += 1
    work.announce(CommentEdited(**_about(row), text=text))
    return row


async def delete_comment(work: UnitOfWork, author_id: UUID, comment_id: UUID) -> CommentRow:
    """Take it back; what answers it stays. It can be restored for a while, and then its text is forgotten."""
    row = await _hold_own(work, author_id, comment_id)
    if row.deleted_at is None:
        row.deleted_at = work.now
        work.announce(CommentDeleted(**_about(row)))
    return row


async def restore_comment(work: UnitOfWork, author_id: UUID, comment_id: UUID, settings: ContentSettings) -> CommentRow:
    row = await _hold_own(work, author_id, comment_id)
    if row.deleted_at is None:
        return row
    if work.now - row.deleted_at > settings.comment_restore_window:
        raise TimeIsOver("It was deleted too long ago.", ("input", "commentId"))
    await _check_standing(work, author_id)
    row.deleted_at = None
    work.announce(CommentRestored(**_about(row), text=row.text))
    return row


async def report_comment(
    work: UnitOfWork, reporter_id: UUID, comment_id: UUID, reason: ReportReason, details: str, settings: ContentSettings
) -> CommentRow:
    """Ask moderators to look. Once for each person; enough different people hide a comment until somebody looks."""
    raise_refusals(list(check_length(details, LONGEST_NOTE, ("input", "details"))))
    row = await _hold_seen(work, reporter_id, comment_id)
    if row.author_id == reporter_id:
        raise WorkIsYourOwn("Delete your own comment instead.", ("input", "commentId"))
    report = CommentReportRow(
        comment_id=row.id, reporter_id=reporter_id, reason=reason, details=details, reported_at=work.now
    )
    if not await CommentRepository(work.session).add(report):
        return row
    row.report_count += 1
    work.announce(CommentReported(**_about(row), reason=reason, report_count=row.report_count))
    if row.state == CommentState.VISIBLE and row.report_count >= settings.reports_until_pending:
        _decide(work, row, CommentState.PENDING, "Several people reported it.", None)
    return row


async def moderate_comment(
    work: UnitOfWork, moderator_id: UUID, comment_id: UUID, state: CommentState, reason: str
) -> CommentRow:
    """Decide about a comment; every decision is kept with its reason. Reports so far count as looked at."""
    raise_refusals(list(check_length(reason, LONGEST_NOTE, ("input", "reason"))))
    repository = CommentRepository(work.session)
    row = await repository.locked_comment(comment_id)
    if row is None:
        raise CommentIsUnknown(comment_id)
    if state is not CommentState.VISIBLE and not reason.strip():
        raise TextIsEmpty("Say why, for its author.", ("input", "reason"))
    await repository.forget_reports(row.id)
    row.report_count = 0
    _decide(work, row, state, reason, moderator_id)
    return row


def _decide(work: UnitOfWork, row: CommentRow, state: CommentState, reason: str, moderator_id: UUID | None) -> None:
    work.session.add(
        CommentModerationRow(
            id=new_id(),
            comment_id=row.id,
            moderator_id=moderator_id,
            state_before=row.state,
            state_after=state,
            reason=reason,
            moderated_at=work.now,
        )
    )
    row.state = state
    work.announce(CommentModerated(**_about(row), state=state, reason=reason, moderator_id=moderator_id))


async def _check_subject(work: UnitOfWork, user_id: UUID, kind: CommentSubject, subject_id: UUID) -> None:
    """What one cannot read, one cannot talk about."""
    if kind is CommentSubject.LESSON:
        lesson = (await CourseRepository(work.session).lesson_views(user_id, [subject_id])).get(subject_id)
        if lesson is None or not lesson.course.is_readable:
            raise LessonIsUnknown(subject_id)
    else:
        episode = (await SeriesRepository(work.session).episode_views(user_id, [subject_id])).get(subject_id)
        if episode is None or not episode.series.is_readable:
            raise EpisodeIsUnknown(subject_id)


async def _sent_before(work: UnitOfWork, author_id: UUID, wanted: NewComment) -> CommentRow | None:
    if wanted.client_mutation_id is None:
        return None
    sent = await CommentRepository(work.session).sent_as(author_id, wanted.client_mutation_id)
    if sent is not None and sent.subject_id != wanted.subject_id:
        raise ClientMutationIdIsTaken
    return sent


async def _check_author(work: UnitOfWork, author_id: UUID, settings: ContentSettings) -> None:
    await _check_standing(work, author_id)
    since = work.now - settings.comment_window
    if await CommentRepository(work.session).count_since(author_id, since) >= settings.comments_per_window:
        raise CommentsAreTooMany


async def _check_standing(work: UnitOfWork, author_id: UUID) -> None:
    if await PeopleRepository(work.session).is_suspended(author_id, work.now):
        raise SuspendedPeopleDoNotWrite


async def _parent_of(
    work: UnitOfWork, author_id: UUID, wanted: NewComment, settings: ContentSettings
) -> CommentRow | None:
    """The comment that is answered; where threads may go no deeper, the one that it answers itself."""
    if wanted.parent_id is None:
        return None
    repository = CommentRepository(work.session)
    parent = await repository.locked_comment(wanted.parent_id)
    path = ("input", "parentId")
    if parent is None or parent.subject_id != wanted.subject_id:
        raise ParentIsUnknown("There is no such comment here.", path)
    apart = await PeopleRepository(work.session).kept_apart_from(author_id)
    is_shown = parent.state == CommentState.VISIBLE or parent.author_id == author_id
    if parent.author_id in apart or not is_shown:
        raise ParentIsUnknown("There is no such comment here.", path)
    if parent.deleted_at is not None:
        raise CommentIsClosed("This comment was deleted.", path)
    if parent.depth >= settings.deepest_reply and parent.parent_id is not None:
        return await repository.locked_comment(parent.parent_id)
    return parent


async def _hold_seen(work: UnitOfWork, user_id: UUID, comment_id: UUID) -> CommentRow:
    row = await CommentRepository(work.session).locked_comment(comment_id)
    is_shown = row is not None and (row.state == CommentState.VISIBLE or row.author_id == user_id)
    if row is None or not is_shown or row.deleted_at is not None:
        raise CommentIsUnknown(comment_id)
    if row.author_id in await PeopleRepository(work.session).kept_apart_from(user_id):
        raise CommentIsUnknown(comment_id)
    try:
        await _check_subject(work, user_id, CommentSubject(row.subject_kind), row.subject_id)
    except (LessonIsUnknown, EpisodeIsUnknown) as error:
        raise CommentIsUnknown(comment_id) from error
    return row


async def _hold_own(work: UnitOfWork, author_id: UUID, comment_id: UUID) -> CommentRow:
    row = await CommentRepository(work.session).locked_comment(comment_id)
    if row is None or row.author_id != author_id:
        raise CommentIsUnknown(comment_id)
    return row


def _about(row: CommentRow) -> dict[str, Any]:
    return {
        "comment_id": row.id,
        "subject_kind": row.subject_kind,
        "subject_id": row.subject_id,
        "author_id": row.author_id,
    }
