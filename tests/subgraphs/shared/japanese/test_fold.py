import pytest

from subgraphs.shared.japanese.fold import (
    english_words,
    fold_gloss,
    fold_kana,
    fold_reading,
    fold_romaji,
    plain_reading,
    plain_romaji,
)


@pytest.mark.parametrize("spelling", ["nyū", "nyuu", "nyu", "NYUU", "ｎｙｕｕ"])
def test_long_and_short_vowels_fold_to_one_spelling(spelling: str) -> None:
    assert fold_romaji(spelling) == "nyu"


@pytest.mark.parametrize(
    ("spellings", "folded"),
    [
        (["shinbun", "shimbun", "sinbun"], "shinbun"),
        (["tsuzuku", "tuduku", "tuzuku"], "tsuzuku"),
        (["ocha", "otya", "ocya"], "ocha"),
        (["fujin", "huzin"], "fujin"),
        (["jisho", "zisyo", "jisyo"], "jisho"),
        (["hon'ya", "hon-ya", "honya"], "honya"),
        (["matcha", "maccha", "mattya"], "maccha"),
        (["toukyou", "tōkyō", "tookyoo", "tokyo"], "tokyo"),
        (["konnichiwa", "konnitiwa"], "konichiwa"),
    ],
)
def test_systems_of_romaji_fold_to_one_spelling(spellings: list[str], folded: str) -> None:
    assert {fold_romaji(spelling) for spelling in spellings} == {folded}


@pytest.mark.parametrize("kana", ["コーヒー", "こーひー", "ｺｰﾋｰ", "こおひい"])
def test_a_reading_folds_as_its_romaji_does(kana: str) -> None:
    assert fold_reading(kana) == fold_romaji("koohii")


@pytest.mark.parametrize("typed", ["ネコ", "ﾈｺ", "ねこ", " ねこ "])
def test_both_scripts_and_widths_are_one(typed: str) -> None:
    assert fold_kana(typed) == "ねこ"


def test_plain_romaji_keeps_vowel_lengths() -> None:
    assert plain_romaji("Hon'ya-San e") == "honyasane"
    assert plain_romaji("obaasan") != plain_romaji("obasan")


def test_marks_of_dictionary_readings_do_not_count() -> None:
    assert plain_reading("た.べる") == "たべる"
    assert plain_reading("-び") == "び"


def test_english_words_leave_out_weak_words_unless_there_are_no_others() -> None:
    assert english_words("To eat the Cat's meal") == ["eat", "cat's", "meal"]
    assert english_words("to the") == ["to", "the"]


def test_a_gloss_folds_without_its_notes() -> None:
    assert fold_gloss("to hunt (a job)") == "hunt"
