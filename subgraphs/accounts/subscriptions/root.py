"""The root subscription type: what every module of this package brings."""

import strawberry

from subgraphs.accounts.subscriptions.privacy import PrivacySubscriptions


@strawberry.type
class Subscription(PrivacySubscriptions):
    pass
