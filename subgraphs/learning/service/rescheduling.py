"""Scheduling all cards of a learner anew, because the rules have changed.

It goes through the cards in parts, each a transaction; a card is moved wholly or not at all, and knows by which version
of the rules it was worked out. So the work may be broken off and taken up anywhere, and a card that is answered
meanwhile is worked out by the new rules at once.
"""

from uuid import UUID

from subgraphs.learning.repository.reviews import ReviewRepository
from subgraphs.learning.repository.schedules import ScheduleRepository, write_together
from subgraphs.learning.service.card_histories import work_out
from subgraphs.learning.service.preferences import scheduling_by_card, study_rules_of
from subgraphs.shared.unit_of_work import UnitOfWork


async def reschedule_some(work: UnitOfWork, user_id: UUID, version: int, limit: int) -> int | None:
    """Move some of the cards that are behind; how many that were. None: newer rules hold by now."""
    rules = await study_rules_of(work.session, user_id)
    if rules.version != version:
        return None
    repository = ScheduleRepository(work.session)
    cards = await repository.behind(user_id, version, limit)
    histories = await ReviewRepository(work.session).histories([card.id for card in cards]) if cards else {}
    scheduling = await scheduling_by_card(work.session, rules, cards)
    for card in cards:
        work_out(card, histories[card.id], scheduling[card.id], version)
    write_together(cards, (review for history in histories.values() for review in history))
    return len(cards)


async def count_behind(work: UnitOfWork, user_id: UUID, version: int) -> int:
    return await ScheduleRepository(work.session).count_behind(user_id, version)
