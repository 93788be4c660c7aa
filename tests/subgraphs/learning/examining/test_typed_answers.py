import pytest
from hypothesis import given
from hypothesis import strategies as st

from subgraphs.learning.examining.typed_answers import (
    Tolerance,
    distance,
    judge_anything,
    judge_meaning,
    judge_reading,
    judge_text,
)
from subgraphs.learning.models.study_tests import AnswerOutcome

DEFAULT = Tolerance()
RIGHT, ALMOST, WRONG = AnswerOutcome.RIGHT, AnswerOutcome.ALMOST, AnswerOutcome.WRONG


@pytest.mark.parametrize(
    ("typed", "reading"),
    [
        ("ねこ", "ねこ"),
        ("ネコ", "ねこ"),
        ("ﾈｺ", "ねこ"),
        ("neko", "ねこ"),
        ("ＮＥＫＯ", "ねこ"),
        (" ね こ ", "ねこ"),
        ("toukyou", "とうきょう"),
        ("tookyoo", "とうきょう"),
        ("tōkyō", "とうきょう"),
        ("tôkyô", "とうきょう"),
        ("トーキョー", "とうきょう"),
        ("koohii", "コーヒー"),
        ("こおひい", "コーヒー"),
        ("sensee", "せんせい"),
        ("shimbun", "しんぶん"),
        ("sinbun", "しんぶん"),
        ("zyugyou", "じゅぎょう"),
        ("matcha", "まっちゃ"),
        ("kin'en", "きんえん"),
        ("konnichiwa", "こんにちは"),
        ("tsuduku", "つづく"),
        ("tsuzuku", "つづく"),
    ],
)
def test_a_reading_may_be_written_in_many_ways(typed: str, reading: str) -> None:
    assert judge_reading(typed, [reading], DEFAULT) is RIGHT


@pytest.mark.parametrize(
    ("typed", "reading"),
    [
        ("おばさん", "おばあさん"),
        ("gakko", "がっこう"),
        ("つずく", "つづく"),
        ("kinen", "きんえん"),
        ("", "ねこ"),
        ("!", "ねこ"),
    ],
)
def test_a_reading_that_sounds_otherwise_is_wrong(typed: str, reading: str) -> None:
    assert judge_reading(typed, [reading], DEFAULT) is WRONG


def test_any_reading_of_several_will_do() -> None:
    assert judge_reading("nihon", ["にっぽん", "にほん"], DEFAULT) is RIGHT


def test_a_long_reading_with_one_wrong_sound_is_almost_right_unless_nothing_is_forgiven() -> None:
    assert judge_reading("じどうはんまいき", ["じどうはんばいき"], DEFAULT) is ALMOST
    assert judge_reading("じどうはんまいき", ["じどうはんばいき"], Tolerance(kana_per_typo=0)) is WRONG


@pytest.mark.parametrize(
    ("typed", "meanings", "outcome"),
    [
        ("eat", ["to eat (a meal)"], RIGHT),
        ("To Eat!", ["to eat"], RIGHT),
        ("the dog", ["dog"], RIGHT),
        ("big, large", ["big", "large"], RIGHT),
        ("cup", ["glass; cup"], RIGHT),
        ("economey", ["economy"], ALMOST),
        ("ecnoomy", ["economy"], ALMOST),
        ("eot", ["eat"], WRONG),
        ("big, tiny", ["big"], WRONG),
        ("cat, dog, bird, fish", ["cat"], WRONG),
        ("", ["cat"], WRONG),
    ],
)
def test_a_meaning_is_compared_without_what_does_not_matter(
    typed: str, meanings: list[str], outcome: AnswerOutcome
) -> None:
    assert judge_meaning(typed, meanings, DEFAULT) is outcome


@pytest.mark.parametrize(
    ("typed", "accepted", "is_noun", "outcome"),
    [
        ("猫", ["猫", "ねこ"], True, RIGHT),
        ("ネコ", ["猫", "ねこ"], True, RIGHT),
        ("neko", ["猫", "ねこ"], True, RIGHT),
        ("申込み", ["申し込み"], True, RIGHT),
        ("申込", ["申し込み"], True, RIGHT),
        ("取扱う", ["取り扱う"], False, RIGHT),
        ("取り扱", ["取り扱う"], False, WRONG),
        ("食る", ["食べる", "たべる"], False, WRONG),
        ("犬", ["猫", "ねこ"], True, WRONG),
    ],
)
def test_a_word_may_leave_out_kana_within_a_compound(
    typed: str, accepted: list[str], is_noun: bool, outcome: AnswerOutcome
) -> None:
    assert judge_text(typed, accepted, DEFAULT, is_noun) is outcome


def test_what_a_learner_wrote_is_right_in_any_width_and_case() -> None:
    assert judge_anything("ｂｏｎｊｏｕｒ", ["Bonjour"], DEFAULT) is RIGHT
    assert judge_anything("au revoir", ["Bonjour"], DEFAULT) is WRONG


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_the_distance_is_the_same_in_both_directions_and_nought_for_equals(one: str, other: str) -> None:
    assert distance(one, other) == distance(other, one) <= max(len(one), len(other))
    assert (distance(one, other) == 0) == (one == other)


def test_two_neighbours_that_were_swapped_are_one_mistake() -> None:
    assert distance("ab", "ba") == 1
