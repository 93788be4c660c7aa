"""What resolvers of accounts find in `info`."""

import strawberry

from subgraphs.accounts.loaders import Loaders
from subgraphs.accounts.wiring import AccountsServices
from subgraphs.shared.context import SubgraphContext

Info = strawberry.Info[SubgraphContext[Loaders, AccountsServices], None]
