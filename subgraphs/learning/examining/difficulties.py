"""How hard an item is, worked out anew from everybody's answers.

All that is kept of an answer is how able whoever gave it was, to half a unit, and whether it was right. The difficulty
that makes the counts most likely is sought, with what level and rank told beforehand as the prior, by Fisher's scoring
on the logarithm of the posterior; with few answers it stays where it was.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from subgraphs.learning.examining.item_response import DISCRIMINATION, Asked, chance_of_knowing, chance_of_right

PRIOR_ERROR = 0.6
"""How far, as a rule, an item lies from where its level and rank put it."""
CLASS_WIDTH = 0.5

_MOST_STEPS = 50
_CLOSE_ENOUGH = 1e-6
_LONGEST_STEP = 1.0


@dataclass(frozen=True, slots=True)
class AnswerCount:
    """How people of one ability answered to an item that was asked in one way."""

    ability: float
    guessing: float
    answers: int
    right: float


def ability_class(ability: float) -> int:
    return round(ability / CLASS_WIDTH)


def ability_of_class(number: int) -> float:
    return number * CLASS_WIDTH


def fitted_difficulty(prior: float, counts: Sequence[AnswerCount]) -> float:
    """By scoring steps: the slope over the expected curvature, which is positive everywhere."""
    difficulty = prior
    for _ in range(_MOST_STEPS):
        slope = (prior - difficulty) / PRIOR_ERROR**2
        curvature = 1 / PRIOR_ERROR**2
        for count in counts:
            right = chance_of_right(count.ability, Asked(difficulty, count.guessing))
            knows = chance_of_knowing(count.ability, difficulty)
            steepness = DISCRIMINATION * (1 - count.guessing) * knows * (1 - knows)
            spread = max(right * (1 - right), 1e-9)
            slope -= steepness * (count.right - count.answers * right) / spread
            curvature += count.answers * steepness**2 / spread
        step = max(min(slope / curvature, _LONGEST_STEP), -_LONGEST_STEP)
        difficulty += step
        if abs(step) < _CLOSE_ENOUGH:
            break
    return difficulty
