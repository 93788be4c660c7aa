"""The steps of exports and erasures that accounts takes after the answer."""

from typing import ClassVar
from uuid import UUID

from subgraphs.shared.job_request import JobRequest


class PackExport(JobRequest):
    """Every part is there: make one archive of them."""

    kind: ClassVar[str] = "pack-export"

    export_id: UUID


class GiveUpExport(JobRequest):
    """Nobody should wait for ever."""

    kind: ClassVar[str] = "give-up-export"

    export_id: UUID


class ExpireExport(JobRequest):
    kind: ClassVar[str] = "expire-export"

    export_id: UUID


class TellOfExport(JobRequest):
    """The archive can be downloaded."""

    kind: ClassVar[str] = "tell-of-export"

    export_id: UUID


class TellOfErasure(JobRequest):
    """An erasure was asked for, or taken back: its owner hears of it, for it may have been somebody else."""

    kind: ClassVar[str] = "tell-of-erasure"

    erasure_id: UUID
    is_cancelled: bool


class CloseAccount(JobRequest):
    """The grace period is over: nobody signs in any more."""

    kind: ClassVar[str] = "close-account"

    erasure_id: UUID


class BeginErasure(JobRequest):
    """Every token that was handed out has expired: the domains erase."""

    kind: ClassVar[str] = "begin-erasure"

    erasure_id: UUID


class EraseAccount(JobRequest):
    """Every other domain has confirmed."""

    kind: ClassVar[str] = "erase-account"

    erasure_id: UUID
