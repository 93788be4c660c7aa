"""What learners can do: brought up to date with every test, and asked by the next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from subgraphs.learning.examining.difficulties import (
    AnswerCount,
    ability_class,
    ability_of_class,
    fitted_difficulty,
)
from subgraphs.learning.examining.item_response import (
    UNKNOWN,
    Ability,
    Answered,
    Asked,
    drifted,
    estimate,
    prior_difficulty,
)
from subgraphs.learning.models.abilities import AbilityRow, ItemAnswerCountRow
from subgraphs.learning.models.items import ItemKind, ItemRow
from subgraphs.learning.models.study_tests import AnswerOutcome, QuestionRow, Skill
from subgraphs.learning.repository.abilities import AbilityRepository
from subgraphs.learning.repository.study_material import LevelOfKind, RankedLevel, StudyMaterialRepository
from subgraphs.learning.study_test_settings import StudyTestSettings
from subgraphs.shared.privacy import NOBODY
from subgraphs.shared.unit_of_work import UnitOfWork

CREDIT: Mapping[AnswerOutcome, float] = {
    AnswerOutcome.RIGHT: 1.0,
    AnswerOutcome.ALMOST: 0.5,
    AnswerOutcome.WRONG: 0.0,
    AnswerOutcome.SKIPPED: 0.0,
}
EXAMINED_KINDS = (ItemKind.WORD, ItemKind.KANJI, ItemKind.SENTENCE)
_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Difficulties:
    """How hard items are: as their answers told, and otherwise as level and rank do."""

    levels: Mapping[LevelOfKind, RankedLevel]
    fitted: Mapping[UUID, float]

    def of(self, item: ItemRow) -> float:
        found = self.fitted.get(item.id)
        return self.prior_of(item) if found is None else found

    def prior_of(self, item: ItemRow) -> float:
        level = self.levels.get((item.kind, item.level))
        return prior_difficulty(item.level, level.place_of(item.rank) if level else 0.5)


async def difficulties_of(repository: StudyMaterialRepository, items: Sequence[ItemRow]) -> Difficulties:
    levels = await repository.ranked_levels(EXAMINED_KINDS)
    return Difficulties(levels, await repository.difficulties([item.id for item in items]))


async def ability_in(
    session: AsyncSession, owner_id: UUID, now: datetime, settings: StudyTestSettings
) -> dict[Skill, Ability]:
    """What is known today of a learner in the skills in which something was asked."""
    rows = await AbilityRepository(session).of(owner_id)
    return {Skill(row.skill): _today(row, now, settings) for row in rows.values()}


async def learn_from_answers(
    work: UnitOfWork, owner_id: UUID, questions: Sequence[QuestionRow], settings: StudyTestSettings
) -> None:
    """Take the answers of a test into what is known of the learner, and count them for the items."""
    repository = AbilityRepository(work.session)
    rows = await repository.of(owner_id)
    by_skill: dict[Skill, list[QuestionRow]] = {}
    for question in questions:
        if question.outcome is not None and question.item_id is not None:
            by_skill.setdefault(Skill(question.skill), []).append(question)
    after: dict[Skill, Ability] = {}
    for skill, answered in sorted(by_skill.items()):
        row = rows.get(skill)
        before = _today(row, work.now, settings) if row is not None else UNKNOWN
        after[skill] = estimate(before, [answer_of(question) for question in answered])
        await repository.put(
            AbilityRow(
                owner_id=owner_id,
                skill=skill,
                ability=after[skill].value,
                error=after[skill].error,
                answers=(row.answers if row is not None else 0) + len(answered),
                updated_at=work.now,
            )
        )
    await repository.count_answers(_counts(by_skill, after))


def answer_of(question: QuestionRow) -> Answered:
    outcome = AnswerOutcome(question.outcome or AnswerOutcome.SKIPPED)
    return Answered(Asked(question.difficulty, question.guessing), CREDIT[outcome])


async def fit_difficulties(work: UnitOfWork, settings: StudyTestSettings, after: UUID | None) -> UUID | None:
    """Work out anew how hard the next items are; the last of them, or None when there are no more."""
    repository = AbilityRepository(work.session)
    items = await repository.items_with_answers(settings.difficulty_fewest_answers, after, _AT_ONCE)
    if not items:
        return None
    difficulties = Difficulties(await StudyMaterialRepository(work.session, NOBODY).ranked_levels(EXAMINED_KINDS), {})
    counts = await repository.answer_counts([item.id for item in items])
    for item in items:
        rows = counts[item.id]
        fitted = fitted_difficulty(difficulties.prior_of(item), [_as_count(row) for row in rows])
        await repository.put_difficulty(item.id, fitted, sum(row.answers for row in rows), work.now)
    return items[-1].id


def _today(row: AbilityRow, now: datetime, settings: StudyTestSettings) -> Ability:
    days = (now - row.updated_at) / timedelta(days=1)
    return drifted(Ability(row.ability, row.error), days, settings.ability_drift_per_day)


def _counts(
    by_skill: Mapping[Skill, Sequence[QuestionRow]], abilities: Mapping[Skill, Ability]
) -> list[ItemAnswerCountRow]:
    """In the order of their keys, so that two who count the same items do not wait for each other in a circle."""
    counts: dict[tuple[UUID, int, int], ItemAnswerCountRow] = {}
    for skill, questions in by_skill.items():
        group = ability_class(abilities[skill].value)
        for question in questions:
            if question.item_id is None:
                continue
            guessing = round(question.guessing * 100)
            row = counts.setdefault(
                (question.item_id, guessing, group),
                ItemAnswerCountRow(
                    item_id=question.item_id,
                    guessing_percent=guessing,
                    ability_class=group,
                    answers=0,
                    right_answers=0.0,
                ),
            )
            row.answers += 1
            row.right_answers += answer_of(question).credit
    return [counts[key] for key in sorted(counts)]


def _as_count(row: ItemAnswerCountRow) -> AnswerCount:
    return AnswerCount(
        ability=ability_of_class(row.ability_class),
        guessing=row.guessing_percent / 100,
        answers=row.answers,
        right=row.right_answers,
    )
