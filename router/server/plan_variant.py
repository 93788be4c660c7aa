"""What tells two plans of one document apart, besides the values of its variables."""

from dataclasses import dataclass

from router.supergraph.access import NO_CONDITIONS, AccessConditions
from router.supergraph.override_labels import NO_LABELS, Labels


@dataclass(frozen=True, slots=True)
class PlanVariant:
    """One way to plan an operation."""

    unmet: AccessConditions = NO_CONDITIONS
    """The conditions of access that the caller does not meet."""

    labels: Labels = NO_LABELS
    """The labels of progressive `@override` that the request takes."""

    defers: bool = False
    """Whether `@defer` is in force, because it takes answers in parts."""


ONLY_VARIANT = PlanVariant()
