"""The letters of accounts. Each is written when its job runs, by what is so by then."""

from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from subgraphs.accounts.audit_kinds import AuditKind
from subgraphs.accounts.avatars import AvatarWorkshop
from subgraphs.accounts.credentials import Credentials
from subgraphs.accounts.jobs import MailedTokenPurpose, MailToken, TellOfChange, TellOfLockout, TellOldAddress
from subgraphs.accounts.models.mailed_tokens import MailedTokenRow
from subgraphs.accounts.repository.accounts import Account, AccountsRepository
from subgraphs.accounts.repository.mailed_tokens import MailedTokensRepository
from subgraphs.accounts.service import audit
from subgraphs.accounts.service.mailed_tokens import token_hash_of, token_of
from subgraphs.accounts.settings import AccountsSettings
from subgraphs.shared.jobs import JobContext
from subgraphs.shared.letter_templates import LetterTemplates
from subgraphs.shared.unit_of_work import UnitOfWork

_TEMPLATES = LetterTemplates(Path(__file__).parents[1] / "letters")

_PAGES = {
    MailedTokenPurpose.CONFIRM_EMAIL: "confirm-email",
    MailedTokenPurpose.CHANGE_EMAIL: "confirm-email",
    MailedTokenPurpose.RESET_PASSWORD: "reset-password",
}


class HasCredentials(Protocol):
    """The services of accounts, as far as jobs need them."""

    @property
    def credentials(self) -> Credentials: ...

    @property
    def avatars(self) -> AvatarWorkshop: ...


AccountsJob = JobContext[AccountsSettings, HasCredentials]


async def mail_token(job: AccountsJob, request: MailToken) -> None:
    """A letter with a token; another one where the address is somebody else's by now."""
    if request.user_id is None:
        return
    async with job.begin() as work:
        account = await AccountsRepository(work.session).account(request.user_id)
        row = await _token_row(work, job, request, account)
        owner = await AccountsRepository(work.session).find_by_address(row.address) if row else None
    if account is None or row is None:
        return
    if owner is not None and owner.id != account.user.id and owner.email_confirmed_at is not None:
        await _tell_owner(job, owner.id)
        return
    token = token_of(job.services.credentials.sealer, request.nonce)
    minutes = round((row.expires_at - row.created_at).total_seconds() / 60)
    # Behind the #, which browsers send to nobody.
    link = f"{job.settings.site_url}/{_PAGES[request.purpose]}#token={token}"
    # By the handle alone, which says nothing: a name of one's choice would be a stranger's words in our letter.
    greeted = account.user.handle
    await _send(job, request.purpose.value, account, row.address, greeted, token=token, minutes=minutes, link=link)


async def tell_of_lockout(job: AccountsJob, request: TellOfLockout) -> None:
    """Recorded here and not when it happens, which must take as long for a name that nobody has."""
    if request.user_id is not None and job.attempt == 1:
        async with job.begin() as work:
            audit.record(work, AuditKind.SIGN_IN_BLOCKED, user_id=request.user_id, actor=None)
    account = await _reader(job, request.user_id)
    if account is not None:
        await _send(job, "lockout", account, account.user.email, link=_reset_page(job))


async def tell_of_change(job: AccountsJob, request: TellOfChange) -> None:
    account = await _reader(job, request.user_id)
    if account is not None:
        values = {"notice": request.notice.value, "link": _reset_page(job)}
        await _send(job, "change", account, account.user.email, **values)


async def tell_old_address(job: AccountsJob, request: TellOldAddress) -> None:
    account = await _account(job, request.user_id)
    async with job.database.read() as session:
        row = await MailedTokensRepository(session).find(request.token_hash)
    if account is not None and row is not None:
        await _send(job, "old-address", account, row.address, link=job.settings.site_url)


async def _token_row(
    work: UnitOfWork, job: AccountsJob, request: MailToken, account: Account | None
) -> MailedTokenRow | None:
    """What the token will be known by: written by whoever asked for it, or now, once."""
    token_hash = token_hash_of(token_of(job.services.credentials.sealer, request.nonce))
    repository = MailedTokensRepository(work.session)
    found = await repository.find(token_hash)
    if found is not None or account is None or request.purpose is MailedTokenPurpose.CHANGE_EMAIL:
        return found
    row = MailedTokenRow(
        token_hash=token_hash,
        user_id=account.user.id,
        purpose=request.purpose.value,
        address=account.user.email,
        created_at=work.now,
        expires_at=work.now + job.services.credentials.mailed_token_lifetimes[request.purpose],
    )
    await repository.add(row)
    return row


async def _tell_owner(job: AccountsJob, owner_id: UUID) -> None:
    owner = await _account(job, owner_id)
    if owner is not None:
        await _send(job, "address-in-use", owner, owner.user.email, link=_reset_page(job))


async def _account(job: AccountsJob, user_id: UUID | None) -> Account | None:
    if user_id is None:
        return None
    async with job.database.read() as session:
        return await AccountsRepository(session).account(user_id)


async def _reader(job: AccountsJob, user_id: UUID | None) -> Account | None:
    """Somebody whose address is their own: others must not get letters because somebody typed their address."""
    account = await _account(job, user_id)
    return account if account is not None and account.user.email_key is not None else None


def _reset_page(job: AccountsJob) -> str:
    return f"{job.settings.site_url}/forgot-password"


async def _send(
    job: AccountsJob, name: str, account: Account, address: str, greeted: str | None = None, **values: Any
) -> None:
    """To somebody who is greeted by the name that they show, or by another."""
    greeted = greeted or account.profile.display_name
    known = {"name": greeted, "handle": account.user.handle}
    letter = _TEMPLATES.write(name, account.profile.locale, address, greeted, **known, **values)
    await job.send(letter)
