"""Settings of one subgraph process, read once at start-up from `KUMIKI_...` variables and passed down from there."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class SubgraphSettings(BaseSettings):
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

    event_attempts: int = Field(default=6, ge=1)
    """How often a consumer tries an event before it becomes a dead letter. Too low: a short outage needs a replay
    by hand; too high: later events of the same key wait long behind a poisonous one."""

    outbox_retention_days: int = Field(default=7, ge=1)
    """How long published events stay readable in the outbox. Too high only costs disk."""

    def database_url_for(self, name: str) -> str:
        if self.database_url is None:
            return f"sqlite+aiosqlite:///{self.home / name}.db"
        return self.database_url.replace("{name}", name)
