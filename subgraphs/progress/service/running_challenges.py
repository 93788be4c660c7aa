"""What happens to challenges by themselves: they begin, they end, prizes are given.

Each step is a transaction that finds what is left to do, so that a process may be killed between any two; a prize is a
fact of the learner with the challenge as its identity, so that it is given once.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from subgraphs.progress.challenge_events import ChallengeEnded, ChallengePrizeWon, ChallengeStarted
from subgraphs.progress.challenge_rules import ChallengeAudience, ChallengeBook, ChallengeTemplate, Prize
from subgraphs.progress.facts import CHALLENGE_WON, Fact
from subgraphs.progress.models.challenges import ChallengeMemberRow, ChallengeRow
from subgraphs.progress.periods import board_of, last_day_of, utc_day
from subgraphs.progress.repository.challenges import ChallengesRepository, MemberKey
from subgraphs.progress.service.challenges import challenge_row
from subgraphs.progress.service.facts import give_streak_freezes, hear
from subgraphs.shared.ids import new_id, seed_id
from subgraphs.shared.unit_of_work import Transactions, UnitOfWork

_ONE_DAY = timedelta(days=1)
_PRIZES_AT_ONCE = 200


async def run_challenges(transactions: Transactions, book: ChallengeBook, grace: timedelta) -> None:
    """Do whatever is due."""
    async with transactions.begin() as work:
        await _make_recurring(work, book)
    for challenge_id in await _due(transactions, timedelta(), is_start=True):
        async with transactions.begin() as work:
            await _start(work, challenge_id)
    for challenge_id in await _due(transactions, grace, is_start=False):
        async with transactions.begin() as work:
            await _settle(work, challenge_id, book, grace)
    while prizes := await _prizes(transactions):
        for key in prizes:
            async with transactions.begin() as work:
                await _give_prize(work, key)


async def _make_recurring(work: UnitOfWork, book: ChallengeBook) -> None:
    """Those of the present period and of the next one, to which one can look forward."""
    rows = [row for template in book.templates if template.is_recurring for row in _recurring(work, template)]
    if rows:
        await ChallengesRepository(work.session).add_recurring(rows)


def _recurring(work: UnitOfWork, template: ChallengeTemplate) -> list[ChallengeRow]:
    present = board_of(template.period, utc_day(work.now))
    following = board_of(template.period, (last_day_of(present) or present[1]) + _ONE_DAY)
    rows = [challenge_row(work, template, ChallengeAudience.EVERYBODY, board) for board in (present, following)]
    for row in rows:
        row.id = seed_id("challenge", f"{template.id}|{row.starts_on.isoformat()}")
    return rows


async def _due(transactions: Transactions, grace: timedelta, is_start: bool) -> list[UUID]:
    async with transactions.database.read() as session:
        repository = ChallengesRepository(session)
        day = utc_day(transactions.clock() - grace)
        return await (repository.not_started(day) if is_start else repository.not_settled(day))


async def _start(work: UnitOfWork, challenge_id: UUID) -> None:
    challenge = await ChallengesRepository(work.session).locked(challenge_id)
    if challenge is None or challenge.started_at is not None:
        return
    challenge.started_at = work.now
    work.announce(
        ChallengeStarted(
            challenge_id=challenge.id,
            template_id=challenge.template_id,
            audience=challenge.audience,
            starts_on=challenge.starts_on,
            ends_on=challenge.ends_on,
        )
    )


async def _settle(work: UnitOfWork, challenge_id: UUID, book: ChallengeBook, grace: timedelta) -> None:
    repository = ChallengesRepository(work.session)
    challenge = await repository.locked(challenge_id)
    if challenge is None or challenge.settled_at is not None:
        return
    challenge.settled_at = work.now
    template = book.by_id.get(challenge.template_id)
    points = await repository.final_points(challenge)
    results: list[dict[str, Any]] = []
    for rank, (user_id, xp) in enumerate(points, start=1):
        prize = template.prize(xp, rank, len(points)) if template is not None else Prize()
        results.append(
            {
                "the_user": user_id,
                "new_final_rank": rank,
                "new_final_xp": xp,
                "new_prize_xp": prize.xp,
                "new_prize_freezes": prize.freezes,
            }
        )
    await repository.keep_results(challenge.id, results)
    counts = await repository.participant_counts([challenge.id])
    work.announce(
        ChallengeEnded(
            challenge_id=challenge.id,
            template_id=challenge.template_id,
            participant_count=counts.get(challenge.id, 0),
        )
    )


async def _prizes(transactions: Transactions) -> list[MemberKey]:
    async with transactions.database.read() as session:
        return await ChallengesRepository(session).prizes_to_give(_PRIZES_AT_ONCE)


async def _give_prize(work: UnitOfWork, key: MemberKey) -> None:
    repository = ChallengesRepository(work.session)
    challenge_id, user_id = key
    challenge = await repository.locked(challenge_id)
    member = await repository.member(challenge_id, user_id)
    if challenge is None or challenge.settled_at is None or member is None or member.prized_at is not None:
        return
    member.prized_at = work.now
    won_at = challenge.settled_at
    data = {"xp": member.prize_xp, "rank": member.final_rank, "templateId": challenge.template_id}
    if member.prize_xp:
        await hear(work, Fact(new_id(), user_id, CHALLENGE_WON, str(challenge_id), won_at, work.now, data))
    if member.prize_freezes:
        await give_streak_freezes(work, user_id, member.prize_freezes, challenge_id, won_at)
    work.announce(_won(challenge, member))


def _won(challenge: ChallengeRow, member: ChallengeMemberRow) -> ChallengePrizeWon:
    return ChallengePrizeWon(
        learner_id=member.user_id,
        challenge_id=challenge.id,
        template_id=challenge.template_id,
        rank=member.final_rank or 0,
        xp=member.prize_xp,
        freezes=member.prize_freezes,
    )
