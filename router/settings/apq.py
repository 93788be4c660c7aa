"""Automatic persisted queries."""

from pydantic import Field, SecretStr

from router.settings.section import Count, Seconds, Section


class ApqSettings(Section):
    """Automatic persisted queries (APQ): clients send a document once, and its hash from then on."""

    enabled: bool = True
    """Take hashes. Off, clients are told to send documents in full."""

    documents: Count = 1_000
    """Remembered in each worker. Too low makes clients send documents again; too high holds memory."""

    characters: Count = 8_000_000
    """Text of remembered documents in each worker, in total. Too low forgets large documents at once; too high lets
    clients fill memory."""

    redis_url: SecretStr | None = None
    """Redis in which all workers and routers share what they remember, such as `redis://cache:6379/0`. Without it a
    client may have to send a document once for each worker."""

    redis_seconds: int = Field(86_400, ge=1)
    """How long Redis keeps a document after it was last sent in full. Too low makes clients send it again; too high
    keeps what no client sends any more."""

    redis_timeout_seconds: Seconds = 0.5
    """Until Redis must have answered; the document counts as unknown after that. Too low asks clients again without
    need; too high holds them up where Redis hangs."""
