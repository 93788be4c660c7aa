from graphql import Source, get_location
from hypothesis import given
from hypothesis import strategies as st

from router.language.source_position import IndexedSource


@given(st.text(alphabet="a\n\r", max_size=30))
def test_every_position_has_the_line_and_column_that_graphql_core_counts(text: str) -> None:
    indexed = IndexedSource(text)
    for position in range(len(text) + 1):
        assert get_location(indexed, position) == get_location(Source(text), position)
