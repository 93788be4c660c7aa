"""A learner who forgets as given weights say, studying by the published ones."""

from random import Random
from typing import Final

from subgraphs.learning.scheduling.rules import PUBLISHED_PARAMETERS
from tests.subgraphs.learning.scheduling.published_formulas import retrievability, stabilities

OTHER_MEMORY: Final = (
    *(0.05, 0.4, 1.0, 3.0, *PUBLISHED_PARAMETERS[4:8], 1.2, *PUBLISHED_PARAMETERS[9:20]),
    0.35,
)
"""Learns slowly and forgets fast."""

GivenAnswer = tuple[int, int, int]
"""The grade from 1 to 4, days since the one before, and the day."""


def histories(weights: tuple[float, ...], cards: int, seed: int, days: int = 120) -> list[list[GivenAnswer]]:
    random = Random(seed)
    return [_history(weights, random, days) for _ in range(cards)]


def _history(weights: tuple[float, ...], random: Random, days: int) -> list[GivenAnswer]:
    day = random.randrange(30)
    history = [(random.choices((1, 2, 3, 4), (20, 15, 50, 15))[0], 0, day)]
    while True:
        told = [(grade, wait) for grade, wait, _ in history]
        planned, _ = stabilities(told)[-1]
        wait = max(1, round(planned * random.uniform(0.8, 1.2)))
        day += wait
        if day >= days:
            return history
        remembered, _ = stabilities(told, weights)[-1]
        is_recalled = random.random() < retrievability(remembered, wait, weights)
        history.append((random.choices((2, 3, 4), (15, 70, 15))[0] if is_recalled else 1, wait, day))
