"""Which pages of other hosts may call, over HTTP and by WebSocket. That all may (`*`) is only said of HTTP."""

import re
from dataclasses import dataclass

from router.settings import CorsSettings


@dataclass(frozen=True, slots=True)
class AllowedOrigins:
    """Origins of pages, by name and by pattern."""

    names: frozenset[str] = frozenset()
    pattern: re.Pattern[str] | None = None

    @classmethod
    def from_settings(cls, settings: CorsSettings) -> "AllowedOrigins":
        patterns = settings.origin_patterns
        pattern = re.compile("|".join(f"(?:{one})" for one in patterns)) if patterns else None
        return cls(frozenset(settings.origins) - {"*"}, pattern)

    def __contains__(self, origin: str | None) -> bool:
        if origin is None:
            return False
        return origin in self.names or (self.pattern is not None and self.pattern.fullmatch(origin) is not None)


NOBODY_ELSE = AllowedOrigins()
