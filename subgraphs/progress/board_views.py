"""Whose places somebody is shown on a board."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from subgraphs.progress.periods import Board


class LeaderboardScope(StrEnum):
    ALL = "ALL"
    FRIENDS = "FRIENDS"
    ORGANIZATION = "ORGANIZATION"


@dataclass(frozen=True, slots=True)
class Everybody:
    """All who show their progress to everyone."""


@dataclass(frozen=True, slots=True)
class Friends:
    """The viewer and their friends."""


@dataclass(frozen=True, slots=True)
class Circle:
    """Those who belong to an organization or a group with the viewer."""

    circle_id: UUID


@dataclass(frozen=True, slots=True)
class Challengers:
    """Those who take part in a challenge: by that they show their points to each other, and to whoever may look."""

    challenge_id: UUID


@dataclass(frozen=True, slots=True)
class BoardView:
    """A board as somebody sees it: without those who hide their progress from them, and those who are kept apart from
    them by a block. Ranks count who is seen. People always see themselves."""

    board: Board
    people: Everybody | Friends | Circle | Challengers
    viewer_id: UUID | None
    """None for somebody who is not signed in, who sees `Everybody` only."""
