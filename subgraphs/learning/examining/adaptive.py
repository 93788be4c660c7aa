"""Which item an adaptive test asks next, and when it has asked enough. See item_response.py."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from subgraphs.learning.examining.item_response import Ability, Asked, information
from subgraphs.learning.models.study_tests import Skill

ItemT = TypeVar("ItemT")

SHARES: Mapping[Skill, float] = {Skill.VOCABULARY: 0.5, Skill.KANJI: 0.3, Skill.READING: 0.2}
"""What a placement test is made of."""
DRAWN_FROM = 6
"""How many of the most telling items one is drawn from."""


@dataclass(frozen=True, slots=True)
class StoppingRule:
    fewest: int
    most: int
    error: float
    """A standard error that is good enough."""

    def has_enough(self, answered: int, ability: Ability) -> bool:
        return answered >= self.most or (answered >= self.fewest and ability.error <= self.error)


def next_skill(asked: Mapping[Skill, int]) -> list[Skill]:
    """All skills, the one first that has been asked least of its share."""
    total = sum(asked.values()) + 1
    return sorted(SHARES, key=lambda skill: asked.get(skill, 0) / total - SHARES[skill])


def draw_most_telling(candidates: Sequence[tuple[ItemT, Asked]], ability: float, rng: random.Random) -> ItemT | None:
    """One of those about which an answer would say most; None where there is none."""
    ranked = sorted(candidates, key=lambda pair: -information(ability, pair[1]))
    return rng.choice(ranked[:DRAWN_FROM])[0] if ranked else None
