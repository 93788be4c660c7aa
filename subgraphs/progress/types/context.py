"""What resolvers of progress find in `info`."""

import strawberry

from subgraphs.progress.loaders import Loaders
from subgraphs.shared.context import SubgraphContext

Info = strawberry.Info[SubgraphContext[Loaders, None], None]
