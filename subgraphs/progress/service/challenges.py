"""What learners do with challenges: make one, ask others, take part, leave."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from subgraphs.progress.challenge_events import ChallengeInvited, ChallengeJoined
from subgraphs.progress.challenge_rules import ChallengeAudience, ChallengeTemplate
from subgraphs.progress.errors import (
    ChallengeIsOver,
    ChallengeIsUnknown,
    NotAFriend,
    OrganizationIsNotNamed,
    TemplateIsNotForThem,
    TooManyChallenges,
    TooManyInvitations,
)
from subgraphs.progress.models.challenges import ChallengeMemberRow, ChallengeRow, MemberState
from subgraphs.progress.periods import Board, board_of, last_day_of, utc_day
from subgraphs.progress.repository.challenges import ChallengesRepository
from subgraphs.progress.repository.circles import CirclesRepository
from subgraphs.progress.repository.learners import LearnersRepository
from subgraphs.shared.errors import Forbidden
from subgraphs.shared.ids import new_id
from subgraphs.shared.unit_of_work import UnitOfWork

LEADING_ROLES = frozenset({"OWNER", "ADMIN", "TUTOR"})
"""Who may challenge an organization."""


@dataclass(frozen=True, slots=True)
class ChallengeLimits:
    at_once: int
    invitations: int


@dataclass(frozen=True, slots=True)
class ChallengeDraft:
    template: ChallengeTemplate
    audience: ChallengeAudience
    organization_id: UUID | None
    day: date | None
    """Any day of the period in which it is to be; None for the present one."""

    invited: tuple[UUID, ...]
    client_mutation_id: str | None


async def create_challenge(
    work: UnitOfWork, caller_id: UUID, draft: ChallengeDraft, limits: ChallengeLimits
) -> ChallengeRow:
    """Whoever makes a challenge takes part in it. Sent twice with one `clientMutationId`, it is made once."""
    await LearnersRepository(work.session).locked_learner(caller_id)
    repository = ChallengesRepository(work.session)
    if draft.client_mutation_id is not None:
        made = await repository.by_client_mutation(caller_id, draft.client_mutation_id)
        if made is not None:
            return made
    if draft.audience not in draft.template.audiences:
        raise TemplateIsNotForThem(draft.template.id)
    circle_id = await _circle(work, caller_id, draft)
    today = utc_day(work.now)
    board = board_of(draft.template.period, draft.day or today)
    if (last_day_of(board) or today) < today:
        raise ChallengeIsOver(("input", "on"))
    if await repository.count_open_of(caller_id) >= limits.at_once:
        raise TooManyChallenges(limits.at_once)
    challenge = challenge_row(work, draft.template, draft.audience, board)
    challenge.creator_id, challenge.circle_id = caller_id, circle_id
    challenge.client_mutation_id = draft.client_mutation_id
    repository.add(challenge)
    await work.session.flush()
    await _join(work, challenge, caller_id)
    await _invite(work, challenge, caller_id, draft.invited, limits)
    return challenge


def challenge_row(
    work: UnitOfWork, template: ChallengeTemplate, audience: ChallengeAudience, board: Board
) -> ChallengeRow:
    period, starts_on = board
    return ChallengeRow(
        id=new_id(),
        template_id=template.id,
        audience=audience.value,
        period=period.value,
        starts_on=starts_on,
        ends_on=last_day_of(board) or starts_on,
        created_at=work.now,
    )


async def invite_to_challenge(
    work: UnitOfWork, caller_id: UUID, challenge_id: UUID | None, user_ids: Sequence[UUID], limits: ChallengeLimits
) -> ChallengeRow:
    """Friends of whoever made it. Who was asked before is not asked again."""
    challenge = await _open(work, caller_id, challenge_id)
    if challenge.creator_id != caller_id or challenge.audience != ChallengeAudience.INVITED:
        raise Forbidden("Only whoever made a challenge among friends may invite to it.")
    await _invite(work, challenge, caller_id, user_ids, limits)
    return challenge


async def join_challenge(work: UnitOfWork, caller_id: UUID, challenge_id: UUID | None) -> ChallengeRow:
    """Joining again has no effect."""
    challenge = await _open(work, caller_id, challenge_id)
    await _join(work, challenge, caller_id)
    return challenge


async def leave_challenge(work: UnitOfWork, caller_id: UUID, challenge_id: UUID | None) -> ChallengeRow:
    """Also how an invitation is declined. Leaving again has no effect."""
    challenge = await _open(work, caller_id, challenge_id)
    await ChallengesRepository(work.session).remove_member(challenge.id, caller_id)
    return challenge


async def _open(work: UnitOfWork, caller_id: UUID, challenge_id: UUID | None) -> ChallengeRow:
    """A challenge that the caller may know of and that is not over, which nobody else changes meanwhile."""
    repository = ChallengesRepository(work.session)
    challenge = await repository.locked(challenge_id) if challenge_id is not None else None
    if challenge is None or await repository.shown(challenge.id, caller_id) is None:
        raise ChallengeIsUnknown
    if challenge.ends_on < utc_day(work.now) or challenge.settled_at is not None:
        raise ChallengeIsOver(("input", "challengeId"))
    return challenge


async def _circle(work: UnitOfWork, caller_id: UUID, draft: ChallengeDraft) -> UUID | None:
    if draft.audience is not ChallengeAudience.ORGANIZATION:
        return None
    if draft.organization_id is None:
        raise OrganizationIsNotNamed
    role = await CirclesRepository(work.session).role_in(draft.organization_id, caller_id)
    if role is None:
        raise OrganizationIsNotNamed
    if role not in LEADING_ROLES:
        raise Forbidden("Only those who lead or teach an organization may challenge it.")
    return draft.organization_id


async def _join(work: UnitOfWork, challenge: ChallengeRow, user_id: UUID) -> None:
    repository = ChallengesRepository(work.session)
    member = await repository.member(challenge.id, user_id)
    if member is not None and member.state == MemberState.JOINED:
        return
    if member is None:
        member = ChallengeMemberRow(challenge_id=challenge.id, user_id=user_id, state="", since=work.now)
        repository.add(member)
    member.state, member.since = MemberState.JOINED.value, work.now
    await work.session.flush()
    work.announce(ChallengeJoined(challenge_id=challenge.id, template_id=challenge.template_id, user_id=user_id))


async def _invite(
    work: UnitOfWork, challenge: ChallengeRow, caller_id: UUID, user_ids: Sequence[UUID], limits: ChallengeLimits
) -> None:
    if not user_ids:
        return
    if challenge.audience != ChallengeAudience.INVITED:
        raise NotAFriend
    repository, circles = ChallengesRepository(work.session), CirclesRepository(work.session)
    asked = [user_id for user_id in dict.fromkeys(user_ids) if user_id != caller_id]
    friends = await circles.friends_among(caller_id, asked)
    if not friends.issuperset(asked):
        raise NotAFriend
    known = await repository.members([(challenge.id, user_id) for user_id in asked])
    new = [user_id for user_id in asked if (challenge.id, user_id) not in known]
    if await repository.count_members(challenge.id) + len(new) > limits.invitations + 1:
        raise TooManyInvitations(limits.invitations)
    for user_id in new:
        invited = MemberState.INVITED.value
        repository.add(
            ChallengeMemberRow(
                challenge_id=challenge.id, user_id=user_id, state=invited, invited_by=caller_id, since=work.now
            )
        )
        told = {"challenge_id": challenge.id, "template_id": challenge.template_id}
        work.announce(ChallengeInvited(**told, user_id=user_id, inviter_id=caller_id))
    await work.session.flush()
