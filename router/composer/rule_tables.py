"""Every rule, in the order in which its findings are reported."""

from collections.abc import Callable, Iterator, Sequence

from router.composer.composition import Composition
from router.composer.merged_schema import MergedSchema
from router.composer.result import SubgraphSource
from router.composer.subgraph import Subgraph
from router.errors import CompositionError

SOURCE_RULES: tuple[Callable[[Sequence[SubgraphSource]], Iterator[CompositionError]], ...] = ()
SUBGRAPH_RULES: tuple[Callable[[Subgraph], Iterator[CompositionError]], ...] = ()
COMPOSITION_RULES: tuple[Callable[[Composition], Iterator[CompositionError]], ...] = ()
MERGED_SCHEMA_RULES: tuple[Callable[[MergedSchema], Iterator[CompositionError]], ...] = ()
