"""Refusals a caller should expect."""

from subgraphs.shared.errors import BadUserInput


class SearchTextIsTooLong(BadUserInput):
    def __init__(self, longest: int) -> None:
        super().__init__(f"A search is for a word or a few: at most {longest} characters.")
