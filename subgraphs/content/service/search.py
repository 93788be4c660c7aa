"""Reading what a person types into a search."""

from subgraphs.content.errors import SearchTextIsTooLong
from subgraphs.content.search_terms import LONGEST_QUERY, SearchQuery, parse_search


def read_search(text: str) -> SearchQuery:
    """What a typed text looks for. One without a letter or digit finds nothing."""
    if len(text) > LONGEST_QUERY:
        raise SearchTextIsTooLong(LONGEST_QUERY)
    return parse_search(text)
