import json
from datetime import timedelta

import numpy as np
import pytest

from subgraphs.learning.scheduling import fitting_process
from subgraphs.learning.scheduling.fitting_process import arrange, fit, is_less, predict, rmse_of_bins
from subgraphs.learning.scheduling.rules import PUBLISHED_PARAMETERS
from subgraphs.learning.service.fitting import PROGRAM
from subgraphs.shared.confined_process import ProgramFailed, run_confined
from tests.subgraphs.learning.scheduling.published_formulas import retrievability, stabilities
from tests.subgraphs.learning.simulated_learner import OTHER_MEMORY, histories


def cards_of(weights: tuple[float, ...], number: int, seed: int) -> list[list[tuple[int, int, int]]]:
    return histories(weights, number, seed)


def test_chances_are_those_of_the_published_formulas() -> None:
    card = [(3, 0, 0), (3, 0, 0), (1, 4, 4), (2, 1, 5), (4, 9, 14), (3, 20, 34)]
    arranged = arrange([card, [(1, 0, 0), (3, 2, 2)]], 0.5)
    known = stabilities([(grade, days) for grade, days, _ in card])
    expected = [1.0, *(retrievability(known[n][0], card[n + 1][1]) for n in range(5))]
    assert predict(arranged, np.array([PUBLISHED_PARAMETERS]))[0, 0] == pytest.approx(expected)


def test_the_latest_answers_on_later_days_are_kept_to_judge_by() -> None:
    cards = [[(3, 0, 0), (3, 0, 0), (3, 2, 2), (3, 5, 7)], [(1, 0, 3), (3, 3, 6), (3, 3, 9)]]
    arranged = arrange(cards, 0.5)
    assert (int(arranged.training.sum()), int(arranged.heldout.sum())) == (2, 2)
    assert arranged.heldout[0].tolist() == [False, False, False, True]
    assert arranged.heldout[1].tolist() == [False, False, True, False]


@pytest.mark.parametrize("seed", [1, 2])
def test_a_learner_with_another_memory_is_predicted_better(seed: int) -> None:
    found = fit(cards_of(OTHER_MEMORY, 400, seed), PUBLISHED_PARAMETERS, 0.2)
    assert found["is_better"]
    assert found["log_loss"][1] < found["log_loss"][0] and found["rmse"][1] < found["rmse"][0]


@pytest.mark.parametrize("seed", [1, 2])
def test_noise_around_the_published_weights_is_not_taken_for_another_memory(seed: int) -> None:
    found = fit(cards_of(PUBLISHED_PARAMETERS, 150, seed), PUBLISHED_PARAMETERS, 0.2)
    assert not found["is_better"]


def test_losses_that_differ_by_chance_do_not_decide() -> None:
    old = np.array([0.3, 0.4, 0.5, 0.2] * 10)
    noise = np.array([0.1, -0.09, 0.1, -0.1] * 10)
    assert is_less(old - 0.01, old) and not is_less(old - noise, old) and not is_less(old, old)


def test_bins_hold_what_was_expected_against_what_was_recalled() -> None:
    arranged = arrange([[(3, 0, 0), (grade, 5, 5 + day)] for day, grade in enumerate([3, 3, 3, 1])], 1.0)
    assert rmse_of_bins(arranged, np.full(arranged.grades.shape, 0.75)) == pytest.approx(0)
    assert rmse_of_bins(arranged, np.full(arranged.grades.shape, 0.5)) == pytest.approx(0.25)


async def test_the_program_is_ended_when_it_takes_too_much() -> None:
    source = {
        "cards": cards_of(OTHER_MEMORY, 20, 1),
        "weights": PUBLISHED_PARAMETERS,
        "heldout": 0.2,
        "seconds": 20,
        "memory": 30_000_000,
    }
    with pytest.raises(ProgramFailed):
        await run_confined(PROGRAM, (), json.dumps(source).encode(), timedelta(seconds=20))
    assert fitting_process.__file__ == str(PROGRAM)
