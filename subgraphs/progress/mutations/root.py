"""The root mutation type: what every module of this package brings."""

import strawberry

from subgraphs.progress.mutations.challenges import ChallengeMutations
from subgraphs.progress.mutations.share_cards import ShareCardMutations


@strawberry.type
class Mutation(ShareCardMutations, ChallengeMutations):
    pass
