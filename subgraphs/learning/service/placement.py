"""The placement test: each question follows from the answers before it. `examining/item_response.py` has the theory."""

import random
from collections import Counter
from collections.abc import Sequence
from hashlib import sha256
from uuid import UUID

from subgraphs.learning.errors import CatalogueIsNotKnown
from subgraphs.learning.examining.adaptive import StoppingRule, draw_most_telling, next_skill
from subgraphs.learning.examining.item_response import (
    UNKNOWN,
    Ability,
    Asked,
    best_difficulty,
    level_and_place,
    level_estimate,
    posterior,
    summary_of,
)
from subgraphs.learning.examining.questions import Subject, make_question
from subgraphs.learning.models.items import ItemKind, ItemRow
from subgraphs.learning.models.study_tests import QuestionRow, Skill, StudyTestKind, StudyTestRow
from subgraphs.learning.repository.items import ItemRepository
from subgraphs.learning.repository.study_material import StudyMaterialRepository
from subgraphs.learning.repository.study_tests import StudyTestRepository
from subgraphs.learning.service.abilities import EXAMINED_KINDS, Difficulties, answer_of
from subgraphs.learning.service.performed_mutations import claim
from subgraphs.learning.service.question_material import material_for
from subgraphs.learning.service.study_tests import question_row, refuse_too_many, test_row
from subgraphs.learning.study_errors import NothingToAsk
from subgraphs.learning.study_test_settings import StudyTestSettings
from subgraphs.shared.unit_of_work import UnitOfWork

_KIND_OF_SKILL = {Skill.VOCABULARY: ItemKind.WORD, Skill.KANJI: ItemKind.KANJI, Skill.READING: ItemKind.SENTENCE}
_NEIGHBOURS = 20
_OPTIONS = 4


def stopping_rule(settings: StudyTestSettings) -> StoppingRule:
    return StoppingRule(
        settings.placement_fewest_questions, settings.placement_most_questions, settings.placement_error
    )


async def start_placement_test(
    work: UnitOfWork,
    owner_id: UUID,
    settings: StudyTestSettings,
    client_mutation_id: str | None = None,
    seed: int | None = None,
) -> StudyTestRow:
    """Begin with a question for somebody of whom nothing is known."""
    repository = StudyTestRepository(work.session)
    performed = await claim(work, owner_id, client_mutation_id, "placement")
    if performed is not None and not performed.is_new:
        return (await repository.by_ids([UUID(performed.row.result)]))[UUID(performed.row.result)]
    await refuse_too_many(work, owner_id, settings)
    test = test_row(owner_id, StudyTestKind.PLACEMENT, work.now, settings, seed=seed)
    test.question_count = settings.placement_most_questions
    first = await _next_question(work, test, [], UNKNOWN)
    if first is None:
        if not await ItemRepository(work.session).is_catalogue_known():
            raise CatalogueIsNotKnown
        raise NothingToAsk
    await repository.add(test, [first])
    if performed is not None:
        performed.row.result = str(test.id)
    return test


async def go_on(work: UnitOfWork, test: StudyTestRow, settings: StudyTestSettings) -> bool:
    """Work out where the learner stands and ask the next question; False when enough was asked."""
    questions = (await StudyTestRepository(work.session).questions([test.id])).get(test.id, [])
    probabilities = posterior(UNKNOWN, [answer_of(question) for question in questions if question.outcome])
    ability, found = summary_of(probabilities), level_estimate(probabilities)
    test.ability, test.ability_error = ability.value, ability.error
    test.level, test.level_confidence = found.level, found.confidence
    if stopping_rule(settings).has_enough(test.answered, ability):
        return False
    following = await _next_question(work, test, questions, ability)
    if following is None:
        return False
    await StudyTestRepository(work.session).add_questions([following])
    return True


async def _next_question(
    work: UnitOfWork, test: StudyTestRow, questions: Sequence[QuestionRow], ability: Ability
) -> QuestionRow | None:
    rng = _generator(test, len(questions))
    repository = StudyMaterialRepository(work.session, test.owner_id)
    levels = await repository.ranked_levels(EXAMINED_KINDS)
    asked = Counter(Skill(question.skill) for question in questions)
    level, place = level_and_place(best_difficulty(ability.value, 1 / _OPTIONS))
    without = [question.item_id for question in questions if question.item_id is not None]
    for skill in next_skill(asked):
        kind = _KIND_OF_SKILL[skill]
        if (kind, level) not in levels:
            continue
        rank = levels[kind, level].rank_at(place)
        near = await repository.near_rank(kind, level, rank, _NEIGHBOURS, without)
        fitted = await repository.difficulties([item.id for item in near])
        row = await _drawn(work, test, near, Difficulties(levels, fitted), ability, rng, len(questions))
        if row is not None:
            return row
    return None


async def _drawn(
    work: UnitOfWork,
    test: StudyTestRow,
    near: Sequence[ItemRow],
    difficulties: Difficulties,
    ability: Ability,
    rng: random.Random,
    position: int,
) -> QuestionRow | None:
    candidates = [(item, Asked(difficulties.of(item), 1 / _OPTIONS)) for item in near if item.meanings]
    item = draw_most_telling(candidates, ability.value, rng)
    if item is None:
        return None
    subject = Subject(item)
    material = await material_for(work.session, test.owner_id, [subject], rng)
    draft = make_question(StudyTestKind.PLACEMENT, subject, material, rng)
    return question_row(test, position, subject, draft, difficulties) if draft is not None else None


def _generator(test: StudyTestRow, position: int) -> random.Random:
    """Of its own for each question, so that the same answers to the same seed meet the same questions."""
    digest = sha256(f"{test.seed}:{position}".encode()).digest()
    return random.Random(int.from_bytes(digest[:8], "big"))  # noqa: S311 - an order, no secret
