"""Which labels of progressive `@override` a request takes."""

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from router.supergraph.override_labels import Labels

_PERCENT = re.compile(r"^percent\((\d{1,3}(?:\.\d{1,8})?)\)$")


class LabelChooser(Protocol):
    """Decides on labels, for each request anew. An embedder's own may ask a feature flag service."""

    def active(self, labels: Labels) -> Labels:
        """Of these labels, those that the request takes."""
        ...


@dataclass(frozen=True, slots=True)
class ChosenByShare:
    """Each label is taken by its share of requests, by chance."""

    shares: Mapping[str, float]
    """Percent, by label; what is not named takes the number that a label like `percent(5)` holds."""

    draw: Callable[[], float] = random.random
    """A number from 0 up to, not including, 1."""

    def active(self, labels: Labels) -> Labels:
        return frozenset(label for label in labels if self.draw() * 100 < self._share(label))

    def _share(self, label: str) -> float:
        if label in self.shares:
            return self.shares[label]
        percent = _PERCENT.match(label)
        return float(percent[1]) if percent else 0.0
