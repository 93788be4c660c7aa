"""What is remembered between requests: validated documents and prepared plans, within bounds."""

from collections import OrderedDict
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from router.server.plan_variant import ONLY_VARIANT, PlanVariant

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class PlanKey:
    """What tells two plans apart. A variable that only travels to subgraphs does not; one that stands in `@skip` or
    `@include` does, because skipped fields are dropped before planning."""

    document: str
    operation_name: str | None
    conditions: tuple[bool | None, ...] = ()
    """The values of the operation's condition variables, by sorted name."""

    variant: PlanVariant = ONLY_VARIANT


class BoundedCache(Generic[Key, Value]):
    """Forgets what was used longest ago, once there are too many entries or they weigh too much together."""

    def __init__(self, max_entries: int, max_weight: int) -> None:
        self._max_entries = max_entries
        self._max_weight = max_weight
        self._weight = 0
        self._entries: OrderedDict[Key, tuple[Value, int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: Key) -> Value | None:
        entry = self._entries.get(key)
        if entry is None:
            return None
        self._entries.move_to_end(key)
        return entry[0]

    def put(self, key: Key, value: Value, weight: int = 1) -> None:
        """Remember a value; one that alone weighs more than the whole cache may is not kept."""
        self.discard(key)
        if weight > self._max_weight:
            return
        self._entries[key] = (value, weight)
        self._weight += weight
        while len(self._entries) > self._max_entries or self._weight > self._max_weight:
            _, (_, forgotten) = self._entries.popitem(last=False)
            self._weight -= forgotten

    def latest(self) -> Iterator[Key]:
        """The keys, the one that was used last first."""
        return iter(tuple(reversed(self._entries)))

    def discard(self, key: Key) -> None:
        entry = self._entries.pop(key, None)
        if entry is not None:
            self._weight -= entry[1]
