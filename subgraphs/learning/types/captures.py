"""What learners met and kept."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, Self

import strawberry
from strawberry import ID

from subgraphs.learning.capturing.passages import plain_text, read_passages
from subgraphs.learning.models.captures import (
    CaptureFailure,
    CaptureKind,
    CaptureProcessorKind,
    CaptureRow,
    CaptureStage,
    CaptureStatus,
    TextSource,
)
from subgraphs.learning.repository.captures import CaptureFilter
from subgraphs.learning.search_text import search_patterns
from subgraphs.learning.types.context import Info
from subgraphs.learning.types.flashcards import Flashcard
from subgraphs.learning.types.topics import Topic
from subgraphs.shared.connections import Connection, PageInfo, edges_of
from subgraphs.shared.enums import describe_enum
from subgraphs.shared.ids import parse_id
from subgraphs.shared.nodes import Node
from subgraphs.shared.pagination import Page
from subgraphs.shared.scalars import Url

describe_enum(
    CaptureKind,
    "What was captured.",
    {
        CaptureKind.SCREENSHOT: "A picture with writing in it, of a screen, a page or a sign.",
        CaptureKind.TEXT: "Text as such: an article, a message, a song.",
        CaptureKind.VIDEO: "Something with speech, of which the subtitles are read.",
    },
)
describe_enum(
    CaptureStatus,
    "What has become of a capture.",
    {
        CaptureStatus.PENDING: "Cards are being made of it; `Capture.stage` says how far that is.",
        CaptureStatus.PROCESSED: "There are cards of it.",
        CaptureStatus.FAILED: "No cards could be made of it; `Capture.failureMessage` says what would help.",
    },
)
describe_enum(
    CaptureStage,
    "How far the processing of a capture is.",
    {
        CaptureStage.WAITING: "It is in the queue.",
        CaptureStage.READING_TEXT: "Its text is being read, from the picture if need be.",
        CaptureStage.FINDING_WORDS: "The words of its text are looked up in the dictionary.",
        CaptureStage.WRITING_CARDS: "Words are chosen and cards written.",
        CaptureStage.DONE: "Nothing more will happen by itself.",
    },
)
describe_enum(
    CaptureFailure,
    "Why no cards were made of a capture.",
    {
        CaptureFailure.NO_TEXT_RECOGNIZER: "This platform cannot read pictures: type the text with `setCaptureText`.",
        CaptureFailure.NO_TEXT_FOUND: "No writing was found on the picture.",
        CaptureFailure.RECOGNITION_FAILED: "Reading the picture took too long or broke down.",
        CaptureFailure.NO_SUBTITLES: "The film came without subtitles.",
        CaptureFailure.NO_WORDS_FOUND: "The text has no Japanese words that the dictionary knows.",
        CaptureFailure.NOTHING_NEW: "The learner knows every word of it, or has cards of all.",
        CaptureFailure.CATALOGUE_IS_UNKNOWN: "The dictionary was not there yet.",
        CaptureFailure.PROCESSING_FAILED: "Something went wrong that is not the capture's fault.",
    },
)
describe_enum(
    CaptureProcessorKind,
    "Who chose the words of a capture and wrote the cards.",
    {
        CaptureProcessorKind.LOCAL: "The platform itself, by its dictionary.",
        CaptureProcessorKind.LANGUAGE_MODEL: "A language model, checked against the text.",
    },
)
describe_enum(
    TextSource,
    "Where the text of a capture is from.",
    {
        TextSource.LEARNER: "The learner gave it.",
        TextSource.RECOGNITION: "It was read from the picture, and may have mistakes.",
    },
)

_HELP = {
    CaptureFailure.NO_TEXT_RECOGNIZER: "Pictures cannot be read here. Type what is on it.",
    CaptureFailure.NO_TEXT_FOUND: "No writing was found. Type what is on it, or send a sharper picture; for writing "
    "that runs downwards, say so.",
    CaptureFailure.RECOGNITION_FAILED: "Reading the picture took too long. Try again, send only the part with the "
    "writing, or type what is on it.",
    CaptureFailure.NO_SUBTITLES: "There are no subtitles to read. Send them as SRT or WebVTT, or type what is said.",
    CaptureFailure.NO_WORDS_FOUND: "No Japanese word of it is in the dictionary. Check the text, and correct it.",
    CaptureFailure.NOTHING_NEW: "You know every word of it already. Nothing is left to do.",
    CaptureFailure.CATALOGUE_IS_UNKNOWN: "The dictionary is still being loaded. Try again in a few minutes.",
    CaptureFailure.PROCESSING_FAILED: "Something went wrong here. Try again later.",
}


@strawberry.type(description="The text of a capture.")
class CaptureText:
    text: str = strawberry.field(description="As it came, subtitles with their times.")
    plain: str = strawberry.field(description="What is to be read in it, a sentence a line, without times and markup.")
    source: TextSource = strawberry.field(description="Where it is from.")


@strawberry.federation.type(
    keys=["id"], description="Something that a learner met, and of which cards are made. Nobody else is shown it."
)
class Capture(Node):
    row: strawberry.Private[CaptureRow]
    id: ID = strawberry.field(description="Identifies the capture.")
    kind: CaptureKind = strawberry.field(description="What it is.")
    title: str = strawberry.field(description="What it is called; the topic of its cards is called so too.")
    source_url: Url | None = strawberry.field(description="Where it was met, if the learner said so.")
    status: CaptureStatus = strawberry.field(description="Whether there are cards of it.")
    stage: CaptureStage = strawberry.field(description="How far its processing is.")
    failure_code: CaptureFailure | None = strawberry.field(description="Why it failed; null unless it has.")
    failure_message: str | None = strawberry.field(description="What would help, for people; null unless it failed.")
    is_vertical: bool = strawberry.field(description="Whether the writing on a screenshot runs downwards.")
    character_count: int = strawberry.field(description="How long its text is; 0 while there is none.")
    card_count: int = strawberry.field(description="How many cards were made of it, also where some are gone by now.")
    processor: CaptureProcessorKind | None = strawberry.field(description="Who wrote its cards; null without any.")
    width: int | None = strawberry.field(description="Of the screenshot, in pixels; null without one.")
    height: int | None = strawberry.field(description="Of the screenshot, in pixels; null without one.")
    created_at: datetime = strawberry.field(description="When it was kept.")
    processed_at: datetime | None = strawberry.field(description="When its processing ended, well or not.")
    deleted_at: datetime | None = strawberry.field(description="Since when it is hidden; null when it is not.")

    @strawberry.field(description="Where the screenshot or film can be read for a while; null without a file.")
    def file_url(self, info: Info) -> Url | None:
        if self.row.object_key is None:
            return None
        return Url(info.context.services.objects.signed_url(self.row.object_key))

    @strawberry.field(description="Its text, given or read from the picture; null while there is none.")
    async def text(self, info: Info) -> CaptureText | None:
        row = await info.context.loaders.captures.text.load(self.row.id)
        if row is None or not row.text:
            return None
        return CaptureText(text=row.text, plain=plain_text(read_passages(row.text)), source=TextSource(row.source))

    @strawberry.field(description="What the learner sorts it by, in the order of the alphabet.")
    async def tags(self, info: Info) -> list[str]:
        return list(await info.context.loaders.captures.tags.load(self.row.id))

    @strawberry.field(description="Where its cards are; null while there are none, and where the topic was deleted.")
    async def topic(self, info: Info) -> Topic | None:
        row = await info.context.loaders.topic_by_id.load(self.row.topic_id) if self.row.topic_id is not None else None
        return Topic.from_row(row) if row is not None else None

    @strawberry.field(description="The cards that were made of it and are still in its topic.")
    async def flashcards(self, info: Info) -> list[Flashcard]:
        rows = await info.context.loaders.captures.flashcards.load(self.row.id)
        return [Flashcard.from_row(row) for row in rows]

    @strawberry.field(description="Until when `restoreCapture` brings it back; null when it is not deleted.")
    def restorable_until(self, info: Info) -> datetime | None:
        if self.row.deleted_at is None:
            return None
        return self.row.deleted_at + info.context.services.settings.deleted_capture_retention

    @classmethod
    def from_row(cls, row: CaptureRow) -> Self:
        failure = CaptureFailure(row.failure) if row.failure is not None else None
        return cls(
            row=row,
            id=ID(str(row.id)),
            kind=CaptureKind(row.kind),
            title=row.title,
            source_url=Url(row.source_url) if row.source_url is not None else None,
            status=CaptureStatus(row.status),
            stage=CaptureStage(row.stage),
            failure_code=failure,
            failure_message=_HELP[failure] if failure is not None else None,
            is_vertical=row.is_vertical,
            character_count=row.characters,
            card_count=row.card_count,
            processor=CaptureProcessorKind(row.processor) if row.processor is not None else None,
            width=row.width,
            height=row.height,
            created_at=row.created_at,
            processed_at=row.processed_at,
            deleted_at=row.deleted_at,
        )

    @classmethod
    async def resolve_reference(cls, info: Info, id: ID) -> Self | None:
        """The caller's capture; None for an unknown one and for somebody else's alike."""
        key, caller = parse_id(id), info.context.caller
        if key is None or caller is None:
            return None
        row = await info.context.loaders.captures.by_id.load(key)
        return cls.from_row(row) if row is not None and row.owner_id == caller.user_id else None


@strawberry.type(description="Some of a learner's captures.")
class CaptureConnection(Connection[Capture]):
    count: strawberry.Private[Callable[[], Awaitable[int]]]

    @strawberry.field(description="How many there are on all pages.")
    async def total_count(self) -> int:
        return await self.count()


@strawberry.type(description="A tag of captures, and how many have it.")
class CaptureTag:
    tag: str = strawberry.field(description="As the learner wrote it.")
    count: int = strawberry.field(description="Captures that have it, deleted ones left out.")


@strawberry.input(description="Which captures. What is left out or empty asks nothing; all the rest must hold.")
class CaptureFilterInput:
    statuses: list[CaptureStatus] = strawberry.field(default_factory=list, description="One of these.")
    kinds: list[CaptureKind] = strawberry.field(default_factory=list, description="One of these.")
    tags: list[str] = strawberry.field(default_factory=list, description="Having all of these tags.")
    text: str = strawberry.field(
        default="",
        description="Having each of these words, parted by blanks, in title or text; kana of either kind will do.",
    )
    is_deleted: bool = strawberry.field(
        default=False, description="True: those instead that were deleted and can be brought back."
    )

    def to_filter(self) -> CaptureFilter:
        return CaptureFilter(
            self.statuses, self.kinds, [tag.strip() for tag in self.tags], search_patterns(self.text), self.is_deleted
        )


FilterArgument = Annotated[CaptureFilterInput | None, strawberry.argument(description="Which ones; null: all.")]


def capture_connection(page: Page[CaptureRow], count: Callable[[], Awaitable[int]]) -> CaptureConnection:
    return CaptureConnection(edges=edges_of(page, Capture.from_row), page_info=PageInfo.from_page(page), count=count)
