"""Accounts whose address nobody ever confirmed go after a while, by the way of every erasure.

There is no grace period and no letter beforehand: the time that they were kept was one, and the address may be that of
somebody who never came here.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

import structlog

from subgraphs.accounts.repository.privacy import PrivacyRepository
from subgraphs.accounts.repository.unconfirmed_accounts import UnconfirmedAccountsRepository
from subgraphs.accounts.service import erasures
from subgraphs.accounts.settings import AccountsSettings
from subgraphs.shared.jobs import JobContext, PeriodicRun
from subgraphs.shared.unit_of_work import UnitOfWork

log = structlog.get_logger(__name__)

_BATCH = 50
_MOST_BATCHES = 20
"""What is left waits for the next run: a flood of registrations is not erased all at once."""


async def prune_unconfirmed_accounts(job: JobContext[AccountsSettings, Any], _run: PeriodicRun) -> None:
    settings = job.settings
    if not settings.unconfirmed_account_retention:
        return
    for _ in range(_MOST_BATCHES):
        async with job.begin() as work:
            since = work.now - settings.unconfirmed_account_retention
            abandoned = await _abandoned(work, since)
            for user_id in abandoned:
                await erasures.schedule(work, user_id, work.now, settings, actor=None)
        if not abandoned:
            return
        log.info("unconfirmed_accounts.pruned", count=len(abandoned))


async def _abandoned(work: UnitOfWork, since: datetime) -> list[UUID]:
    """Each locked, and as it was found: the owner may have come between our look and the lock."""
    found = await UnconfirmedAccountsRepository(work.session).abandoned_since(since, work.now, _BATCH)
    repository = PrivacyRepository(work.session)
    users = [await repository.lock_user(user_id) for user_id in sorted(found)]
    leaving = await repository.pending_erasures(found)
    return [user.id for user in users if user is not None and user.email_key is None and user.id not in leaving]
