"""How patiently something is tried again."""

import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    attempts: int = 6
    first_pause: float = 0.1
    longest_pause: float = 10.0

    def pause_after(self, attempt: int) -> float:
        """Seconds before the next try: doubling, and spread so that many do not stampede together."""
        # Beyond 2^30 of any pause there is only the longest one, and floats have an end.
        longest: float = min(self.longest_pause, self.first_pause * 2 ** min(attempt - 1, 30))
        return longest * random.uniform(0.5, 1.0)  # noqa: S311 - jitter is no secret
