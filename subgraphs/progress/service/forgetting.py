"""Forgetting the facts of long ago, where they are not to be kept for ever."""

from datetime import date

from subgraphs.progress.mastery import EVIDENCE
from subgraphs.progress.repository.facts import FactsRepository
from subgraphs.progress.repository.learners import LearnersRepository
from subgraphs.progress.wiring import services_of
from subgraphs.shared.unit_of_work import Transactions

_BATCH = 200


async def forget_old_facts(transactions: Transactions, horizon: date) -> None:
    """The days before that one stay as they are from now on. What they were reckoned from goes, except for the answers
    that mastery rests on."""
    while True:
        async with transactions.database.read() as session:
            users = await FactsRepository(session).users_to_settle(horizon, _BATCH)
        if not users:
            return
        for user_id in users:
            async with transactions.begin() as work:
                learner = await LearnersRepository(work.session).locked_learner(user_id)
                learner.settled_before = horizon
                answers = services_of(work).settings.mastery_answers
                await FactsRepository(work.session).forget_deeds(user_id, horizon, EVIDENCE, answers)
