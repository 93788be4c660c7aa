"""How well a learner knows what they were asked."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from subgraphs.progress.mastery import EVIDENCE, Answer, MasteryKind, level_of, mastery_of
from subgraphs.progress.models.facts import HeardFactRow
from subgraphs.progress.models.mastery import MasteryRow
from subgraphs.progress.repository.facts import FactsRepository
from subgraphs.progress.repository.mastery import MasteryRepository
from subgraphs.progress.wiring import services_of
from subgraphs.shared.unit_of_work import UnitOfWork


def shows_knowledge(fact: HeardFactRow) -> bool:
    return fact.type in EVIDENCE and fact.item_id is not None and fact.item_kind in MasteryKind.__members__


async def reckon_mastery(work: UnitOfWork, fact: HeardFactRow) -> None:
    """Reckon anew how well the learner knows what a fact was about."""
    if not shows_knowledge(fact) or fact.item_kind is None or fact.item_id is None:
        return
    user_id, kind, item_id = fact.user_id, fact.item_kind, fact.item_id
    limit = services_of(work).settings.mastery_answers
    facts = await FactsRepository(work.session).latest_about(user_id, EVIDENCE, kind, item_id, limit)
    repository = MasteryRepository(work.session)
    row = await repository.find(user_id, kind, item_id)
    reckoned = _row_of(user_id, kind, item_id, facts)
    if row is not None and reckoned is None:
        await repository.delete(row)
    elif row is not None and reckoned is not None:
        _copy(reckoned, row)
    elif reckoned is not None:
        repository.add(reckoned)


async def rebuild_mastery(work: UnitOfWork, user_id: UUID, facts: Iterable[HeardFactRow]) -> None:
    """Reckon everything anew from all facts of a learner, in order."""
    by_item: dict[tuple[str, UUID], list[HeardFactRow]] = {}
    for fact in facts:
        if shows_knowledge(fact) and fact.undone_at is None and fact.item_kind and fact.item_id:
            by_item.setdefault((fact.item_kind, fact.item_id), []).append(fact)
    limit = services_of(work).settings.mastery_answers
    repository = MasteryRepository(work.session)
    await repository.delete_all_of(user_id)
    for (kind, item_id), answers in by_item.items():
        row = _row_of(user_id, kind, item_id, answers[-limit:])
        if row is not None:
            repository.add(row)


def _row_of(user_id: UUID, kind: str, item_id: UUID, facts: Sequence[HeardFactRow]) -> MasteryRow | None:
    score = mastery_of([Answer(fact.type, fact.happened_at, fact.data) for fact in facts])
    if score is None:
        return None
    return MasteryRow(
        user_id=user_id,
        item_kind=kind,
        item_id=item_id,
        score=score,
        level=level_of(score).value,
        answers=len(facts),
        last_answered_at=facts[-1].happened_at,
    )


def _copy(source: MasteryRow, target: MasteryRow) -> None:
    for name in ("score", "level", "answers", "last_answered_at"):
        setattr(target, name, getattr(source, name))
