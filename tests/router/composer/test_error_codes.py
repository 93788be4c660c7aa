from pathlib import Path

import pytest

from router.composer import rules
from router.composer.compose import compose
from tests.router.composer.error_situation import ErrorSituation, read_error_situations

SITUATIONS = list(read_error_situations())
CODES = [situation.code for situation in SITUATIONS]


@pytest.mark.parametrize("situation", SITUATIONS, ids=CODES)
def test_the_cause_gives_exactly_this_error(situation: ErrorSituation) -> None:
    result = compose(situation.cause)
    assert {error.code for error in result.errors} == {situation.code}
    assert result.supergraph_sdl is None


@pytest.mark.parametrize("situation", SITUATIONS, ids=CODES)
def test_the_cure_composes(situation: ErrorSituation) -> None:
    result = compose(situation.cure)
    assert result.errors == ()
    assert result.supergraph is not None


@pytest.mark.parametrize("situation", SITUATIONS, ids=CODES)
def test_an_error_says_which_subgraph_and_where(situation: ErrorSituation) -> None:
    names = {source.name for source in situation.cause}
    for error in compose(situation.cause).errors:
        assert error.subgraphs or error.code == "NO_QUERIES"
        assert set(error.subgraphs) <= names
        if error.code not in ("SATISFIABILITY_ERROR", "NO_QUERIES", "INVALID_SUBGRAPH_NAME"):
            assert error.locations
        assert all(location.line >= 1 and location.column >= 1 for location in error.locations)


def test_every_rule_has_a_situation() -> None:
    assert rules.__file__ is not None
    modules = {path.stem.upper() for path in Path(rules.__file__).parent.glob("[a-z]*.py")}
    assert modules <= set(CODES)
