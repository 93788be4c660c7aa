"""FSRS-6 written out from its published formulas, independently of the library that we use.

https://github.com/open-spaced-repetition/awesome-fsrs/wiki/The-Algorithm#fsrs-6
"""

from collections.abc import Sequence
from math import exp

W = (
    *(0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796),
    *(1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542),
)
AGAIN, HARD, EASY = 1, 2, 4


def stabilities(history: Sequence[tuple[int, int]], w: Sequence[float] = W) -> list[tuple[float, float]]:
    """Stability and difficulty after each grade from 1 to 4, given with the days since the one before."""
    found: list[tuple[float, float]] = []
    for grade, days in history:
        if not found:
            found.append((w[grade - 1], _clamped(_first_difficulty(grade, w))))
            continue
        stability, difficulty = found[-1]
        longer = _same_day(stability, grade, w) if days == 0 else _later(stability, difficulty, grade, days, w)
        found.append((max(longer, 0.001), _next_difficulty(difficulty, grade, w)))
    return found


def retrievability(stability: float, days: int, w: Sequence[float] = W) -> float:
    factor = 0.9 ** (-1 / w[20]) - 1
    return float((1 + factor * days / stability) ** -w[20])


def _later(s: float, d: float, grade: int, days: int, w: Sequence[float]) -> float:
    r = retrievability(s, days, w)
    if grade == AGAIN:
        lost = w[11] * d ** -w[12] * ((s + 1) ** w[13] - 1) * exp(w[14] * (1 - r))
        return float(min(lost, s / exp(w[17] * w[18])))
    bonus = w[15] if grade == HARD else w[16] if grade == EASY else 1
    return float(s * (1 + exp(w[8]) * (11 - d) * s ** -w[9] * (exp(w[10] * (1 - r)) - 1) * bonus))


def _same_day(s: float, grade: int, w: Sequence[float]) -> float:
    growth = exp(w[17] * (grade - 3 + w[18])) * s ** -w[19]
    return float(s * (growth if grade == AGAIN else max(growth, 1)))


def _first_difficulty(grade: int, w: Sequence[float]) -> float:
    return w[4] - exp(w[5] * (grade - 1)) + 1


def _next_difficulty(d: float, grade: int, w: Sequence[float]) -> float:
    moved = d - w[6] * (grade - 3) * (10 - d) / 9
    return _clamped(w[7] * _first_difficulty(EASY, w) + (1 - w[7]) * moved)


def _clamped(difficulty: float) -> float:
    return min(max(difficulty, 1), 10)
