"""The theory by itself, and simulated learners who are placed by it."""

import math
import random
from statistics import mean

import pytest

from subgraphs.learning.examining.adaptive import StoppingRule, draw_most_telling, next_skill
from subgraphs.learning.examining.difficulties import AnswerCount, ability_class, ability_of_class, fitted_difficulty
from subgraphs.learning.examining.item_response import (
    DISCRIMINATION,
    LEVELS,
    UNKNOWN,
    Ability,
    Answered,
    Asked,
    best_difficulty,
    chance_of_right,
    drifted,
    estimate,
    information,
    level_and_place,
    level_centre,
    level_estimate,
    level_of,
    posterior,
    prior_difficulty,
    summary_of,
)
from subgraphs.learning.models.study_tests import Skill
from subgraphs.learning.study_test_settings import StudyTestSettings

SETTINGS = StudyTestSettings()
RULE = StoppingRule(SETTINGS.placement_fewest_questions, SETTINGS.placement_most_questions, SETTINGS.placement_error)
BANK = [prior_difficulty(level, place / 400) for level in LEVELS for place in range(400)]
"""As hard as level and rank say; simulated people find each item a little harder or easier."""


def test_somebody_as_able_as_an_item_is_hard_knows_it_half_the_time_and_guesses_besides() -> None:
    assert chance_of_right(0.7, Asked(0.7)) == pytest.approx(0.5)
    assert chance_of_right(0.7, Asked(0.7, guessing=0.25)) == pytest.approx(0.625)
    assert chance_of_right(-9, Asked(0.7, guessing=0.25)) == pytest.approx(0.25, abs=0.001)


def test_information_is_the_slope_squared_over_the_variance() -> None:
    item, ability, step = Asked(0.3, 0.25), 0.8, 1e-5
    slope = (chance_of_right(ability + step, item) - chance_of_right(ability - step, item)) / (2 * step)
    right = chance_of_right(ability, item)
    assert information(ability, item) == pytest.approx(slope**2 / (right * (1 - right)), rel=1e-6)


def test_the_best_difficulty_has_the_most_information() -> None:
    best = best_difficulty(0.5, 0.25)
    for other in (best - 0.2, best + 0.2):
        assert information(0.5, Asked(best, 0.25)) > information(0.5, Asked(other, 0.25))


def test_right_answers_raise_an_estimate_and_every_answer_narrows_it() -> None:
    known = Ability(0.0, 1.0)
    after_right = estimate(known, [Answered(Asked(0.0), 1.0)])
    after_half = estimate(known, [Answered(Asked(0.0), 0.5)])
    after_wrong = estimate(known, [Answered(Asked(0.0), 0.0)])
    assert after_right.value > 0.3 and after_wrong.value == pytest.approx(-after_right.value)
    assert after_half.value == pytest.approx(0.0, abs=1e-9)
    assert max(after_right.error, after_half.error, after_wrong.error) < 1.0


def test_an_estimate_without_answers_is_what_was_known() -> None:
    found = estimate(Ability(0.5, 0.6), [])
    assert found.value == pytest.approx(0.5, abs=0.01)
    assert found.error == pytest.approx(0.6, abs=0.01)


def test_an_old_estimate_is_less_certain_but_no_less_than_a_strangers() -> None:
    assert drifted(Ability(1.0, 0.3), 100, 0.003).error == pytest.approx(math.sqrt(0.09 + 0.3))
    assert drifted(Ability(1.0, 0.3), 10_000, 0.003).error == UNKNOWN.error


def test_levels_lie_side_by_side_on_the_line() -> None:
    assert [level_of(level_centre(level)) for level in LEVELS] == list(LEVELS)
    assert (level_of(-9), level_of(9)) == ("N5", "N1")
    assert prior_difficulty("N4", 1.0) == pytest.approx(prior_difficulty("N3", 0.0))
    level, place = level_and_place(prior_difficulty("N2", 0.3))
    assert level == "N2" and place == pytest.approx(0.3)
    assert prior_difficulty(None, 0.5) > level_centre("N1")


def test_the_least_asked_skill_of_its_share_is_asked_next() -> None:
    assert next_skill({})[0] is Skill.VOCABULARY
    assert next_skill({Skill.VOCABULARY: 1})[0] is Skill.KANJI
    assert next_skill({Skill.VOCABULARY: 2, Skill.KANJI: 1})[0] is Skill.READING


def test_a_question_is_drawn_among_the_most_telling_ones() -> None:
    candidates = [(place, Asked(place / 10, 0.25)) for place in range(-30, 31)]
    drawn = {draw_most_telling(candidates, 0.0, random.Random(seed)) for seed in range(100)}
    assert len(drawn) == 6 and all(one is not None and -5 <= one <= 3 for one in drawn)


def adaptive(true_ability: float, seed: int) -> tuple[Ability, str, int]:
    """What a placement test finds of a simulated learner, and after how many questions."""
    rng = random.Random(seed)
    oddity = {place: rng.gauss(0, 0.4) for place in range(len(BANK))}
    discrimination = rng.lognormvariate(0, 0.2)
    answers: list[Answered] = []
    left = set(range(len(BANK)))
    while True:
        probabilities = posterior(UNKNOWN, answers)
        now = summary_of(probabilities)
        if RULE.has_enough(len(answers), now):
            return now, level_estimate(probabilities).level, len(answers)
        target = best_difficulty(now.value, 0.25)
        near = sorted(left, key=lambda place: abs(BANK[place] - target))[:40]
        place = draw_most_telling([(one, Asked(BANK[one], 0.25)) for one in near], now.value, rng)
        assert place is not None
        left.discard(place)
        # Real people do not follow the model to the letter.
        exponent = -DISCRIMINATION * discrimination * (true_ability - BANK[place] - oddity[place])
        knows = rng.random() < 1 / (1 + math.exp(exponent))
        answers.append(Answered(Asked(BANK[place], 0.25), float(knows or rng.random() < 0.25)))


@pytest.fixture(scope="module")
def placed() -> list[tuple[float, Ability, str, int]]:
    abilities = [-3.6 + 0.2 * step for step in range(37)]
    return [(true, *adaptive(true, seed)) for seed, true in enumerate(abilities)]


def test_simulated_learners_are_placed_within_a_level(placed: list[tuple[float, Ability, str, int]]) -> None:
    off = [abs(LEVELS.index(level) - LEVELS.index(level_of(true))) for true, _, level, _ in placed]
    assert max(off) <= 1
    assert mean(one == 0 for one in off) >= 0.7


def test_the_standard_error_says_how_far_off_estimates_are(placed: list[tuple[float, Ability, str, int]]) -> None:
    inner = [(true, found) for true, found, _, _ in placed if -3.4 < true < 3.4]
    deviations = [(found.value - true) / found.error for true, found in inner]
    assert 0.6 < math.sqrt(mean(one**2 for one in deviations)) < 1.5


def fixed(true_ability: float, seed: int, length: int) -> Ability:
    """What a test of so many questions evenly over all levels finds."""
    rng = random.Random(seed)
    answers = []
    for place in range(length):
        item = Asked(BANK[place * (len(BANK) - 1) // (length - 1)], 0.25)
        answers.append(Answered(item, float(rng.random() < chance_of_right(true_ability, item))))
    return estimate(UNKNOWN, answers)


def test_a_fixed_test_of_twice_the_length_is_no_better(placed: list[tuple[float, Ability, str, int]]) -> None:
    asked = mean(count for *_, count in placed)
    errors = [abs(found.value - true) for true, found, _, _ in placed]
    of_fixed = [abs(fixed(true, seed, round(2 * asked)).value - true) for seed, (true, *_) in enumerate(placed)]
    assert asked < 28
    assert mean(errors) < mean(of_fixed) * 1.1


def test_answers_move_a_difficulty_towards_what_they_show() -> None:
    rng, true = random.Random(3), 1.2
    counts = []
    for group in range(-4, 7):
        ability = ability_of_class(group)
        right = sum(rng.random() < chance_of_right(ability, Asked(true, 0.25)) for _ in range(200))
        counts.append(AnswerCount(ability, 0.25, 200, right))
    assert fitted_difficulty(0.0, counts) == pytest.approx(true, abs=0.15)


def test_few_answers_leave_a_difficulty_near_where_it_was() -> None:
    assert fitted_difficulty(0.4, []) == pytest.approx(0.4)
    assert abs(fitted_difficulty(0.4, [AnswerCount(0.4, 0.25, 1, 0.0)]) - 0.4) < 0.35


def test_abilities_are_counted_by_halves() -> None:
    assert [ability_of_class(ability_class(one)) for one in (-0.8, 0.1, 0.3)] == [-1.0, 0.0, 0.5]
