"""Settings of one subgraph process, read once at start-up from `KUMIKI_...` variables and passed down from there."""

from datetime import timedelta
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from subgraphs.shared.object_settings import ObjectSettings
from subgraphs.shared.secret_files import load_or_create_secret


class SubgraphSettings(ObjectSettings):
    """What every subgraph needs. A domain with settings of its own subclasses this."""

    model_config = SettingsConfigDict(env_prefix="KUMIKI_", frozen=True, extra="forbid")

    home: Path = Path("var")
    """Where files live: databases, keys. Two platforms on one home share their data."""

    database_url: str | None = None
    """SQLAlchemy URL; `{name}` stands for the subgraph. None: a SQLite file of its own under `home`."""

    redis_url: str | None = None
    """Redis for events and live values. None: nothing leaves this process; events wait in the outbox."""

    caller_key: SecretStr | None = None
    """Shared with the router, to verify who calls. None: the key in `home/keys/caller.key`, made when absent."""

    log_level: Literal["debug", "info", "warning", "error"] = "info"
    """Below `info`, every statement is told; above, refusals are not."""

    max_body_bytes: int = Field(default=2_000_000, ge=1_000)
    """Longest request body. Too low refuses large batches of representations; too high lets one caller fill memory."""

    max_upload_files: int = Field(default=10, ge=1)
    """Files in one request. Too low refuses honest forms; too high lets one request hold many temporary files."""

    max_upload_bytes: int = Field(default=60_000_000, ge=1_000)
    """Bytes of one request with files. Too low refuses honest files, whatever a domain allows; too high lets one
    caller fill the disk for temporary files."""

    event_attempts: int = Field(default=6, ge=1)
    """How often a consumer tries an event before it becomes a dead letter. Too low: a short outage needs a replay
    by hand; too high: later events of the same key wait long behind a poisonous one."""

    outbox_retention_days: int = Field(default=7, ge=1)
    """How long published events stay readable in the outbox. Too high only costs disk."""

    inbox_retention_days: int = Field(default=30, ge=1)
    """How long it is remembered which events were handled. Too low: one that is replayed from far back counts twice;
    too high only costs disk."""

    mutation_retention_days: int = Field(default=30, ge=1)
    """How long a `clientMutationId` is remembered. Too low: a phone that was off for long does twice what it sends
    again; too high only costs disk."""

    dead_retention_days: int = Field(default=90, ge=1)
    """How long dead letters and dead jobs wait for somebody to retry them. Too low: they are gone before anybody looks;
    too high keeps what may name people who have left."""

    job_retention_days: int = Field(default=7, ge=1)
    """How long jobs that are done are remembered, and their unique keys with them. Too low: work that is asked for
    twice is done twice; too high only costs disk."""

    job_concurrency: int = Field(default=4, ge=0)
    """Jobs that a process does beside each other; 0: it leaves them to other processes. Too low: short ones wait for
    long ones; too high: they take database connections from requests."""

    job_poll: timedelta = Field(default=timedelta(seconds=1), gt=timedelta())
    """How often a process looks for jobs that came due or that others left. Too low costs queries; too high: reminders
    come late. A job that is wanted at once is not waited for."""

    job_lease: timedelta = Field(default=timedelta(seconds=30), gt=timedelta())
    """How long a job belongs to a process that gives no sign of life. Too low: one that stands still for a moment loses
    it to another; too high: what a killed process left waits that long."""

    job_timeout: timedelta = Field(default=timedelta(minutes=15), gt=timedelta())
    """Longest attempt of a job that has no limit of its own. Too low ends work that was on its way; too high lets one
    that hangs occupy a place."""

    job_attempts: int = Field(default=10, ge=1)
    """How often a job is tried, with pauses growing to an hour, before it is dead. Too low: an outage of a mail server
    needs a retry by hand; too high: what cannot succeed is tried for days."""

    smtp_host: str | None = None
    """The mail server. None: letters are written to `home/outbox/mail`."""

    smtp_port: int = Field(default=587, ge=1, le=65535)
    """Where it listens: 587 with `starttls`, 465 with `tls`."""

    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    """How letters are protected on their way to it. `none` sends them, and the password, in clear: for a server on the
    same machine only."""

    smtp_user: str | None = None
    """Who the platform is to the mail server. None: it asks nobody's name."""

    smtp_password: SecretStr | None = None
    """What proves it."""

    smtp_ca_file: Path | None = None
    """Authorities that may vouch for the mail server, as PEM. None: those that this machine trusts."""

    smtp_timeout: float = Field(default=20.0, gt=0)
    """Seconds for each step of the conversation. Too low: a slow server gets nothing; too high: letters
    queue behind it."""

    mail_from: str = "Kumiki <no-reply@localhost>"
    """The sender that people see. Mail servers refuse one whose domain is not the platform's."""

    def shared_key(self) -> str:
        """The caller key; the first call makes it where none was given."""
        if self.caller_key is not None:
            return self.caller_key.get_secret_value()
        return load_or_create_secret(self.home / "keys" / "caller.key")

    def database_url_for(self, name: str) -> str:
        if self.database_url is None:
            return f"sqlite+aiosqlite:///{self.home / name}.db"
        return self.database_url.replace("{name}", name)
