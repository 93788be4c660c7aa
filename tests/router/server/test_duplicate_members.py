import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.server.duplicate_members import DuplicateMember, refuse_duplicate_members

VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text('a":\\ \t{},'),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text('ab":\\ '), inner, max_size=4),
)


@pytest.mark.parametrize(
    "text",
    [
        '{"a":1,"a":2}',
        '{"a" :1,"a":2}',
        '{"a":1,"b" : 3,"a":2}',
        '{"a":1,"b"\t:3,"a":2}',
        '{"a":1,"b"\n:3,"a":2}',
        '{"a":1,"\\u0061":2}',
        '{"b":[{"c":{"a":1,"a":2}}]}',
        '{"b":":","a":1,"a":2}',
        '{"b\\\\":1,"a":1,"a":2}',
        '{"query":"{ a(b: \\":\\") }","a":1,"a":2}',
    ],
)
def test_a_member_twice_is_refused(text: str) -> None:
    with pytest.raises(DuplicateMember):
        refuse_duplicate_members(text.encode(), json.loads(text))


@given(VALUES, st.sampled_from([(",", ":"), (", ", ": "), (" , ", " : ")]))
def test_every_value_as_it_is_written_is_taken(value: Any, separators: tuple[str, str]) -> None:
    refuse_duplicate_members(json.dumps(value, separators=separators).encode(), value)


@given(st.dictionaries(st.text('ab":\\ '), VALUES, min_size=1, max_size=4), st.sampled_from([",", " ,\n"]))
def test_every_member_twice_is_found(value: dict[str, Any], comma: str) -> None:
    members = [f"{json.dumps(name)}:{json.dumps(inner)}" for name, inner in value.items()]
    text = "{" + comma.join([members[0], *members]) + "}"
    with pytest.raises(DuplicateMember):
        refuse_duplicate_members(text.encode(), json.loads(text))
