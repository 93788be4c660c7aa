"""What answers say about ability: item response theory.

Ability and difficulty are places on one line. The chance that somebody knows an item depends on the distance between
the two alone, and somebody who does not know it may still guess:

    P(right) = c + (1 - c) / (1 + exp(-a (ability - difficulty)))

This is Rasch's model (Rasch 1960) with one discrimination `a` for all items and, where there are options to choose
from, a lower asymptote `c` of one in their number (Birnbaum 1968). Almost right answers count as half of each outcome.

The estimate is the mean of the posterior distribution over a grid of abilities (expected a posteriori: Bock and
Mislevy 1982), which exists after any number of answers, all right or all wrong ones too; its standard deviation is the
standard error. The next item of an adaptive test is one of those about which the answer would say most (Fisher
information) at the present estimate, drawn at random among the best few, so that the same items are not shown to
everybody ("randomesque" exposure control: Kingsbury and Zara 1989).

The line is divided into the levels of the lists: each is as wide as `LEVEL_WIDTH`, N3 around nought.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

DISCRIMINATION = 1.7
LEVELS = ("N5", "N4", "N3", "N2", "N1")
"""The easiest first."""
LEVEL_WIDTH = 1.5

_STEP = 0.1
_LIMIT = 6.0
GRID = tuple(round(-_LIMIT + _STEP * place, 10) for place in range(int(2 * _LIMIT / _STEP) + 1))


@dataclass(frozen=True, slots=True)
class Ability:
    """An estimate and its standard error."""

    value: float
    error: float


UNKNOWN = Ability(-1.0, 2.2)
"""What is assumed of somebody of whom nothing is known: rather a beginner, and hardly more than that."""


@dataclass(frozen=True, slots=True)
class Asked:
    """An item as it was asked."""

    difficulty: float
    guessing: float = 0.0


@dataclass(frozen=True, slots=True)
class Answered:
    item: Asked
    credit: float
    """1 for a right answer, 0 for a wrong one."""


@dataclass(frozen=True, slots=True)
class LevelEstimate:
    level: str
    confidence: float
    """The chance that it is this level."""
    near_confidence: float
    """The chance that it is this level or one beside it."""


def chance_of_knowing(ability: float, difficulty: float) -> float:
    return 1.0 / (1.0 + math.exp(-DISCRIMINATION * (ability - difficulty)))


def chance_of_right(ability: float, item: Asked) -> float:
    return item.guessing + (1.0 - item.guessing) * chance_of_knowing(ability, item.difficulty)


def information(ability: float, item: Asked) -> float:
    """How much an answer would say about somebody of this ability."""
    right = chance_of_right(ability, item)
    above_guessing = (right - item.guessing) / (1.0 - item.guessing)
    return DISCRIMINATION**2 * (1.0 - right) / right * above_guessing**2


def posterior(before: Ability, answers: Iterable[Answered]) -> list[float]:
    """The probability of each ability of the grid; `before` is what was known, as a normal distribution."""
    given = list(answers)
    logs = [-((ability - before.value) ** 2) / (2 * before.error**2) for ability in GRID]
    for place, ability in enumerate(GRID):
        for answer in given:
            right = min(max(chance_of_right(ability, answer.item), 1e-9), 1 - 1e-9)
            logs[place] += answer.credit * math.log(right) + (1 - answer.credit) * math.log(1 - right)
    highest = max(logs)
    weights = [math.exp(one - highest) for one in logs]
    total = sum(weights)
    return [weight / total for weight in weights]


def estimate(before: Ability, answers: Iterable[Answered]) -> Ability:
    return summary_of(posterior(before, answers))


def summary_of(probabilities: Sequence[float]) -> Ability:
    mean = sum(ability * p for ability, p in zip(GRID, probabilities, strict=True))
    variance = sum((ability - mean) ** 2 * p for ability, p in zip(GRID, probabilities, strict=True))
    return Ability(mean, math.sqrt(variance))


def drifted(ability: Ability, days: float, variance_per_day: float) -> Ability:
    """What is still known after a while: the same, with less certainty, and never with less than of a stranger."""
    error = math.sqrt(ability.error**2 + max(days, 0.0) * variance_per_day)
    return Ability(ability.value, min(error, UNKNOWN.error))


def level_centre(level: str) -> float:
    return (LEVELS.index(level) - LEVELS.index("N3")) * LEVEL_WIDTH


def level_of(ability: float) -> str:
    """The level at which somebody of this ability is working; the outer ones are open to the ends of the line."""
    place = round(ability / LEVEL_WIDTH) + LEVELS.index("N3")
    return LEVELS[min(max(place, 0), len(LEVELS) - 1)]


def level_estimate(probabilities: Sequence[float]) -> LevelEstimate:
    chances: Mapping[str, float] = {
        level: sum(p for ability, p in zip(GRID, probabilities, strict=True) if level_of(ability) == level)
        for level in LEVELS
    }
    place = LEVELS.index(level_of(summary_of(probabilities).value))
    near = sum(chances[level] for level in LEVELS[max(place - 1, 0) : place + 2])
    return LevelEstimate(LEVELS[place], chances[LEVELS[place]], min(near, 1.0))


def prior_difficulty(level: str | None, place_in_level: float) -> float:
    """How hard an item is as far as its lists tell: `place_in_level` goes from 0, its first, to 1, its last.

    What is on no list is taken for the hardest.
    """
    if level not in LEVELS:
        return level_centre(LEVELS[-1]) + LEVEL_WIDTH / 2
    return level_centre(level) + (min(max(place_in_level, 0.0), 1.0) - 0.5) * LEVEL_WIDTH


def level_and_place(difficulty: float) -> tuple[str, float]:
    """Where among the lists an item of this difficulty is to be looked for."""
    level = level_of(difficulty)
    place = (difficulty - level_centre(level)) / LEVEL_WIDTH + 0.5
    return level, min(max(place, 0.0), 1.0)


def best_difficulty(ability: float, guessing: float) -> float:
    """Of the item about which an answer of somebody of this ability says most (Birnbaum 1968)."""
    return ability - math.log((1 + math.sqrt(1 + 8 * guessing)) / 2) / DISCRIMINATION
