"""What an operation may cost, by `@cost` and `@listSize`."""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from router.settings.section import Count, Section


class DemandControlSettings(Section):
    """What an operation may cost by `@cost` and `@listSize`, estimated before it runs."""

    mode: Literal["off", "measure", "enforce"] = "off"
    """`measure` logs the cost of every operation, `enforce` refuses those that cost too much as well."""

    max_cost: Count = 1_000
    """Of one operation. Too low refuses honest pages; too high lets one operation keep all subgraphs busy. `measure`
    tells what yours cost."""

    subgraphs: Mapping[str, Count] = Field(default_factory=dict)
    """By subgraph name: the most that one operation may cost there."""

    default_list_size: Count = 10
    """Items that a list without `@listSize` is taken to have. Too low lets large lists pass as cheap; too high refuses
    nested small ones."""

    exposed: bool | None = None
    """Whether a request with the header `Kumiki-Cost` is told its cost, in `extensions`. On, it shows attackers how to
    stay just below. Unset, it is on in development and off in production."""
