"""Questions with answers that can be judged.

What a learner may see of a quiz before answering (`shown_options`, `shown_matches`) carries nothing of the answer:
ids are made of what the options say, and the order comes from the ids, never from the author's order, in which the
right one tends to stand first.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

from pydantic import BaseModel, ConfigDict

_FINAL_PUNCTUATION = re.compile(r"[.!?。、,]+$")


class QuizKind(StrEnum):
    SINGLE_CHOICE = "SINGLE_CHOICE"
    MULTIPLE_CHOICE = "MULTIPLE_CHOICE"
    TYPED = "TYPED"
    ORDERING = "ORDERING"
    MATCHING = "MATCHING"


class QuizOption(BaseModel):
    model_config = ConfigDict(frozen=True)

    id: str
    text: str


class Quiz(BaseModel):
    """A question and all that is needed to judge an answer to it."""

    model_config = ConfigDict(frozen=True)

    quiz_kind: QuizKind
    prompt: str
    explanation: str = ""
    options: tuple[QuizOption, ...] = ()
    matches: tuple[QuizOption, ...] = ()
    """For matching: what the options belong to."""
    right: tuple[str, ...] = ()
    """Ids: of the right options; of all options in their order; or of the match of each option."""
    accepted: tuple[str, ...] = ()
    """For typed answers: what counts as right, the best first."""


@dataclass(frozen=True, slots=True)
class OptionDraft:
    text: str
    is_right: bool = False
    match: str | None = None


@dataclass(frozen=True, slots=True)
class QuizDraft:
    """A quiz as its author says it: options in the right order where order matters."""

    kind: QuizKind
    prompt: str
    explanation: str = ""
    options: Sequence[OptionDraft] = ()
    accepted: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class QuizResponse:
    """What a learner answers; which of the three depends on the kind of quiz."""

    option_ids: Sequence[str] = ()
    text: str | None = None
    matches: Mapping[str, str] = field(default_factory=dict)
    """The id of a match under the id of its option."""


def make_quiz(block_id: UUID, draft: QuizDraft) -> Quiz:
    options = tuple(QuizOption(id=_id_of(block_id, "option", one.text), text=one.text) for one in draft.options)
    matches: tuple[QuizOption, ...] = ()
    right: tuple[str, ...] = ()
    match draft.kind:
        case QuizKind.SINGLE_CHOICE | QuizKind.MULTIPLE_CHOICE:
            right = tuple(option.id for option, one in zip(options, draft.options, strict=True) if one.is_right)
        case QuizKind.ORDERING:
            right = tuple(option.id for option in options)
        case QuizKind.MATCHING:
            texts = [one.match or "" for one in draft.options]
            matches = tuple(QuizOption(id=_id_of(block_id, "match", text), text=text) for text in texts)
            right = tuple(match.id for match in matches)
        case QuizKind.TYPED:
            pass
    return Quiz(
        quiz_kind=draft.kind,
        prompt=draft.prompt,
        explanation=draft.explanation,
        options=options,
        matches=matches,
        right=right,
        accepted=tuple(draft.accepted),
    )


def shown_options(quiz: Quiz) -> tuple[QuizOption, ...]:
    """The options in an order that tells nothing; pieces that are to be put in order never stand so already."""
    shown = tuple(sorted(quiz.options, key=lambda option: option.id))
    is_solved = quiz.quiz_kind is QuizKind.ORDERING and tuple(option.id for option in shown) == quiz.right
    return (*shown[1:], shown[0]) if is_solved else shown


def shown_matches(quiz: Quiz) -> tuple[QuizOption, ...]:
    return tuple(sorted(quiz.matches, key=lambda match: match.id))


def fits(quiz: Quiz, response: QuizResponse) -> bool:
    """Is it an answer to this kind of quiz at all?"""
    known = {option.id for option in quiz.options}
    chosen = list(response.option_ids)
    are_known = len(set(chosen)) == len(chosen) and set(chosen) <= known
    match quiz.quiz_kind:
        case QuizKind.SINGLE_CHOICE:
            return are_known and len(chosen) == 1
        case QuizKind.MULTIPLE_CHOICE:
            return are_known and bool(chosen)
        case QuizKind.ORDERING:
            return are_known and len(chosen) == len(known)
        case QuizKind.MATCHING:
            return set(response.matches) == known and set(response.matches.values()) <= {m.id for m in quiz.matches}
        case QuizKind.TYPED:
            return bool(response.text and response.text.strip())


def is_right(quiz: Quiz, response: QuizResponse) -> bool:
    match quiz.quiz_kind:
        case QuizKind.SINGLE_CHOICE | QuizKind.MULTIPLE_CHOICE:
            return set(response.option_ids) == set(quiz.right)
        case QuizKind.ORDERING:
            return tuple(response.option_ids) == quiz.right
        case QuizKind.MATCHING:
            pairs = zip(quiz.options, quiz.right, strict=True)
            return all(response.matches.get(option.id) == match_id for option, match_id in pairs)
        case QuizKind.TYPED:
            return plain_answer(response.text or "") in {plain_answer(text) for text in quiz.accepted}


def plain_answer(text: str) -> str:
    """What counts of a typed answer: no case, no width, no spaces, no punctuation at the end."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _FINAL_PUNCTUATION.sub("", "".join(folded.split()))


def _id_of(block_id: UUID, side: str, text: str) -> str:
    return sha256(f"{block_id}|{side}|{text}".encode()).hexdigest()[:12]
