"""What people say about content, and what is done about it."""

from typing import ClassVar
from uuid import UUID

from pydantic import Field

from subgraphs.shared.event import Event


class CommentEvent(Event):
    """Those about one lesson or episode are delivered in the order in which they happened."""

    topic: ClassVar[str] = "content-events"
    key_field: ClassVar[str] = "subject_id"

    comment_id: UUID = Field(description="The comment.")
    subject_kind: str = Field(description="What it is about: LESSON or EPISODE.")
    subject_id: UUID = Field(description="The lesson or episode.")
    author_id: UUID | None = Field(description="Who wrote it; null when the account was erased.")


class CommentCreated(CommentEvent):
    """Somebody wrote a comment."""

    parent_id: UUID | None = Field(description="The comment that it answers; null when it answers none.")
    parent_author_id: UUID | None = Field(description="Who wrote that one; null when nobody is to be told.")
    text: str = Field(description="What it says.")


class CommentEdited(CommentEvent):
    """An author changed what their comment says."""

    text: str = Field(description="What it says now.")


class CommentDeleted(CommentEvent):
    """An author took their comment back, and may still restore it."""


class CommentRestored(CommentEvent):
    """An author put their comment back."""

    text: str = Field(description="What it says.")


class CommentReported(CommentEvent):
    """Somebody asked moderators to look at a comment."""

    reason: str = Field(description="SPAM, ABUSE, SPOILER, OFF_TOPIC or OTHER.")
    report_count: int = Field(description="How many have, since a moderator looked at it last.")


class CommentModerated(CommentEvent):
    """A comment is shown or kept back from now on, by a moderator's decision or because many reported it."""

    state: str = Field(description="VISIBLE, PENDING, HIDDEN or REMOVED.")
    reason: str = Field(description="Why, as its author may read it.")
    moderator_id: UUID | None = Field(description="Who decided; null: the number of reports did.")
