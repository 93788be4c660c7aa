"""Addresses of files that work until they expire, and for nothing else than what they were made for."""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import quote, urlencode

from subgraphs.shared.clock import Clock, utc_now


@dataclass(frozen=True, slots=True)
class UploadTarget:
    """Where a client sends a file by itself: one PUT with these headers and exactly so many bytes."""

    url: str
    headers: dict[str, str]
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class SignedGrant:
    """What one address of ours allows."""

    method: str
    path: str
    expires: int
    filename: str = ""
    """What a browser that downloads the file calls it."""

    content_type: str = ""
    size: int = -1
    """Of what is put there."""

    def text(self) -> bytes:
        parts = (self.method, self.path, str(self.expires), self.filename, self.content_type, str(self.size))
        return "\n".join(quote(part, safe="/") for part in parts).encode()

    def query(self) -> dict[str, str]:
        fields = {"expires": str(self.expires), "filename": self.filename, "type": self.content_type}
        if self.size >= 0:
            fields["size"] = str(self.size)
        return {name: value for name, value in fields.items() if value}


class UrlSigner:
    """Signs with HMAC-SHA-256 and a key that stays here."""

    def __init__(self, key: str, clock: Clock = utc_now) -> None:
        self._key = key.encode()
        self._clock = clock

    def sign(self, grant: SignedGrant) -> str:
        """The path with its query."""
        return f"{grant.path}?{urlencode({**grant.query(), 'signature': self._signature(grant)})}"

    def allows(self, grant: SignedGrant, signature: str) -> bool:
        """Whether this grant was signed here, and still holds."""
        is_ours = hmac.compare_digest(self._signature(grant).encode(), signature.encode(errors="replace"))
        return is_ours and grant.expires > self._clock().timestamp()

    def _signature(self, grant: SignedGrant) -> str:
        return hmac.new(self._key, grant.text(), sha256).hexdigest()


def start_of_window(now: datetime, lifetime: timedelta) -> datetime:
    """An instant at most half a lifetime ago, and the same for everybody meanwhile.

    An address that is signed from there on lives for at least half its lifetime, and stays the same for as long: what
    was loaded from it need not be loaded again at the next visit.
    """
    step = max(1, int(lifetime.total_seconds()) // 2)
    return datetime.fromtimestamp(int(now.timestamp()) // step * step, now.tzinfo)
