"""What the language model may cost: asked for before each question, and settled after it.

A question is paid for in advance, by the most that it can cost; afterwards the difference is given back. So many
questions at once cannot pass a limit together that each would keep, and one that is lost with its process stays paid.
"""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from subgraphs.learning.capture_settings import CaptureSettings

_TOKENS_PER_CHARACTER = 2
"""Upper bound: Japanese takes one to two tokens a character."""

_TOKENS_OF_FRAME = 50


@dataclass(frozen=True, slots=True)
class Cost:
    input_tokens: int
    output_tokens: int
    millionths: int

    def minus(self, other: "Cost") -> "Cost":
        return Cost(
            self.input_tokens - other.input_tokens,
            self.output_tokens - other.output_tokens,
            self.millionths - other.millionths,
        )


@dataclass(frozen=True, slots=True)
class Prices:
    """Of a million tokens, in the operator's currency: so a token costs that many millionths."""

    input: float
    output: float
    longest_answer: int

    @classmethod
    def from_settings(cls, settings: CaptureSettings) -> "Prices":
        return cls(
            settings.language_model_input_price, settings.language_model_output_price, settings.language_model_tokens
        )

    def cost(self, input_tokens: int, output_tokens: int) -> Cost:
        return Cost(input_tokens, output_tokens, round(input_tokens * self.input + output_tokens * self.output))

    def most(self, characters: int) -> Cost:
        """What a question of this length can cost at most."""
        return self.cost(characters * _TOKENS_PER_CHARACTER + _TOKENS_OF_FRAME, self.longest_answer)


class LimitIsReached(Exception):
    """Asking would cost more than is allowed today."""


class CostLedger(Protocol):
    async def reserve(self, owner_id: UUID, cost: Cost) -> None:
        """Count one question at this cost. Raises `LimitIsReached`, and then nothing is counted."""
        ...

    async def correct(self, owner_id: UUID, difference: Cost) -> None:
        """Change what was counted, up or down."""
        ...
