"""The steps of exports and erasures, by the jobs and events that set them off."""

from datetime import timedelta
from typing import Any

from subgraphs.accounts import privacy_jobs
from subgraphs.accounts.service import data_exports, erasures, privacy_letters, unconfirmed_accounts
from subgraphs.shared.event_consumer import Consumer
from subgraphs.shared.jobs import Job, PeriodicJob
from subgraphs.shared.privacy_events import PRIVACY_TOPIC

PRIVACY_JOBS: tuple[Job[Any], ...] = (
    Job(request=privacy_jobs.PackExport, handler=data_exports.pack_export, at_once=1),
    Job(request=privacy_jobs.ExpireExport, handler=data_exports.expire_export),
    Job(request=privacy_jobs.GiveUpExport, handler=data_exports.give_up_export),
    Job(request=privacy_jobs.TellOfExport, handler=privacy_letters.tell_of_export),
    Job(request=privacy_jobs.TellOfErasure, handler=privacy_letters.tell_of_erasure),
    Job(request=privacy_jobs.CloseAccount, handler=erasures.close_account),
    Job(request=privacy_jobs.BeginErasure, handler=erasures.begin_erasure),
    Job(request=privacy_jobs.EraseAccount, handler=erasures.erase_account, at_once=1),
)

PRIVACY_PERIODIC_JOBS = (
    PeriodicJob(name="remind-of-erasures", handler=erasures.remind_of_erasures, every=timedelta(days=1)),
    PeriodicJob(
        name="prune-unconfirmed-accounts",
        handler=unconfirmed_accounts.prune_unconfirmed_accounts,
        every=timedelta(days=1),
    ),
)

PRIVACY_CONSUMERS = (
    Consumer(
        "lead-privacy",
        PRIVACY_TOPIC,
        {
            "UserDataCollected": data_exports.note_collected,
            "ErasureForetold": erasures.note_foretold,
            "UserDataErased": erasures.note_erased,
        },
        hears_of_erased=True,
    ),
)
