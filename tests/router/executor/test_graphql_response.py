import pytest

from router.executor.graphql_response import decode_json
from router.executor.subgraph_client import SubgraphAnswerMalformed
from router.language.names import SubgraphName

SUBGRAPH = SubgraphName("shop")
HUGE = 2**200 + 1


def test_integers_of_custom_scalars_stay_exact() -> None:
    assert decode_json(b'{"n": %d}' % HUGE, SUBGRAPH, has_custom_scalars=True) == {"n": HUGE}


@pytest.mark.parametrize("body", [b"{", b'{"n": NaN}', b'{"n": 12345678901234567890, "m": Infinity}', b"\xff"])
def test_what_is_not_json_is_malformed(body: bytes) -> None:
    for has_custom_scalars in (False, True):
        with pytest.raises(SubgraphAnswerMalformed, match="not JSON"):
            decode_json(body, SUBGRAPH, has_custom_scalars)


def test_endless_nesting_is_malformed() -> None:
    body = b"[" * 100_000 + b"1234567890123456789"
    with pytest.raises(SubgraphAnswerMalformed):
        decode_json(body, SUBGRAPH, has_custom_scalars=True)
