"""What progress refuses, and why."""

from subgraphs.shared.errors import Forbidden


class HistoryIsSomebodyElses(Forbidden):
    def __init__(self) -> None:
        super().__init__("A history of points is shown to its learner only.")
