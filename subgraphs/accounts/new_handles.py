"""A handle for somebody who comes from elsewhere and has not chosen one; they can change it."""

import re
import secrets
import unicodedata
from collections.abc import Iterator

from subgraphs.accounts.handle_rules import handle_refusals

_LONGEST_BASE = 16
_FALLBACK = "learner"
_ATTEMPTS = 8


def handles_like(name: str | None) -> Iterator[str]:
    """Handles that may be had if nobody has them, the nicest first."""
    base = _base_of(name or "")
    candidates = [base] if base else []
    candidates += [f"{base or _FALLBACK}_{secrets.token_hex(3)}" for _ in range(_ATTEMPTS)]
    return (candidate for candidate in candidates if not handle_refusals(candidate))


def _base_of(name: str) -> str:
    """`José Álvarez` becomes `jose_alvarez`; empty where nothing of a name can be written with a-z."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain)
    base = "_".join(words)[:_LONGEST_BASE].strip("_")
    return base if len(base) >= 3 else ""
