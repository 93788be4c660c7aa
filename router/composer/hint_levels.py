"""Which hints a reader wants to see."""

from dataclasses import replace
from enum import StrEnum

from router.composer.result import CompositionResult


class HintLevel(StrEnum):
    """The lowest level that is shown; each shows those before it too."""

    NONE = "none"
    WARN = "warn"
    INFO = "info"
    DEBUG = "debug"


def keep_hints(result: CompositionResult, lowest: HintLevel) -> CompositionResult:
    levels = [level.name for level in HintLevel]
    shown = levels[1 : levels.index(lowest.name) + 1]
    return replace(result, hints=tuple(hint for hint in result.hints if hint.level in shown))
