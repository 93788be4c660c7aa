"""Settings of learning. A concern with settings of its own brings a class that joins here."""

from subgraphs.shared.settings import SubgraphSettings


class LearningSettings(SubgraphSettings):
    pass
