"""What resolvers of progress find in `info`."""

import strawberry

from subgraphs.progress.loaders import Loaders
from subgraphs.progress.wiring import ProgressServices
from subgraphs.shared.context import SubgraphContext

Info = strawberry.Info[SubgraphContext[Loaders, ProgressServices], None]
