"""Who does the jobs of accounts."""

from datetime import timedelta

from subgraphs.accounts.invitation_jobs import MailInvitation
from subgraphs.accounts.jobs import MailToken, TellOfChange, TellOfLockout, TellOldAddress
from subgraphs.accounts.repository.external_identities import ExternalIdentitiesRepository
from subgraphs.accounts.repository.handles import HandlesRepository
from subgraphs.accounts.repository.mailed_tokens import MailedTokensRepository
from subgraphs.accounts.repository.organizations import InvitationsRepository
from subgraphs.accounts.repository.passkeys import PasskeysRepository
from subgraphs.accounts.repository.second_factors import SecondFactorsRepository
from subgraphs.accounts.repository.sessions import SessionsRepository
from subgraphs.accounts.repository.throttles import ThrottlesRepository
from subgraphs.accounts.service import letters
from subgraphs.accounts.service.avatars import collect_left_overs
from subgraphs.accounts.service.invitation_letters import mail_invitation
from subgraphs.accounts.service.letters import AccountsJob
from subgraphs.shared.jobs import Job, PeriodicJob, PeriodicRun


async def forget_expired_proofs(job: AccountsJob, _run: PeriodicRun) -> None:
    async with job.begin() as work:
        settings = job.settings
        kept = settings.refresh_token_lifetime + settings.session_retention
        await SessionsRepository(work.session).forget_before(work.now, work.now - kept)
        await ThrottlesRepository(work.session).forget_expired(work.now)
        await MailedTokensRepository(work.session).forget_before(work.now)
        await InvitationsRepository(work.session).forget_before(work.now)
        await HandlesRepository(work.session).forget_before(work.now)
        await SecondFactorsRepository(work.session).forget_challenges_before(work.now)
        await PasskeysRepository(work.session).forget_challenges_before(work.now)
        await ExternalIdentitiesRepository(work.session).forget_sign_ins_before(work.now)


async def collect_left_over_avatars(job: AccountsJob, _run: PeriodicRun) -> None:
    await collect_left_overs(job.database, job.services.avatars.objects, job.now())


JOBS = (
    Job(request=MailToken, handler=letters.mail_token),
    Job(request=TellOfLockout, handler=letters.tell_of_lockout),
    Job(request=TellOfChange, handler=letters.tell_of_change),
    Job(request=TellOldAddress, handler=letters.tell_old_address),
    Job(request=MailInvitation, handler=mail_invitation),
)
PERIODIC_JOBS = (
    PeriodicJob(name="forget-expired-proofs", handler=forget_expired_proofs, every=timedelta(hours=1)),
    PeriodicJob(name="collect-left-over-avatars", handler=collect_left_over_avatars, every=timedelta(days=1)),
)
