"""Compressed answers and requests."""

from typing import Literal

from router.settings.section import Count, Section

Encoding = Literal["zstd", "br", "gzip"]


class CompressionSettings(Section):
    """Compressed answers and requests."""

    encodings: tuple[Encoding, ...] = ("zstd", "br", "gzip")
    """For answers, where the client's `Accept-Encoding` leaves the choice: the first is preferred. Empty where a proxy
    in front compresses."""

    minimum_bytes: Count = 1_024
    """Answers from this size on are compressed. Too low spends time on what fits one packet anyway; too high sends
    more bytes."""

    requests: bool = False
    """Take request bodies in gzip. `limits.body_bytes` holds for what they expand to."""
