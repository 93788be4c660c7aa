"""Study sessions as learners see them."""

from datetime import datetime, timedelta
from typing import Annotated, Self
from uuid import UUID

import strawberry
from strawberry import ID

from subgraphs.learning.models.study_choices import CardChoice
from subgraphs.learning.models.study_sessions import (
    StudySessionEnd,
    StudySessionKind,
    StudySessionRow,
    StudySessionStatus,
)
from subgraphs.learning.repository.study_sessions import StudySessionRepository
from subgraphs.learning.types.context import Info
from subgraphs.learning.types.flashcards import Flashcard
from subgraphs.shared.enums import describe_enum
from subgraphs.shared.errors import BadUserInput
from subgraphs.shared.ids import parse_id
from subgraphs.shared.nodes import Node

MOST_NEXT_CARDS = 50

describe_enum(
    StudySessionKind,
    "Which cards a study session asks.",
    {
        StudySessionKind.DUE: "Those that are due, the longest overdue first.",
        StudySessionKind.NEW: "Those that were never answered, the oldest first.",
        StudySessionKind.MIXED: "Those that are due, with new ones spread evenly among them.",
        StudySessionKind.CRAM: "Due or not, shuffled, until each was recalled once. Changes no schedule.",
    },
)
describe_enum(
    StudySessionStatus,
    "Whether a study session goes on.",
    {
        StudySessionStatus.ACTIVE: "Being used.",
        StudySessionStatus.PAUSED: "Its time stands still until somebody resumes it.",
        StudySessionStatus.FINISHED: "Over for good; only the summary is left.",
    },
)
describe_enum(
    StudySessionEnd,
    "Why a study session is over.",
    {
        StudySessionEnd.BY_LEARNER: "The learner had enough.",
        StudySessionEnd.NOTHING_LEFT: "Every card of it was asked.",
        StudySessionEnd.TIME_IS_UP: "The minutes that were set are over.",
        StudySessionEnd.IDLE: "Nobody had answered for long.",
        StudySessionEnd.REPLACED: "The learner began another one.",
    },
)


@strawberry.type(name="CardChoice", description="Which cards were chosen from: all that is said holds of them.")
class ShownCardChoice:
    topic_id: ID | None = strawberry.field(description="Cards of this topic and of the topics in it.")
    deck_id: ID | None = strawberry.field(description="Cards of this deck.")
    tags: list[str] = strawberry.field(description="Cards that have any of these tags.")
    level: str | None = strawberry.field(description="Cards of items of this level, such as N5.")

    @classmethod
    def from_choice(cls, choice: CardChoice) -> Self:
        return cls(
            topic_id=ID(str(choice.topic_id)) if choice.topic_id else None,
            deck_id=ID(str(choice.deck_id)) if choice.deck_id else None,
            tags=list(choice.tags),
            level=choice.level,
        )


@strawberry.type(description="What was done in a study session.")
class StudySessionSummary:
    answers: int = strawberry.field(description="How many answers were given; a card may have several.")
    right_answers: int = strawberry.field(description="How many of them recalled the card: HARD, GOOD or EASY.")
    new_cards: int = strawberry.field(description="How many cards were answered for the first time ever.")
    lapses: int = strawberry.field(description="How many learnt cards were forgotten.")
    active_seconds: int = strawberry.field(description="Time spent, without breaks.")

    @strawberry.field(description="The share of answers that recalled the card, 0 to 1; null before the first.")
    def accuracy(self) -> float | None:
        return self.right_answers / self.answers if self.answers else None

    @classmethod
    def from_row(cls, row: StudySessionRow) -> Self:
        return cls(
            answers=row.position,
            right_answers=row.right_answers,
            new_cards=row.new_cards,
            lapses=row.lapses,
            active_seconds=row.active_ms // 1000,
        )


@strawberry.federation.type(
    keys=["id"],
    description="A sitting in which a learner goes through cards. What it asks next is kept here, so that another "
    "device can go on with it.",
)
class StudySession(Node):
    id: ID = strawberry.field(description="Identifies the session.")
    kind: StudySessionKind = strawberry.field(description="Which cards it asks.")
    status: StudySessionStatus = strawberry.field(description="Whether it goes on.")
    card_count: int = strawberry.field(description="How many cards were queued in the beginning.")
    minutes: int | None = strawberry.field(description="After how many minutes of study it ends; null: no limit.")
    device: str | None = strawberry.field(
        description="What the device that has it calls itself. Others take it over by resuming it."
    )
    position: int = strawberry.field(description="How many answers were given in it; it counts up with each.")
    started_at: datetime = strawberry.field(description="When it began.")
    paused_at: datetime | None = strawberry.field(description="When it was paused; null while it goes on.")
    finished_at: datetime | None = strawberry.field(description="When it ended; null while it is open.")
    end_reason: StudySessionEnd | None = strawberry.field(description="Why it ended; null while it is open.")
    row: strawberry.Private[StudySessionRow]

    @strawberry.field(description="Which cards it was to choose from.")
    def choice(self) -> ShownCardChoice:
        return ShownCardChoice.from_choice(CardChoice.from_json(self.row.chosen_from))

    @strawberry.field(description="What was done in it so far.")
    def summary(self) -> StudySessionSummary:
        return StudySessionSummary.from_row(self.row)

    @strawberry.field(
        description="How many cards it has yet to ask; those that were suspended, buried or thrown away "
        "meanwhile are left out."
    )
    async def remaining(self, info: Info) -> int:
        if self.row.finished_at is not None:
            return 0
        async with info.context.database.read() as session:
            waiting = await StudySessionRepository(session).count_waiting([self.row.id], info.context.clock())
        return waiting.get(self.row.id, 0)

    @strawberry.field(
        description="What to ask next, in order: what has come back, then the queue, then what will come back soon. "
        "Empty when it is over."
    )
    async def next_cards(
        self,
        info: Info,
        first: Annotated[int, strawberry.argument(description=f"How many, {MOST_NEXT_CARDS} at most.")] = 5,
    ) -> list[Flashcard]:
        if not 0 <= first <= MOST_NEXT_CARDS:
            raise BadUserInput(f"At most {MOST_NEXT_CARDS} cards at once.")
        if self.row.finished_at is not None or first == 0:
            return []
        now: datetime = info.context.clock()
        ahead: timedelta = info.context.services.settings.study_learn_ahead
        async with info.context.database.read() as session:
            rows = await StudySessionRepository(session).next_cards(self.row.id, now, now + ahead, first)
        return [Flashcard.from_row(row) for row in rows]

    @strawberry.field(
        description="Cards that were not recalled in it, the most often forgotten first. Forgotten some weeks "
        "after its end."
    )
    async def missed_cards(self, info: Info) -> list[Flashcard]:
        rows = await info.context.loaders.missed_in_session.load(self.row.id)
        return [Flashcard.from_row(row) for row in rows]

    @classmethod
    def from_row(cls, row: StudySessionRow) -> Self:
        return cls(
            id=ID(str(row.id)),
            kind=StudySessionKind(row.kind),
            status=StudySessionStatus(row.status),
            card_count=row.card_count,
            minutes=row.minutes,
            device=row.device,
            position=row.position,
            started_at=row.started_at,
            paused_at=row.paused_at,
            finished_at=row.finished_at,
            end_reason=StudySessionEnd(row.end_reason) if row.end_reason else None,
            row=row,
        )

    @classmethod
    async def resolve_reference(cls, info: Info, id: ID) -> Self | None:
        """The caller's own session; None for an unknown one and for somebody else's alike."""
        key, caller = parse_id(id), info.context.caller
        if key is None or caller is None:
            return None
        return await cls.own(info, key, caller.user_id)

    @classmethod
    async def own(cls, info: Info, session_id: UUID, owner_id: UUID) -> Self | None:
        row = await info.context.loaders.study_session_by_id.load(session_id)
        return cls.from_row(row) if row is not None and row.owner_id == owner_id else None
