"""The letter with which somebody is invited."""

from pathlib import Path

from subgraphs.accounts.invitation_jobs import MailInvitation
from subgraphs.accounts.repository.accounts import AccountsRepository
from subgraphs.accounts.repository.organizations import InvitationsRepository, OrganizationsRepository
from subgraphs.accounts.service.invitations import token_of
from subgraphs.accounts.service.letters import AccountsJob
from subgraphs.shared.letter_templates import LetterTemplates

_TEMPLATES = LetterTemplates(Path(__file__).parents[1] / "letters")


async def mail_invitation(job: AccountsJob, request: MailInvitation) -> None:
    """Nothing is sent for one that was revoked meanwhile. Whoever is invited may have no account: they read it in the
    inviter's language."""
    async with job.database.read() as session:
        invitation = await InvitationsRepository(session).find(request.invitation_id)
        if invitation is None or invitation.email is None or not invitation.uses_left:
            return
        organizations = await OrganizationsRepository(session).by_ids([invitation.organization_id])
        inviter = await AccountsRepository(session).account(invitation.invited_by)
    if inviter is None:
        return
    token = token_of(job.services.credentials.sealer, invitation.id)
    letter = _TEMPLATES.write(
        "invitation",
        inviter.profile.locale,
        invitation.email,
        inviter=inviter.profile.display_name,
        handle=inviter.user.handle,
        organization=organizations[invitation.organization_id].name,
        role=invitation.role.lower(),
        # Behind the #, which browsers send to nobody.
        link=f"{job.settings.site_url}/invitation#token={token}",
        until=f"{invitation.expires_at:%Y-%m-%d}",
    )
    await job.send(letter)
