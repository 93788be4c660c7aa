"""Answers in parts."""

from typing import Literal

from router.settings.section import Count, Section


class DeferSettings(Section):
    """`@defer`: fragments of an answer that may come later."""

    enabled: bool = True
    """Know the directive. Off, an operation that uses it is refused."""

    max_fragments: Count = 100
    """Fragments of one operation that are answered apart; more of them come with what is around them. Too low makes
    slow fields hold up others; too high lets one operation make a thousand fetches, for each of which a list has
    parts."""

    format: Literal["20220824", "v0.2"] = "20220824"
    """The format of the parts where a client cannot say or does not say which it takes: over WebSocket, as server-sent
    events, and where `multipart/mixed` is accepted without `deferSpec` or `incrementalSpec`. The first is what most
    clients read; `v0.2` names each part once and repeats nothing."""
