"""Answers in parts."""

from typing import Literal

from router.settings.section import Section


class DeferSettings(Section):
    """`@defer`: fragments of an answer that may come later."""

    enabled: bool = True
    """Know the directive. Off, an operation that uses it is refused."""

    format: Literal["20220824", "v0.2"] = "20220824"
    """The format of the parts where a client cannot say or does not say which it takes: over WebSocket, as server-sent
    events, and where `multipart/mixed` is accepted without `deferSpec` or `incrementalSpec`. The first is what most
    clients read; `v0.2` names each part once and repeats nothing."""
