"""What resolvers of learning find in `info`."""

import strawberry

from subgraphs.learning.loaders import Loaders
from subgraphs.learning.wiring import LearningServices
from subgraphs.shared.context import SubgraphContext

Info = strawberry.Info[SubgraphContext[Loaders, LearningServices], None]
