import gc

import pytest

from router.composer.pause_collection import collection_paused


def test_garbage_is_collected_again_when_an_error_ends_the_pause() -> None:
    with pytest.raises(ValueError, match="broken"), collection_paused():
        assert not gc.isenabled()
        raise ValueError("broken")
    assert gc.isenabled()


def test_a_pause_inside_a_pause_does_not_end_it() -> None:
    with collection_paused():
        with collection_paused():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()
