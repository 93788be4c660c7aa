"""Fits the weights of FSRS-6 to a learner's history: a program of its own, which knows nothing of us.

The weights are those under which the answers were least surprising (the least mean logarithmic loss of the chance of
recall that they give), held towards the weights to begin with by a normal distribution around each: the fewer answers
there are, the less they move. They are found by L-BFGS-B within the published bounds, with slopes from small
differences; all of these variants of the weights are worked out at once, over all cards at once, answer by answer.

Only the earlier part of the answers is learnt from. On the later part the new weights are held against those to begin
with: they are better where they are so by more than chance (the two losses of each answer are compared, one-sided at 5
in 100) and by the root mean square error over bins as well, which groups answers by days, number and lapses as
https://github.com/open-spaced-repetition/srs-benchmark does.

Standard input is JSON: `cards`, lists of [grade from 1 to 4, days since the answer before, time of the answer], each
from the first answer on; `weights`; `heldout`, the share to judge by; `seconds` and `memory`. Standard output is JSON.
"""

import json
import os
import resource
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

# One thread: what limits the processor time counts the time of all.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from fsrs.scheduler import LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS
from numpy.typing import NDArray
from scipy.optimize import minimize

Array = NDArray[np.float64]

LONGEST_HISTORY = 200
"""Answers of a card that are looked at."""
MOST_STEPS = 60
DIFFERENCE = 1e-4
"""Of a weight, in units of its spread, to take a slope from."""
LEAST_DECIDED = 1.645
"""Standard errors by which losses have to differ on average."""
_AGAIN, _HARD, _GOOD, _EASY = 1, 2, 3, 4
_LOW, _HIGH = np.array(LOWER_BOUNDS_PARAMETERS), np.array(UPPER_BOUNDS_PARAMETERS)


@dataclass(frozen=True, slots=True)
class Histories:
    """Cards side by side, the longest first; every array has a row for each card and a column for each answer."""

    grades: Array
    days: Array
    counts: NDArray[np.int64]
    """How many cards have an answer in each column."""
    training: NDArray[np.bool_]
    heldout: NDArray[np.bool_]
    lapses: Array
    """How often the card had been forgotten before."""


def main() -> None:
    request = json.loads(sys.stdin.buffer.read())
    resource.setrlimit(resource.RLIMIT_AS, (request["memory"], request["memory"]))
    resource.setrlimit(resource.RLIMIT_CPU, (request["seconds"], request["seconds"]))
    answer = fit(request["cards"], request["weights"], request["heldout"])
    sys.stdout.write(json.dumps(answer))


def fit(cards: Sequence[Sequence[Sequence[float]]], weights: Sequence[float], heldout: float) -> dict[str, Any]:
    """The weights found, and how they and the given ones predict what was kept to judge by."""
    histories = arrange(cards, heldout)
    given = np.array(weights, dtype=np.float64)
    found = search(histories, given)
    before, after = predict(histories, given[None, :])[0], predict(histories, found[None, :])[0]
    mask = histories.heldout
    losses = [_losses(histories, predicted)[mask] for predicted in (before, after)]
    errors = [rmse_of_bins(histories, predicted) for predicted in (before, after)]
    return {
        "parameters": [round(float(weight), 4) for weight in found],
        "training": int(histories.training.sum()),
        "heldout": int(mask.sum()),
        "log_loss": [float(each.mean()) for each in losses],
        "rmse": errors,
        "is_better": is_less(losses[1], losses[0]) and errors[1] < errors[0],
    }


def arrange(cards: Sequence[Sequence[Sequence[float]]], heldout: float) -> Histories:
    ordered = sorted((card[:LONGEST_HISTORY] for card in cards if len(card) > 1), key=len, reverse=True)
    shape = (len(ordered), len(ordered[0]) if ordered else 0)
    grades, days, times, lapses = (np.zeros(shape) for _ in range(4))
    for row, card in enumerate(ordered):
        table = np.array(card, dtype=np.float64)
        grades[row, : len(card)], days[row, : len(card)], times[row, : len(card)] = table.T
        lapses[row, 1 : len(card)] = np.cumsum((table[:, 0] == _AGAIN) & (table[:, 1] > 0))[:-1]
    predictable = (grades > 0) & (days > 0)
    predictable[:, :1] = False
    moments = np.sort(times[predictable])
    since = moments[int(len(moments) * (1 - heldout))] if len(moments) else 0.0
    counts = (grades > 0).sum(axis=0)
    return Histories(grades, days, counts, predictable & (times < since), predictable & (times >= since), lapses)


def search(histories: Histories, given: Array) -> Array:
    """The weights that make the answers to learn from least surprising, and are not far from the given ones."""
    spread = np.where(np.arange(len(given)) < _EASY, 2 * given, 0.5 * given) + 0.05
    number = max(int(histories.training.sum()), 1)
    steps = np.vstack([np.zeros(len(given)), np.eye(len(given)) * DIFFERENCE])

    def loss_and_slope(moved: Array) -> tuple[float, Array]:
        tried = moved[None, :] + steps
        predicted = predict(histories, np.clip(given + tried * spread, _LOW, _HIGH))
        surprise = np.array([_losses(histories, each)[histories.training].mean() for each in predicted])
        values = surprise + (tried**2).sum(axis=1) / (2 * number)
        return float(values[0]), (values[1:] - values[0]) / DIFFERENCE

    bounds = list(zip((_LOW - given) / spread, (_HIGH - given) / spread, strict=True))
    options = {"maxiter": MOST_STEPS, "ftol": 1e-7}
    result = minimize(loss_and_slope, np.zeros(len(given)), jac=True, method="L-BFGS-B", bounds=bounds, options=options)
    return np.clip(given + np.asarray(result.x, dtype=np.float64) * spread, _LOW, _HIGH)


def predict(histories: Histories, weights: Array) -> Array:
    """The chance of recall of every answer, for each of these variants of the weights."""
    w = weights.T[:, :, None]
    decay = -w[20]
    factor = 0.9 ** (1 / decay) - 1
    first = histories.grades[:, 0].astype(np.int64)
    stability = np.maximum(weights[:, first - 1], 0.001) if len(first) else np.zeros((len(weights), 0))
    difficulty = np.clip(w[4] - np.exp(w[5] * (first - 1)) + 1, 1, 10)
    chances = np.ones((len(weights), *histories.grades.shape))
    for column in range(1, histories.grades.shape[1]):
        count = int(histories.counts[column])
        grade, days = histories.grades[:count, column], histories.days[:count, column]
        s, d = stability[:, :count], difficulty[:, :count]
        chance = (1 + factor * days / s) ** decay
        chances[:, :count, column] = chance
        lasting = np.where(days > 0, _later(w, s, d, chance, grade), _same_day(w, s, grade))
        stability[:, :count] = np.maximum(lasting, 0.001)
        difficulty[:, :count] = _next_difficulty(w, d, grade)
    return chances


def _later(w: Array, s: Array, d: Array, chance: Array, grade: Array) -> Array:
    bonus = np.where(grade == _HARD, w[15], np.where(grade == _EASY, w[16], 1.0))
    grown = s * (1 + np.exp(w[8]) * (11 - d) * s ** -w[9] * (np.exp(w[10] * (1 - chance)) - 1) * bonus)
    lost = w[11] * d ** -w[12] * ((s + 1) ** w[13] - 1) * np.exp(w[14] * (1 - chance))
    left = np.minimum(lost, s / np.exp(w[17] * w[18]))
    result: Array = np.where(grade == _AGAIN, left, grown)
    return result


def _same_day(w: Array, s: Array, grade: Array) -> Array:
    growth = np.exp(w[17] * (grade - _GOOD + w[18])) * s ** -w[19]
    result: Array = s * np.where(grade == _AGAIN, growth, np.maximum(growth, 1.0))
    return result


def _next_difficulty(w: Array, d: Array, grade: Array) -> Array:
    easiest = w[4] - np.exp(w[5] * (_EASY - 1)) + 1
    moved = d - w[6] * (grade - _GOOD) * (10 - d) / 9
    result: Array = np.clip(w[7] * easiest + (1 - w[7]) * moved, 1, 10)
    return result


def _losses(histories: Histories, predicted: Array) -> Array:
    chance = np.clip(predicted, 1e-4, 1 - 1e-4)
    result: Array = -np.where(histories.grades > _AGAIN, np.log(chance), np.log(1 - chance))
    return result


def is_less(new: Array, old: Array) -> bool:
    """Whether losses are less by more than chance."""
    gained = old - new
    if len(gained) < 2:
        return False
    deviation = float(gained.std(ddof=1))
    return float(gained.mean()) > LEAST_DECIDED * deviation / float(np.sqrt(len(gained)))


def rmse_of_bins(histories: Histories, predicted: Array) -> float:
    mask = histories.heldout
    number = np.broadcast_to(np.arange(1, mask.shape[1] + 1), mask.shape)[mask]
    keys = np.stack(
        [_bin(histories.days[mask], 3.62), _bin(number, 1.89), _bin(histories.lapses[mask], 1.73)],
        axis=1,
    )
    _, group = np.unique(keys, axis=0, return_inverse=True)
    group = group.reshape(-1)
    sizes = np.bincount(group)
    recalled = np.bincount(group, weights=(histories.grades[mask] > _AGAIN).astype(np.float64)) / sizes
    expected = np.bincount(group, weights=predicted[mask]) / sizes
    return float(np.sqrt((sizes * (recalled - expected) ** 2).sum() / sizes.sum()))


def _bin(values: Array, base: float) -> Array:
    """Groups that grow by the base; nothing is a group by itself."""
    powers = np.floor(np.log(np.maximum(values, 1.0)) / np.log(base))
    result: Array = np.where(values < 1, -1.0, powers)
    return result


if __name__ == "__main__":
    main()
