"""What learning makes from its settings at start-up, and finds in `info.context.services`."""

from dataclasses import dataclass

from subgraphs.learning.settings import LearningSettings


@dataclass(frozen=True, slots=True)
class LearningServices:
    settings: LearningSettings


def make_services(settings: LearningSettings) -> LearningServices:
    return LearningServices(settings=settings)
