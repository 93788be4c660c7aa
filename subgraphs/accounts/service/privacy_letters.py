"""The letters about exports and erasures."""

from pathlib import Path
from typing import Any
from uuid import UUID

import structlog

from subgraphs.accounts.privacy_jobs import TellOfErasure, TellOfExport
from subgraphs.accounts.repository.accounts import AccountsRepository
from subgraphs.accounts.repository.privacy import PendingErasure, PrivacyRepository
from subgraphs.accounts.settings import AccountsSettings
from subgraphs.shared.jobs import GiveUp, JobContext
from subgraphs.shared.letter_templates import LetterTemplates
from subgraphs.shared.mail import MailServerFailed

log = structlog.get_logger(__name__)

_TEMPLATES = LetterTemplates(Path(__file__).parents[1] / "letters")
_GOODBYE_ATTEMPTS = 4

Context = JobContext[AccountsSettings, Any]


async def tell_of_export(job: Context, request: TellOfExport) -> None:
    async with job.database.read() as session:
        export = (await PrivacyRepository(session).exports([request.export_id])).get(request.export_id)
    if export is not None and export.row.expires_at is not None:
        await _send(job, "export-ready", export.row.user_id, until=f"{export.row.expires_at:%Y-%m-%d}")


async def tell_of_erasure(job: Context, request: TellOfErasure) -> None:
    async with job.database.read() as session:
        found = await PrivacyRepository(session).erasure_with_parts(request.erasure_id)
    if found is None:
        return
    name = "erasure-cancelled" if request.is_cancelled else "erasure-scheduled"
    await _send(job, name, found.row.user_id, on=f"{found.row.erase_at:%Y-%m-%d}")


async def tell_goodbye(job: Context, erasure: PendingErasure) -> None:
    """The last letter. A mail server that is away holds up an erasure for a few attempts, and never prevents it."""
    retained = [each for part in erasure.parts for each in part.retained]
    try:
        await _send(job, "erased", erasure.row.user_id, retained=retained)
    except GiveUp:
        log.warning("erasure.goodbye.refused", erasure_id=str(erasure.row.id))
    except MailServerFailed:
        if job.attempt < _GOODBYE_ATTEMPTS:
            raise
        log.warning("erasure.goodbye.not_sent", erasure_id=str(erasure.row.id))


async def _send(job: Context, name: str, user_id: UUID, **values: Any) -> None:
    async with job.database.read() as session:
        account = await AccountsRepository(session).account(user_id)
    if account is None:
        return
    # Where the address may be a stranger's, by the handle alone: a name of one's choice would be words in our letter.
    shown = account.user.handle if account.user.email_key is None else account.profile.display_name
    letter = _TEMPLATES.write(
        name, account.profile.locale, account.user.email, shown, name=shown, handle=account.user.handle, **values
    )
    await job.send(letter)
