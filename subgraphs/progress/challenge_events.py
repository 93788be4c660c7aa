"""What progress announces of challenges."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from subgraphs.progress.events import ProgressEvent
from subgraphs.shared.event import Event


class ChallengeEvent(Event):
    """Those of one challenge are delivered in the order in which they happened."""

    topic: ClassVar[str] = "progress-events"
    key_field: ClassVar[str] = "challenge_id"

    challenge_id: UUID = Field(description="Which challenge.")
    template_id: str = Field(description="What it is about, such as weekly-300.")


class ChallengeStarted(ChallengeEvent):
    """Points count for a challenge from now on."""

    audience: str = Field(description="Who takes part: EVERYBODY, INVITED or ORGANIZATION.")
    starts_on: date = Field(description="Its first day, in UTC.")
    ends_on: date = Field(description="Its last day, in UTC.")


class ChallengeInvited(ChallengeEvent):
    """Somebody was asked to take part in a challenge."""

    user_id: UUID = Field(description="Who was asked.")
    inviter_id: UUID = Field(description="Who asked.")


class ChallengeJoined(ChallengeEvent):
    """Somebody takes part in a challenge."""

    user_id: UUID = Field(description="Who.")


class ChallengeEnded(ChallengeEvent):
    """A challenge is over and its standings are final. Prizes follow."""

    participant_count: int = Field(description="How many took part.")


class ChallengePrizeWon(ProgressEvent):
    """Somebody has won something in a challenge, and has it."""

    challenge_id: UUID = Field(description="In which challenge.")
    template_id: str = Field(description="What it was about, such as weekly-300.")
    rank: int = Field(description="Their place, from 1.")
    xp: int = Field(description="The points won, before the daily cap of such points.")
    freezes: int = Field(description="The freezes won.")


CHALLENGE_EVENTS = (ChallengeStarted, ChallengeInvited, ChallengeJoined, ChallengeEnded, ChallengePrizeWon)
