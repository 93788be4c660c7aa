"""Work that a plan needs once, however often it is executed: what a plan cache holds."""

from dataclasses import dataclass

from router.query_plan import QueryPlan
from router.supergraph.model import Supergraph


@dataclass(frozen=True, slots=True)
class PreparedPlan:
    """A query plan compiled for one supergraph."""

    plan: QueryPlan


def prepare(plan: QueryPlan, supergraph: Supergraph) -> PreparedPlan:
    """Compile a plan."""
    return PreparedPlan(plan)
