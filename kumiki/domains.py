"""The domains of the platform, in the order of supergraph.yaml."""

from typing import Any

from subgraphs.accounts.app import ACCOUNTS
from subgraphs.content.app import CONTENT
from subgraphs.learning.app import LEARNING
from subgraphs.notifications.app import NOTIFICATIONS
from subgraphs.progress.app import PROGRESS
from subgraphs.shared.subgraph import SubgraphDefinition

DOMAINS: tuple[SubgraphDefinition[Any, Any, Any], ...] = (ACCOUNTS, CONTENT, LEARNING, PROGRESS, NOTIFICATIONS)
